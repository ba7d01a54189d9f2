// A table of word vectors of a model: in its own memory, or in a mapped model file.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <variant>

#include "base/pool.h"
#include "nn/numbers/matrix.h"

namespace seqlab::model {

// [dimension x rows]. Copying an own table copies its numbers; copies of a mapped one share the file.
class VectorTable {
 public:
  // Numbers in memory owned elsewhere, vector after vector: in single precision, as the upper halves of
  // single precision (bf16), or in eight bits, to be multiplied by the scale of their row.
  struct Quantized {
    const std::int8_t* numbers;
    const float* scales;
  };
  using Numbers = std::variant<const float*, const std::uint16_t*, Quantized>;

  VectorTable() = default;
  // Implicit: a matrix is a table.
  VectorTable(nn::Matrix<float> own) : own_(std::move(own)) {}  // NOLINT(google-explicit-constructor)
  VectorTable(Numbers numbers, Eigen::Index dimension, Eigen::Index rows, std::shared_ptr<const void> memory)
      : memory_(std::move(memory)), numbers_(numbers), dimension_(dimension), rows_(rows) {}

  [[nodiscard]] Eigen::Index dimension() const { return memory_ ? dimension_ : own_.rows(); }
  [[nodiscard]] Eigen::Index rows() const { return memory_ ? rows_ : own_.cols(); }

  // vectors := the vectors of these rows, one column each, [dimension x rows].
  void look_up(std::span<const std::uint32_t> rows, nn::Columns<float> vectors, base::Pool& pool) const;
  // All vectors in single precision.
  [[nodiscard]] nn::Matrix<float> matrix() const;
  // The numbers, to change them; a mapped table is copied into memory first.
  [[nodiscard]] nn::Matrix<float>& own();

 private:
  void read(Eigen::Index row, float* vector) const;

  nn::Matrix<float> own_;
  std::shared_ptr<const void> memory_;  // keeps numbers_; null: the table is own_
  Numbers numbers_ = static_cast<const float*>(nullptr);
  Eigen::Index dimension_ = 0;
  Eigen::Index rows_ = 0;
};

}  // namespace seqlab::model
