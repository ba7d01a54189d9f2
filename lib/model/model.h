// What all kinds of models have: options, weights, facts and a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "model/table_kinds.h"
#include "model/task_traits.h"
#include "model/vector_table.h"
#include "nn/choices.h"
#include "nn/numbers/layout.h"
#include "options/training_options.h"

namespace seqlab::io {
class TensorFile;
}

namespace seqlab::model {

struct ModelFile;

// The numbers that training changes.
struct ModelWeights {
  std::vector<float> network;       // the flat vector of the network's layout
  std::vector<VectorTable> tables;  // of word vectors, one per kind; after loading, views of the model file
};

// A model in memory. Copies own their weights; what never changes, they share. Const calls may run
// concurrently.
class Model {
 public:
  virtual ~Model() = default;
  [[nodiscard]] virtual std::shared_ptr<Model> copy() const = 0;

  // Throws ModelError, and writes nothing, for a model that could not be loaded: with weights or results that
  // are not finite numbers.
  virtual void save(const std::string& path) const = 0;
  // Throws ModelError if the file of the model has been written into or cut short since it was loaded; it is
  // used as long as the model. Does nothing for a model without a file.
  void throw_if_changed() const;

  [[nodiscard]] Task task() const { return task_; }
  [[nodiscard]] const options::ModelOptions& options() const { return options_; }
  // Of the network's weights.
  [[nodiscard]] virtual const nn::Layout& layout() const = 0;
  [[nodiscard]] const std::vector<TableKind>& table_kinds() const { return table_kinds_; }

  [[nodiscard]] const ModelWeights& weights() const { return weights_; }
  // The weights, to change them before the model is run next.
  ModelWeights& edit_weights() {
    forget_derived();
    return weights_;
  }

  // The precision to which weights and word vectors are rounded, and that of computation; only quantization.h
  // changes it.
  [[nodiscard]] nn::Precision precision() const { return precision_; }
  void set_precision(nn::Precision precision) {
    forget_derived();
    precision_ = precision;
  }

  // Facts about the training, in display order: "data", "licence", "epoch", "dev_accuracy", ...
  std::vector<std::pair<std::string, std::string>> facts;
  // The options of the training that are not the model's, by name.
  std::vector<std::pair<std::string, std::string>> training_options;

  // "task", sizes and facts, for people. Of a head with more than `most_labels`, only their number is given.
  [[nodiscard]] virtual std::vector<std::pair<std::string, std::string>> description(
      std::size_t most_labels = SIZE_MAX) const = 0;
  // The largest difference from the results in the file that it has to check them by, infinity for results
  // that are not finite numbers; 0 for a model that was not loaded.
  [[nodiscard]] virtual double self_test_deviation() const = 0;

 protected:
  Model(Task task, options::ModelOptions options, std::vector<TableKind> table_kinds)
      : task_(task), options_(std::move(options)), table_kinds_(std::move(table_kinds)) {}
  Model(const Model&) = default;
  Model(Model&&) = default;
  Model& operator=(const Model&) = default;
  Model& operator=(Model&&) = default;

  // Weights or precision change: what was derived from them is made again when the model is run next.
  virtual void forget_derived() = 0;
  // Rounds the models within the model.
  virtual void round_parts(nn::Precision /*precision*/) {}

 private:
  friend void round_matrices(Model& model, nn::Precision precision);
  friend void load_weights(ModelFile&& file, std::span<const std::size_t> table_rows, Model& model);

  Task task_;
  options::ModelOptions options_;
  std::vector<TableKind> table_kinds_;
  std::shared_ptr<const io::TensorFile> file_;  // null for a model that was not loaded
  ModelWeights weights_;
  nn::Precision precision_ = nn::Precision::f32;
};

// The model as one of its kind. Throws std::invalid_argument for one of another kind.
template <class Kind>
std::shared_ptr<const Kind> as(const std::shared_ptr<const Model>& model) {
  auto result = std::dynamic_pointer_cast<const Kind>(model);
  if (model != nullptr && result == nullptr) throw std::invalid_argument("a model of another kind");
  return result;
}

}  // namespace seqlab::model
