// Which of the served taggers answers a request that names none, or part of a name.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/prediction.h"
#include "model/labelling/tagger_model.h"
#include "service/model_table.h"

namespace seqlab::service {

struct NamedTagger {
  std::string name;
  std::shared_ptr<const ServedModel> served;
  [[nodiscard]] const model::TaggerModel& model() const { return served->tagger_model(); }
};

// The head that finds names: NER, or the first with a tag scheme. Empty if there is none.
std::string span_head(const model::TaggerModel& model);
// The head of parts of speech: the first of XPOS, UPOS and those with "pos" in their names, without a tag
// scheme. Empty if there is none.
std::string part_of_speech_head(const model::TaggerModel& model);

// The taggers that requests can use, in the order in which they were given; those that read feature columns
// are none.
std::vector<NamedTagger> usable_taggers(const ModelTable& models);

// The tagger of this name, or the first whose name begins with it and a hyphen; the first of all if the name
// is empty. Throws RequestError: 404 for another name, 422 if there are no taggers, which `what` describes.
NamedTagger tagger_named(const std::vector<NamedTagger>& taggers, const std::string& name, const char* what);

// What a head of this name predicts.
const corpus::HeadPrediction& prediction_of(const corpus::Predicted& predicted, std::string_view head);

}  // namespace seqlab::service
