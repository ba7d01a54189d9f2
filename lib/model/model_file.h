// Reads and writes model files; models/FORMAT.md describes the format.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/tensor_file.h"
#include "model/sequence_model.h"

namespace seqlab::model {

// A model file, read and checked except for the tensors of weights.
struct ModelFile {
  options::ModelOptions options;
  std::vector<ModelHead> heads;
  std::shared_ptr<const Vocabulary> vocabulary;
  std::shared_ptr<const Alphabet> alphabet;  // null without characters
  std::shared_ptr<const FeatureSet> features;
  std::vector<TableKind> tables;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<std::pair<std::string, std::string>> training_options;
  std::vector<SelfTest> self_tests;
  nn::Precision precision;
  std::shared_ptr<const io::TensorFile> tensors;  // the vocabulary refers to it

  // Fills the flat vector of a layout in single precision; the tables of word vectors refer to the file.
  // Throws ModelError for a tensor that is missing, has the wrong shape or contains a number that is not
  // finite.
  void read_weights(const nn::Layout& layout, ModelWeights& weights) const;
};

// Throws as SequenceModel::load() does.
ModelFile read_model_file(std::shared_ptr<const io::TensorFile> tensors, Task task);

void write_model_file(const SequenceModel& model, const std::string& path);

}  // namespace seqlab::model
