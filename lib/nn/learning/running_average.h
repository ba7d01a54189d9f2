// A mean of the weights after each step of training.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/pool.h"
#include "nn/numbers/matrix.h"

namespace seqlab::nn {

// Over steps 1 ... t, with w_s the weights after step s and a decay d:
//
//   a_t = (d^(t-1) w_1 + ... + d w_(t-1) + w_t) / S_t,   S_t = d^(t-1) + ... + d + 1
//
// d = 1 is the plain mean (Polyak and Juditsky 1992). d < 1 is the exponential moving average, with its bias
// corrected as Adam's moments are (Kingma and Ba 2015): S_t is below 1 / (1 - d) as long as few steps are
// done, and the weights from before training count nothing.
//
// Of the table of word vectors a step counts what its batch touches: an untouched row stays what it is, and
// when it is touched next, or read, its value counts for all the steps that it missed. Kept in double, since
// the parts of a mean over many steps are small beside it.
template <class Scalar>
class RunningAverage {
 public:
  // decay: above 0, at most 1. rows: how many of the table's rows can be touched; 0 for a frozen table.
  RunningAverage(double decay, std::size_t weights, std::size_t dimension, std::size_t rows);

  // Before a step: counts the steps that the rows which it will change have missed. table: [dimension x rows
  // or more]; each row once.
  void begin_step(const Matrix<Scalar>& table, std::span<const std::uint32_t> rows, base::Pool& pool);
  // After the step, with the same rows. table may be null where there are none.
  void end_step(const Scalar* weights, const Matrix<Scalar>* table, std::span<const std::uint32_t> rows,
                base::Pool& pool);
  // Forgets all steps.
  void restart();

  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::size_t weights() const { return weights_.size(); }
  [[nodiscard]] std::size_t rows() const { return counted_.size(); }
  // The average of the flat vector, and that of a row whose value now is `now`; [dimension] numbers. Throw
  // std::logic_error before the first step.
  [[nodiscard]] std::span<const double> read_weights() const;
  void read_row(std::size_t row, const Scalar* now, double* average) const;

 private:
  // S_t.
  [[nodiscard]] double mass(std::uint64_t steps) const;
  // What is left, at the present step, of the difference between a row's average and its unchanged value.
  [[nodiscard]] double remaining(std::size_t row) const;

  double decay_;
  std::size_t dimension_;
  std::uint64_t steps_ = 0;
  std::vector<double> weights_;
  std::vector<double> rows_;            // row after row
  std::vector<std::uint64_t> counted_;  // the steps that each row's average is over
};

}  // namespace seqlab::nn
