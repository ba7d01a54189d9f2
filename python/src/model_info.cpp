#include "model_info.h"

namespace nb = nanobind;

namespace seqlab::python {

namespace {

nb::list list_of(const std::vector<std::string>& values) {
  nb::list list;
  for (const std::string& value : values) list.append(nb::str(value.c_str(), value.size()));
  return list;
}

nb::str text(const std::string& value) {
  return nb::str(value.c_str(), value.size());
}

nb::dict dict_of(const std::vector<std::pair<std::string, std::string>>& pairs) {
  nb::dict dict;
  for (const auto& [key, value] : pairs) dict[text(key)] = text(value);
  return dict;
}

}  // namespace

const char* name_of(Task task) {
  switch (task) {
    case Task::tagger:
      return "tagger";
    case Task::classifier:
      return "classifier";
    case Task::language_model:
      return "language_model";
    case Task::transducer:
      return "transducer";
    case Task::forecaster:
      break;
  }
  return "forecaster";
}

nb::dict dict_of(const ModelInfo& info) {
  nb::dict dict;
  dict["task"] = name_of(info.task);
  dict["language"] = text(info.language);
  dict["licence"] = text(info.licence);
  dict["data"] = text(info.data);
  nb::list heads;
  for (const HeadInfo& head : info.heads) {
    nb::dict one;
    one["name"] = text(head.name);
    one["column"] = text(head.column);
    one["tag_scheme"] = text(head.tag_scheme);
    one["labels"] = list_of(head.labels);
    heads.append(one);
  }
  dict["heads"] = heads;
  dict["feature_columns"] = list_of(info.feature_columns);
  dict["options"] = dict_of(info.options);
  dict["facts"] = dict_of(info.facts);
  return dict;
}

}  // namespace seqlab::python
