// Which average of its weights a training offers beside the weights themselves.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <vector>

#include "nn/choices.h"
#include "nn/learning/running_average.h"

namespace seqlab::nn {

struct AveragingOptions {
  AveragingKind kind = AveragingKind::none;
  double decay = 0.999;    // ema, between 0 and 1
  std::size_t epochs = 5;  // last; until so many are over, the mean over all of them
};

// Follows a training step by step. A step costs time in the weights and the rows that it touches, the end of
// an epoch and reading in the rows that can be touched. Reading writes to nothing that training reads.
// Results do not depend on the pool.
template <class Scalar>
class WeightAveraging {
 public:
  // kind: not none. rows: how many of the table's rows can be touched; 0 for a frozen table.
  WeightAveraging(const AveragingOptions& options, std::size_t weights, std::size_t dimension,
                  std::size_t rows);

  // As RunningAverage's.
  void begin_step(const Matrix<Scalar>& table, std::span<const std::uint32_t> rows, base::Pool& pool) {
    running_.begin_step(table, rows, pool);
  }
  void end_step(const Scalar* weights, const Matrix<Scalar>* table, std::span<const std::uint32_t> rows,
                base::Pool& pool) {
    running_.end_step(weights, table, rows, pool);
  }
  // After the last step of an epoch. table: as the steps left it; null where no row can be touched.
  void end_epoch(const Matrix<Scalar>* table, base::Pool& pool);

  // Whether there is an average: not before a step and the end of an epoch.
  [[nodiscard]] bool ready() const;
  // The averages as they stood at the end of the last epoch, of the flat vector and of the table's rows that
  // can be touched; others are left as they are. table: as the steps left it; both null where no row can be
  // touched. Throws std::logic_error when it is not ready.
  void read(const Matrix<Scalar>* table, Scalar* weights, Matrix<Scalar>* averaged, base::Pool& pool) const;

 private:
  // The mean of one epoch.
  struct Epoch {
    std::uint64_t steps = 0;
    std::vector<Scalar> weights;
    Matrix<Scalar> rows;  // [dimension x rows]
  };
  Epoch finished(const Matrix<Scalar>* table, base::Pool& pool) const;

  AveragingOptions options_;
  std::size_t dimension_;
  RunningAverage<Scalar> running_;
  std::deque<Epoch> epochs_;  // of `last`
};

}  // namespace seqlab::nn
