#include "training/kept_options.h"

#include <map>

#include "base/errors.h"
#include "model/model.h"
#include "options/training_option_table.h"

namespace seqlab::training {

bool is_kept(const options::OptionInfo& option) {
  if (option.scope == options::OptionScope::model) return option.name != "label-column";
  return option.name == "min-character-count" || option.name == "min-feature-count";
}

std::vector<std::pair<std::string, std::string>> kept_options(const model::Model& model) {
  const options::OptionTable<options::TrainingOptions>& table = options::training_option_table();
  options::TrainingOptions options;
  options.model = model.options();
  for (const auto& [name, value] : model.training_options) {
    const options::OptionInfo* const option = table.find(name);
    if (option == nullptr || !is_kept(*option)) continue;
    try {
      table.set(options, name, value);
    } catch (const UsageError& error) {
      throw ModelError(std::string("the model to continue has an invalid option: ") + error.what());
    }
  }
  std::vector<std::pair<std::string, std::string>> kept;
  for (auto& [name, value] :
       table.values(options, {options::OptionScope::model, options::OptionScope::training})) {
    if (is_kept(*table.find(name))) kept.emplace_back(name, std::move(value));
  }
  return kept;
}

void keep_options(const model::Model& from, const std::string& path,
                  const std::function<bool(const std::string&)>& given, options::TrainingOptions& options) {
  const auto& table = options::training_option_table();
  std::map<std::string, std::string> here;
  for (auto& [name, value] : table.values(options)) here[name] = std::move(value);
  for (const auto& [name, value] : kept_options(from)) {
    if (!given(name)) {
      table.set(options, name, value);
    } else if (here[name] != value) {
      throw UsageError("--" + name + " " + here[name] + ": " + path + " has --" + name + " " + value +
                       ", and continued training keeps network, characters and features; omit the option or "
                       "train a new model");
    }
  }
  if (!given("label-column")) options.model.label_columns = from.options().label_columns;
}

void check_continuable(const options::TrainingOptions& options, const model::Model& from) {
  if (!options.encoder_from.empty()) throw UsageError("--encoder-from is for a new model, not for --from");
  if (!options.language_models.empty()) {
    throw UsageError("--language-models is for a new model; --from keeps those of the model, if it has any");
  }
  if (from.precision() != nn::Precision::f32) {
    throw ModelError("the model to continue has weights in " + std::string(base::name_of(from.precision())) +
                     "; continue the f32 model that it was made from");
  }
  std::map<std::string, std::string> own;
  for (auto& [name, value] : options::training_option_table().values(options)) own[name] = std::move(value);
  for (const auto& [name, value] : kept_options(from)) {
    if (own[name] == value) continue;
    throw UsageError("--" + name + " is " + own[name] + ", but the model to continue keeps its " + value);
  }
}

}  // namespace seqlab::training
