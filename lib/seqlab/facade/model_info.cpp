#include "seqlab/facade/model_info.h"

#include <string_view>
#include <utility>

#include "model/labelling/sequence_model.h"
#include "options/model_option_table.h"

namespace seqlab {

namespace {

// All but heads and columns.
ModelInfo common_info(const model::Model& model, Task task) {
  ModelInfo info;
  info.task = task;
  info.language = model.options().language;
  info.options = options::model_option_table().of(model.task()).values(model.options());
  info.options.insert(info.options.end(), model.training_options.begin(), model.training_options.end());
  info.facts = model.description();
  for (const auto& [name, value] : info.facts) {
    if (name == "licence") info.licence = value;
    if (name == "data") info.data = value;
  }
  return info;
}

}  // namespace

ModelInfo info_of(const model::TaggerModel& model) {
  ModelInfo info = common_info(*model.sequence_model(), Task::tagger);
  info.feature_columns = model.feature_columns();
  const std::vector<std::string> names = model.heads();
  const std::vector<std::string> columns = model.label_columns();
  for (std::size_t head = 0; head < names.size(); ++head) {
    info.heads.push_back({names[head], columns[head], std::string(base::name_of(model.scheme(head).scheme)),
                          model.written_labels(head)});
  }
  return info;
}

ModelInfo info_of(const model::ClassifierModel& model) {
  ModelInfo info = common_info(*model.sequence_model(), Task::classifier);
  info.heads.push_back({.name = "label", .column = "", .labels = model.labels()});
  return info;
}

ModelInfo info_of(const model::LanguageModel& model) {
  return common_info(model, Task::language_model);
}

ModelInfo info_of(const model::TransducerModel& model) {
  return common_info(model, Task::transducer);
}

ModelInfo info_of(const model::Forecaster& model) {
  return common_info(model, Task::forecaster);
}

}  // namespace seqlab
