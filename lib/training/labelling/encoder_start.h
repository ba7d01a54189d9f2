// Starts a labeller from language models (Dai and Le 2015).
#pragma once

#include <functional>
#include <span>
#include <string>

#include "model/labelling/sequence_model.h"

namespace seqlab::training {

// The first layer of a new tagger or classifier starts with the weights of a language model's: direction
// *ahead* with those of the first file, *back* with those of the second, which must read back, or as it is
// without one. Words that the first model knows as they are start with its vectors. Throws ModelError for
// models that do not fit: of characters, of another cell, hidden size or length of vectors, or in fewer bits;
// Error and ModelError as LanguageModel::load() does; UsageError for more than two files.
void start_encoder(std::span<const std::string> files, model::SequenceModel& model,
                   const std::function<void(const std::string&)>& note);

}  // namespace seqlab::training
