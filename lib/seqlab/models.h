// Models of any kind, and those that are installed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "seqlab/api.h"
#include "seqlab/classifier.h"
#include "seqlab/errors.h"
#include "seqlab/forecaster.h"
#include "seqlab/language_model.h"
#include "seqlab/model_info.h"
#include "seqlab/tagger.h"
#include "seqlab/transducer.h"

namespace seqlab {

// A model whose kind the caller need not know. Threads, copies and the file are as for a Tagger.
class SEQLAB_API Model {
 public:
  // As Tagger::load() and from_bytes().
  static Model load(const std::string& model);
  static Model from_bytes(std::span<const std::byte> bytes);

  [[nodiscard]] Task task() const;
  [[nodiscard]] const ModelInfo& info() const;
  // The model as what it is, valid as long as this object or a copy of it. Throws BadModel if it is of
  // another kind.
  [[nodiscard]] const Tagger& tagger() const;
  [[nodiscard]] const Classifier& classifier() const;
  [[nodiscard]] const LanguageModel& language_model() const;
  [[nodiscard]] const Transducer& transducer() const;
  [[nodiscard]] const Forecaster& forecaster() const;

 private:
  struct Impl;
  explicit Model(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

// A model that load() knows by name.
struct InstalledModel {
  std::string name;
  std::string path;
  std::uintmax_t bytes = 0;  // size of the file
  std::optional<Task> task;  // nothing if the file is damaged
  std::string licence;       // empty if not known, as data
  std::string data;
  std::string problem;  // what is wrong with a damaged file; empty if nothing is
};

// The files NAME.model in the folders that the environment variable SEQLAB_MODELS names, separated by colons;
// if it is not set, in share/seqlab/models of the prefix below which the library is installed. By name; of
// equal names, only the first. Reads what a file says of its model, without checking the rest of it.
SEQLAB_API std::vector<InstalledModel> installed_models();

}  // namespace seqlab
