// The word vectors of a model: its own, or those of a mapped model file.
#pragma once

#include <memory>
#include <utility>

#include "nn/matrix.h"

namespace seqlab::tasks {

// [dimension x rows]. A copy of a table of its own is another table; copies of a mapped one share the file.
class VectorTable {
 public:
  VectorTable() = default;
  // No `explicit`: a matrix is a table.
  VectorTable(nn::Matrix<float> own) : own_(std::move(own)) {}  // NOLINT(google-explicit-constructor)
  // Numbers column after column, in memory that `memory` keeps.
  VectorTable(const float* numbers, Eigen::Index dimension, Eigen::Index rows,
              std::shared_ptr<const void> memory)
      : memory_(std::move(memory)), numbers_(numbers), dimension_(dimension), rows_(rows) {}

  [[nodiscard]] Eigen::Map<const nn::Matrix<float>> view() const {
    if (memory_) return {numbers_, dimension_, rows_};
    return {own_.data(), own_.rows(), own_.cols()};
  }
  // To be changed; a mapped table becomes one of its own first.
  [[nodiscard]] nn::Matrix<float>& own() {
    if (memory_) *this = VectorTable(nn::Matrix<float>(view()));
    return own_;
  }

 private:
  nn::Matrix<float> own_;
  std::shared_ptr<const void> memory_;  // none: the table is own_
  const float* numbers_ = nullptr;
  Eigen::Index dimension_ = 0;
  Eigen::Index rows_ = 0;
};

}  // namespace seqlab::tasks
