// Reading and writing model files; the grammar is models/FORMAT.md.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "io/tensor_file.h"
#include "model/sequence_model.h"

namespace seqlab::model {

// A model file that has been read and checked, but for the network's tensors.
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
  std::shared_ptr<const io::TensorFile> tensors;  // the vocabulary looks into it

  // Fills the flat vector of a layout in single precision; the tables of word vectors stay in the file.
  // Throws ModelError for a tensor that is missing, has the wrong shape or holds a number that is not finite.
  void read_weights(const nn::Layout& layout, ModelWeights& weights) const;
};

// Throws as SequenceModel::load.
ModelFile read_model_file(std::shared_ptr<const io::TensorFile> tensors, Task task);

void write_model_file(const SequenceModel& model, const std::string& path);

}  // namespace seqlab::model
