#include "model/vector_table.h"

#include <algorithm>

#include "kernels/prefetch.h"
#include "nn/numbers/bf16.h"
#include "nn/numbers/pieces.h"

namespace seqlab::model {

void VectorTable::read(Eigen::Index row, float* vector) const {
  const Eigen::Index offset = row * dimension();
  if (!memory_) {
    std::copy_n(own_.data() + offset, dimension(), vector);
  } else if (const auto* quantized = std::get_if<Quantized>(&numbers_)) {
    const float scale = quantized->scales[row];
    for (Eigen::Index i = 0; i < dimension_; ++i) {
      vector[i] = scale * static_cast<float>(quantized->numbers[offset + i]);
    }
  } else if (const auto* halves = std::get_if<const std::uint16_t*>(&numbers_)) {
    for (Eigen::Index i = 0; i < dimension_; ++i) vector[i] = nn::from_bf16((*halves)[offset + i]);
  } else {
    std::copy_n(std::get<const float*>(numbers_) + offset, dimension_, vector);
  }
}

void VectorTable::look_up(std::span<const std::uint32_t> rows, nn::Columns<float> vectors,
                          base::Pool& pool) const {
  nn::each_column(rows.size(), pool, [&](std::size_t column) {
    if (!memory_ && column + kernels::rows_ahead < rows.size()) {
      const std::uint32_t next = rows[column + kernels::rows_ahead];
      kernels::prefetch(own_.col(nn::index(next)).data(), static_cast<std::size_t>(own_.rows()));
    }
    read(nn::index(rows[column]), vectors.col(nn::index(column)).data());
  });
}

nn::Matrix<float> VectorTable::matrix() const {
  if (!memory_) return own_;
  nn::Matrix<float> all(dimension_, rows_);
  for (Eigen::Index row = 0; row < rows_; ++row) read(row, all.col(row).data());
  return all;
}

nn::Matrix<float>& VectorTable::own() {
  if (memory_) *this = VectorTable(matrix());
  return own_;
}

}  // namespace seqlab::model
