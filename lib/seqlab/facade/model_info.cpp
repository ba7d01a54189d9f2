#include "seqlab/facade/model_info.h"

#include <string_view>
#include <utility>

#include "options/model_option_table.h"

namespace seqlab {

namespace {

// All but heads and columns.
template <class AnyModel>
ModelInfo common_info(const AnyModel& model, Task task, options::Task kind) {
  ModelInfo info;
  info.task = task;
  info.language = model.options().language;
  info.options = options::model_option_table().of(kind).values(model.options());
  for (auto& option : model.training_options()) info.options.push_back(std::move(option));
  info.facts = model.description();
  for (const auto& [name, value] : info.facts) {
    if (name == "licence") info.licence = value;
    if (name == "data") info.data = value;
  }
  return info;
}

}  // namespace

ModelInfo info_of(const model::TaggerModel& model) {
  ModelInfo info = common_info(model, Task::tagger, options::Task::tagger);
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
  ModelInfo info = common_info(model, Task::classifier, options::Task::classifier);
  info.heads.push_back({.name = "label", .column = "", .labels = model.labels()});
  return info;
}

}  // namespace seqlab
