// What the files of all kinds of models have; models/FORMAT.md describes the format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/tensor_file.h"
#include "model/model.h"
#include "model/vocabulary.h"

namespace seqlab::model {

// The common part of a model file, read and checked except for the tensors of weights.
struct ModelFile {
  options::ModelOptions options;
  std::vector<TableKind> tables;
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<std::pair<std::string, std::string>> training_options;
  nn::Precision precision;
  std::shared_ptr<const io::TensorFile> tensors;  // a vocabulary refers to it
};

// Checks format, task and checksum. Throws ModelError.
ModelFile read_model_file(std::shared_ptr<const io::TensorFile> tensors, Task task);

// Gives a model that has its structure and self-tests the facts and weights of a file, which it keeps. The
// flat vector is in single precision; the tables of word vectors, with so many rows each, refer to the file.
// Throws ModelError for a tensor that is missing, has the wrong shape or contains a number that is not
// finite, and if the model does not give the results of its self-tests.
void load_weights(ModelFile&& file, std::span<const std::size_t> table_rows, Model& model);

// name: of the tensors and metadata, as add_vocabulary() wrote them.
std::shared_ptr<const Vocabulary> read_vocabulary(const std::shared_ptr<const io::TensorFile>& file,
                                                  const std::string& name = {});

// Memory of tensors that a writer refers to until it has written.
struct MatrixMemory {
  std::vector<nn::Matrix<float>> tables;
  std::deque<std::vector<std::byte>> reduced;  // of fewer bits
};

// Adds the common part. Throws ModelError for weights that are not finite numbers. The model must outlive the
// writer.
void add_model(const Model& model, io::TensorFileWriter& writer, MatrixMemory& memory);

// Adds the tensors vocabulary.bytes, vocabulary.offsets and vocabulary.slots and the metadata vocabulary_seed
// and trained_words; those of a vocabulary with a name begin with NAME. and NAME_.
void add_vocabulary(const Vocabulary& vocabulary, io::TensorFileWriter& writer, const std::string& name = {});
// The tensors NAME.bytes and NAME.offsets.
void add_texts(io::TensorFileWriter& writer, const std::string& name, std::string_view bytes,
               std::span<const std::uint64_t> offsets);

}  // namespace seqlab::model
