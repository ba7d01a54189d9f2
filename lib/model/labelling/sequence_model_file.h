// The files of taggers and classifiers; models/FORMAT.md describes the format.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/labelling/sequence_model.h"
#include "model/model_file.h"

namespace seqlab::model {

// A model file, read and checked except for the tensors of weights.
struct SequenceModelFile {
  ModelFile common;
  std::vector<ModelHead> heads;
  std::shared_ptr<const Vocabulary> vocabulary;
  std::shared_ptr<const Alphabet> alphabet;  // null without characters
  std::shared_ptr<const FeatureSet> features;
  std::shared_ptr<const ContextVectors> contexts;  // null without language models
  std::vector<SelfTest> self_tests;
};

// Throws as SequenceModel::load() does.
SequenceModelFile read_sequence_model_file(std::shared_ptr<const io::TensorFile> tensors, Task task);

void write_sequence_model_file(const SequenceModel& model, const std::string& path);

}  // namespace seqlab::model
