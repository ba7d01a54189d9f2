// A model of the service, in memory of its own, so that its file may be replaced in any way.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <variant>

#include "model/labelling/classifier_model.h"
#include "model/labelling/tagger_model.h"
#include "service/classify_labeller.h"
#include "service/tag_labeller.h"
#include "text/tokeniser.h"

namespace seqlab::service {

// Const calls may run at the same time.
class ServedModel {
 public:
  // Reads the whole file. Throws Error (no such file), ModelError (damaged, foreign, newer, or neither a
  // tagger nor a classifier).
  static std::shared_ptr<const ServedModel> load(const std::string& path);

  [[nodiscard]] bool is_tagger() const { return std::holds_alternative<model::TaggerModel>(model_); }
  // The tagger with the settings of a request; requests with equal settings get the same object. Throws
  // UsageError if this is no tagger, and as TagLabeller().
  [[nodiscard]] std::shared_ptr<const TagLabeller> tagger(const TagSettings& settings) const;
  // Throws UsageError if this is no classifier.
  [[nodiscard]] std::shared_ptr<const ClassifyLabeller> classifier() const;
  // What the model says of itself, as a JSON object.
  [[nodiscard]] std::string info(const std::string& name) const;
  // The tagger itself. Throws std::bad_variant_access for a classifier.
  [[nodiscard]] const model::TaggerModel& tagger_model() const {
    return std::get<model::TaggerModel>(model_);
  }

 private:
  using AnyModel = std::variant<model::TaggerModel, model::ClassifierModel>;
  explicit ServedModel(AnyModel model);
  // The model's own "name: value" facts, for either kind.
  [[nodiscard]] const options::ModelOptions& options() const;

  AnyModel model_;
  std::shared_ptr<const text::Tokeniser> tokeniser_;
  std::shared_ptr<const ClassifyLabeller> classifier_;
  mutable std::mutex mutex_;
  mutable std::map<TagSettings, std::shared_ptr<const TagLabeller>> taggers_;
};

}  // namespace seqlab::service
