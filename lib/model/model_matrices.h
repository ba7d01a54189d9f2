// The matrices of a model file, in single precision, bf16 or eight bits with a scale a row.
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

// A matrix [rows x columns] of the file in its precision, row after row; a view into the file. Throws
// ModelError where the tensor is missing, has another shape, or holds a number that is not finite.
VectorTable::Numbers read_matrix(const io::TensorFile& file, const std::string& name, std::size_t rows,
                                 std::size_t columns, nn::Precision precision);

// Adds a matrix, row after row, whose numbers the precision holds. What the writer gets a view of is kept in
// `bytes`, which must outlive its write().
void write_matrix(io::TensorFileWriter& writer, const std::string& name, std::span<const float> values,
                  std::size_t rows, std::size_t columns, nn::Precision precision,
                  std::deque<std::vector<std::byte>>& bytes);

}  // namespace seqlab::model
