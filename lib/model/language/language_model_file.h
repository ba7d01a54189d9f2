// The files of language models; models/FORMAT.md describes the format.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "model/language/language_model.h"
#include "model/model_file.h"

namespace seqlab::model {

// A model file, read and checked except for the tensors of weights.
struct LanguageModelFile {
  ModelFile common;
  std::shared_ptr<const Vocabulary> vocabulary;
  std::size_t condition = 0;
  std::vector<LanguageSelfTest> self_tests;
};

// Throws as LanguageModel::load() does.
LanguageModelFile read_language_model_file(std::shared_ptr<const io::TensorFile> tensors);

void write_language_model_file(const LanguageModel& model, const std::string& path);
// The bytes of such a file.
std::vector<std::byte> language_model_bytes(const LanguageModel& model);

}  // namespace seqlab::model
