#include "service/model_table.h"

#include <algorithm>
#include <filesystem>

namespace seqlab::service {

namespace {

constexpr std::size_t longest_name = 128;

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  });
}

}  // namespace

NamedModel named_model(const std::string& given, const std::function<std::string(const std::string&)>& find) {
  const std::size_t equals = given.find('=');
  // A path may have an equals sign; a name has no slash before it.
  const bool named = equals != std::string::npos && given.find('/') >= equals;
  NamedModel model;
  model.path = find(named ? given.substr(equals + 1) : given);
  model.name = named ? given.substr(0, equals) : std::filesystem::path(model.path).stem().string();
  if (!is_name(model.name)) {
    throw UsageError(
        "--model " + given + ": '" + model.name +
        "' is no name for a model; give NAME=FILE with a name of letters, digits, '.', '_' and '-'");
  }
  return model;
}

ModelTable::ModelTable(std::vector<NamedModel> models) {
  for (NamedModel& model : models) {
    for (const Slot& slot : slots_) {
      if (slot.named.name != model.name) continue;
      throw UsageError("two models have the name " + model.name + "; give one another name: NAME=FILE");
    }
    slots_.push_back({std::move(model), nullptr});
  }
}

void ModelTable::load() {
  for (Slot& slot : slots_) {
    if (slot.model) continue;
    auto model = ServedModel::load(slot.named.path);
    const std::lock_guard lock(mutex_);
    slot.model = std::move(model);
  }
}

void ModelTable::reload(const std::function<void(const std::string&, const std::string&)>& tell) {
  for (Slot& slot : slots_) {
    std::string problem;
    try {
      auto model = ServedModel::load(slot.named.path);
      if (slot.model && model->is_tagger() != slot.model->is_tagger()) {
        throw ModelError(slot.named.path + ": is of another kind than the model that it would replace");
      }
      const std::lock_guard lock(mutex_);
      slot.model.swap(model);
    } catch (const std::exception& error) {
      problem = error.what();
    }
    tell(slot.named.name, problem);
  }
}

std::shared_ptr<const ServedModel> ModelTable::find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  for (const Slot& slot : slots_) {
    if (slot.named.name == name) return slot.model;
  }
  return nullptr;
}

std::string ModelTable::names(bool tagger) const {
  std::string names;
  for (const auto& [name, model] : all()) {
    if (model && model->is_tagger() == tagger) names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

std::shared_ptr<const ServedModel> ModelTable::find(std::string_view name, bool tagger) const {
  const std::string kind = tagger ? "tagger" : "classifier";
  if (!name.empty()) {
    if (auto model = find(name)) return model;
    throw UnknownModel("there is no model '" + std::string(name) + "'; /v1/models lists them");
  }
  std::shared_ptr<const ServedModel> only;
  for (const auto& [own, model] : all()) {
    if (!model || model->is_tagger() != tagger) continue;
    if (only) throw UsageError("several models could answer; give one as model: " + names(tagger));
    only = model;
  }
  if (!only) throw UnknownModel("no " + kind + " is served; /v1/models lists the models");
  return only;
}

std::string ModelTable::default_name(bool tagger) const {
  for (const auto& [name, model] : all()) {
    if (model && model->is_tagger() == tagger) return name;
  }
  return {};
}

std::vector<std::pair<std::string, std::shared_ptr<const ServedModel>>> ModelTable::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::pair<std::string, std::shared_ptr<const ServedModel>>> models;
  for (const Slot& slot : slots_) models.emplace_back(slot.named.name, slot.model);
  return models;
}

}  // namespace seqlab::service
