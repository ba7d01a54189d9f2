#include "nn/learning/running_average.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "nn/numbers/pieces.h"

namespace seqlab::nn {

template <class Scalar>
RunningAverage<Scalar>::RunningAverage(double decay, std::size_t weights, std::size_t dimension,
                                       std::size_t rows)
    : decay_(decay),
      dimension_(dimension),
      weights_(weights, 0.0),
      rows_(dimension * rows, 0.0),
      counted_(rows, 0) {
  if (!(decay > 0 && decay <= 1))
    throw std::invalid_argument("the decay of an average must be above 0 and at most 1");
}

template <class Scalar>
double RunningAverage<Scalar>::mass(std::uint64_t steps) const {
  const auto t = static_cast<double>(steps);
  return decay_ == 1 ? t : (1 - std::pow(decay_, t)) / (1 - decay_);
}

template <class Scalar>
double RunningAverage<Scalar>::remaining(std::size_t row) const {
  if (counted_[row] == 0) return 0;
  const auto missed = static_cast<double>(steps_ - counted_[row]);
  return std::pow(decay_, missed) * mass(counted_[row]) / mass(steps_);
}

template <class Scalar>
void RunningAverage<Scalar>::begin_step(const Matrix<Scalar>& table, std::span<const std::uint32_t> rows,
                                        base::Pool& pool) {
  for (const std::uint32_t row : rows) {
    if (row >= counted_.size()) throw std::out_of_range("a step uses a row beyond the averaged rows");
  }
  each_piece(rows.size(), piece_rows, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) {
      const std::size_t row = rows[i];
      const double left = remaining(row);
      const Scalar* const now = table.col(index(row)).data();
      double* const average = rows_.data() + row * dimension_;
      for (std::size_t j = 0; j < dimension_; ++j) {
        const auto value = static_cast<double>(now[j]);
        average[j] = value + left * (average[j] - value);
      }
      counted_[row] = steps_;
    }
  });
}

template <class Scalar>
void RunningAverage<Scalar>::end_step(const Scalar* weights, const Matrix<Scalar>* table,
                                      std::span<const std::uint32_t> rows, base::Pool& pool) {
  ++steps_;
  const double share = 1 / mass(steps_);  // S_t = d S_(t-1) + 1
  const auto add = [share](const Scalar* values, double* averages, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i) {
      averages[i] += share * (static_cast<double>(values[i]) - averages[i]);
    }
  };
  const std::size_t weight_pieces = pieces_of(weights_.size(), piece_weights);
  pool.run(weight_pieces + pieces_of(rows.size(), piece_rows), [&](std::size_t piece) {
    if (piece < weight_pieces) {
      const std::size_t first = piece * piece_weights;
      return add(weights + first, weights_.data() + first, std::min(piece_weights, weights_.size() - first));
    }
    const std::size_t first = (piece - weight_pieces) * piece_rows;
    for (std::size_t i = first; i < std::min(first + piece_rows, rows.size()); ++i) {
      const std::size_t row = rows[i];
      add(table->col(index(row)).data(), rows_.data() + row * dimension_, dimension_);
      counted_[row] = steps_;
    }
  });
}

template <class Scalar>
void RunningAverage<Scalar>::restart() {
  steps_ = 0;
  std::fill(counted_.begin(), counted_.end(), 0);
}

template <class Scalar>
void RunningAverage<Scalar>::archive(base::Archive& archive) {
  archive.number("steps", steps_);
  archive.values("weights", std::span(weights_));
  archive.values("rows", std::span(rows_));
  archive.values("counted", std::span(counted_));
}

template <class Scalar>
std::span<const double> RunningAverage<Scalar>::read_weights() const {
  if (steps_ == 0) throw std::logic_error("there is no average before the first step");
  return weights_;
}

template <class Scalar>
void RunningAverage<Scalar>::read_row(std::size_t row, const Scalar* now, double* average) const {
  if (steps_ == 0) throw std::logic_error("there is no average before the first step");
  const double left = remaining(row);
  const double* const kept = rows_.data() + row * dimension_;
  for (std::size_t j = 0; j < dimension_; ++j) {
    const auto value = static_cast<double>(now[j]);
    average[j] = value + left * (kept[j] - value);
  }
}

template class RunningAverage<Number>;

}  // namespace seqlab::nn
