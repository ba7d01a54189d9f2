// The models of the service by name.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "service/served_model.h"

namespace seqlab::service {

// A model by the name that requests give it.
struct NamedModel {
  std::string name;
  std::string path;
};

// "[NAME=]MODEL" as --model takes it; without a name, it is the file's name without folder and ending. find:
// makes MODEL a path. Throws UsageError for a name of other than letters, digits, '.', '_' and '-'.
NamedModel named_model(const std::string& given, const std::function<std::string(const std::string&)>& find);

// The names are fixed at the start; the models behind them may be loaded anew. Any thread may call.
class ModelTable {
 public:
  // Loads nothing. Throws UsageError for two models of one name.
  explicit ModelTable(std::vector<NamedModel> models);

  // Loads the models that are not there yet. Throws as ServedModel::load().
  void load();
  // Loads each model anew beside the old one, which stays as long as someone uses it, and takes its place if
  // that succeeds. tell: told of each model and what was wrong with it; empty: nothing.
  void reload(const std::function<void(const std::string& name, const std::string& problem)>& tell);

  // The model of a name, or of the only one of its kind if the name is empty. Throws UnknownModel, or
  // UsageError if there are several.
  [[nodiscard]] std::shared_ptr<const ServedModel> find(std::string_view name, bool tagger) const;
  // Null if there is none of that name.
  [[nodiscard]] std::shared_ptr<const ServedModel> find(std::string_view name) const;
  // In the order in which they were given.
  [[nodiscard]] std::vector<std::pair<std::string, std::shared_ptr<const ServedModel>>> all() const;
  // The name that find() takes an empty one for.
  [[nodiscard]] std::string default_name(bool tagger) const;

 private:
  struct Slot {
    NamedModel named;
    std::shared_ptr<const ServedModel> model;
  };
  [[nodiscard]] std::string names(bool tagger) const;

  std::vector<Slot> slots_;
  mutable std::mutex mutex_;  // of the pointers to models
};

// No model of the name that a request gives.
class UnknownModel : public UsageError {
 public:
  using UsageError::UsageError;
};

}  // namespace seqlab::service
