// The files of transducers; models/FORMAT.md describes the format.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/model_file.h"
#include "model/transduction/transducer_model.h"

namespace seqlab::model {

// A model file, read and checked except for the tensors of weights.
struct TransducerModelFile {
  ModelFile common;
  TransducerVocabulary vocabulary;
  std::vector<TransducerSelfTest> self_tests;
};

// Throws as TransducerModel::load() does.
TransducerModelFile read_transducer_model_file(std::shared_ptr<const io::TensorFile> tensors);

void write_transducer_model_file(const TransducerModel& model, const std::string& path);

}  // namespace seqlab::model
