// A batch of sequences without padding.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace seqlab::nn {

// Sequences of any lengths, including 0, laid out time-major and longest first (equal lengths in the caller's
// order): token 0 of each sequence, then token 1 of each, and so on, one column per token. The sequences with
// a token at step t are the first active(t) in packed order, so each step is one block of columns.
class Packing {
 public:
  Packing() = default;
  explicit Packing(std::span<const std::size_t> lengths);

  [[nodiscard]] std::size_t sequences() const { return order_.size(); }
  [[nodiscard]] std::size_t columns() const { return offsets_.empty() ? 0 : offsets_.back(); }
  [[nodiscard]] std::size_t steps() const { return offsets_.empty() ? 0 : offsets_.size() - 1; }
  // The first column of a step, 0 <= step <= steps().
  [[nodiscard]] std::size_t offset(std::size_t step) const { return offsets_[step]; }
  [[nodiscard]] std::size_t active(std::size_t step) const { return offsets_[step + 1] - offsets_[step]; }
  // The caller's index of each sequence, in packed order.
  [[nodiscard]] const std::vector<std::size_t>& order() const { return order_; }
  // The place in packed order of each of the caller's sequences.
  [[nodiscard]] std::vector<std::size_t> places() const;
  [[nodiscard]] std::size_t length(std::size_t packed) const { return lengths_[packed]; }
  // The column of a token of the sequence at a place in packed order.
  [[nodiscard]] std::size_t column(std::size_t packed, std::size_t step) const {
    return offsets_[step] + packed;
  }

 private:
  std::vector<std::size_t> order_;
  std::vector<std::size_t> lengths_;
  std::vector<std::size_t> offsets_{0};
};

}  // namespace seqlab::nn
