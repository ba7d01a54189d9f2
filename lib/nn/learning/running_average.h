// An average of the weights over training steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/archive.h"
#include "base/pool.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// Over steps 1 ... t, with w_s the weights after step s and a decay d:
//
//   a_t = (d^(t-1) w_1 + ... + d w_(t-1) + w_t) / S_t,   S_t = d^(t-1) + ... + d + 1
//
// d = 1 is the plain mean (Polyak and Juditsky 1992). d < 1 is the exponential moving average, whose bias is
// corrected like that of Adam's moments (Kingma and Ba 2015): dividing by S_t gives no weight to the initial
// weights.
//
// Of the table of word vectors, a step only updates the rows that its batch uses. When another row is next
// used or read, its unchanged value is counted for all the steps that it missed. Averages are doubles,
// because each step adds only a tiny part.
template <class Scalar>
class RunningAverage {
 public:
  // decay: above 0, at most 1. rows: how many of the table's rows can be used; 0 for a frozen table.
  RunningAverage(double decay, std::size_t weights, std::size_t dimension, std::size_t rows);

  // Before a step: makes up for the steps missed by the rows, distinct, that the step will change. table:
  // [dimension x at least rows]. Throws std::out_of_range for rows beyond those that can be used.
  void begin_step(const Matrix<Scalar>& table, std::span<const std::uint32_t> rows, base::Pool& pool);
  // After the step, with the same rows. table may be null if there are none.
  void end_step(const Scalar* weights, const Matrix<Scalar>* table, std::span<const std::uint32_t> rows,
                base::Pool& pool);
  // Forgets all steps.
  void restart();

  void archive(base::Archive& archive);

  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::size_t weights() const { return weights_.size(); }
  [[nodiscard]] std::size_t rows() const { return counted_.size(); }
  // The average of the flat vector; and that of a row, [dimension], whose current value is `now`. Both throw
  // std::logic_error before the first step.
  [[nodiscard]] std::span<const double> read_weights() const;
  void read_row(std::size_t row, const Scalar* now, double* average) const;

 private:
  // S_t for t = steps.
  [[nodiscard]] double mass(std::uint64_t steps) const;
  // The factor by which the difference between a row's average and its unchanged value has shrunk since it
  // was last counted.
  [[nodiscard]] double remaining(std::size_t row) const;

  double decay_;
  std::size_t dimension_;
  std::uint64_t steps_ = 0;
  std::vector<double> weights_;
  std::vector<double> rows_;            // row-major
  std::vector<std::uint64_t> counted_;  // the number of steps that each row's average covers
};

}  // namespace seqlab::nn
