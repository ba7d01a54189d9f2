// The matrices of a model file: in single precision, in bf16, or in eight bits with a scale per row.
#pragma once

#include <cstddef>
#include <deque>
#include <span>
#include <string>
#include <vector>

#include "io/tensor_file.h"
#include "model/vector_table.h"
#include "nn/choices.h"

namespace seqlab::model {

// A view of a matrix [rows x columns] in the file, row after row, in its precision. Throws ModelError if the
// tensor is missing, has another shape or contains a number that is not finite.
VectorTable::Numbers read_matrix(const io::TensorFile& file, const std::string& name, std::size_t rows,
                                 std::size_t columns, nn::Precision precision);

// Adds a matrix, row after row; its numbers must already be rounded to the precision. The writer refers to
// `bytes`, which must outlive its write().
void write_matrix(io::TensorFileWriter& writer, const std::string& name, std::span<const float> values,
                  std::size_t rows, std::size_t columns, nn::Precision precision,
                  std::deque<std::vector<std::byte>>& bytes);

}  // namespace seqlab::model
