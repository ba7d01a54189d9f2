// The kinds of weight averages over a training.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "nn/choices.h"
#include "nn/learning/running_average.h"

namespace seqlab::nn {

struct AveragingOptions {
  AveragingKind kind = AveragingKind::none;
  double decay = 0.999;    // ema, between 0 and 1
  std::size_t epochs = 5;  // last; fewer until training has had so many
};

// Follows a training step by step. The cost of a step grows with the weights and the rows that it uses; that
// of end_epoch() and read() with all rows that can be used. Reading changes nothing that training reads.
// Results do not depend on the pool.
template <class Scalar>
class WeightAveraging {
 public:
  // kind: not none. rows: how many of the table's rows can be used; 0 for a frozen table.
  WeightAveraging(const AveragingOptions& options, std::size_t weights, std::size_t dimension,
                  std::size_t rows);

  // As in RunningAverage.
  void begin_step(const Matrix<Scalar>& table, std::span<const std::uint32_t> rows, base::Pool& pool) {
    running_.begin_step(table, rows, pool);
  }
  void end_step(const Scalar* weights, const Matrix<Scalar>* table, std::span<const std::uint32_t> rows,
                base::Pool& pool) {
    running_.end_step(weights, table, rows, pool);
  }
  // After the last step of an epoch. table: the current one; null if no row can be used.
  void end_epoch(const Matrix<Scalar>* table, base::Pool& pool);

  // Whether there is an average: after a step (ema) or the end of an epoch (last).
  [[nodiscard]] bool ready() const;
  // Writes the averages, as of the end of the last epoch, of the flat vector and of the table's rows that can
  // be used; other rows are not written. table: the current one; `table` and `averaged` are null if no row
  // can be used. Throws std::logic_error unless ready().
  void read(const Matrix<Scalar>* table, Scalar* weights, Matrix<Scalar>* averaged, base::Pool& pool) const;

  void archive(base::Archive& archive);

 private:
  // The average over one epoch.
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
