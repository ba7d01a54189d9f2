#include "nn/learning/weight_averaging.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "nn/numbers/pieces.h"

namespace seqlab::nn {

template <class Scalar>
WeightAveraging<Scalar>::WeightAveraging(const AveragingOptions& options, std::size_t weights,
                                         std::size_t dimension, std::size_t rows)
    : options_(options),
      dimension_(dimension),
      running_(options.kind == AveragingKind::ema ? options.decay : 1.0, weights, dimension, rows) {
  if (options.kind == AveragingKind::none) throw std::invalid_argument("the kind of average is none");
  if (options.epochs == 0) throw std::invalid_argument("an average needs at least one epoch");
}

template <class Scalar>
typename WeightAveraging<Scalar>::Epoch WeightAveraging<Scalar>::finished(const Matrix<Scalar>* table,
                                                                          base::Pool& pool) const {
  Epoch epoch{running_.steps(), std::vector<Scalar>(running_.weights()),
              Matrix<Scalar>(index(dimension_), index(running_.rows()))};
  const std::span<const double> weights = running_.read_weights();
  each_piece(weights.size(), piece_weights, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) epoch.weights[i] = static_cast<Scalar>(weights[i]);
  });
  each_piece(running_.rows(), piece_rows, pool, [&](std::size_t first, std::size_t end) {
    std::vector<double> average(dimension_);
    for (std::size_t row = first; row < end; ++row) {
      running_.read_row(row, table->col(index(row)).data(), average.data());
      std::transform(average.begin(), average.end(), epoch.rows.col(index(row)).data(),
                     [](double value) { return static_cast<Scalar>(value); });
    }
  });
  return epoch;
}

template <class Scalar>
void WeightAveraging<Scalar>::end_epoch(const Matrix<Scalar>* table, base::Pool& pool) {
  if (options_.kind != AveragingKind::last || running_.steps() == 0) return;
  epochs_.push_back(finished(table, pool));
  if (epochs_.size() > options_.epochs) epochs_.pop_front();
  running_.restart();
}

template <class Scalar>
bool WeightAveraging<Scalar>::ready() const {
  return options_.kind == AveragingKind::last ? !epochs_.empty() : running_.steps() > 0;
}

template <class Scalar>
void WeightAveraging<Scalar>::read(const Matrix<Scalar>* table, Scalar* weights, Matrix<Scalar>* averaged,
                                   base::Pool& pool) const {
  if (!ready()) throw std::logic_error("there is no average yet");
  if (options_.kind == AveragingKind::ema) {
    const Epoch now = finished(table, pool);
    std::copy(now.weights.begin(), now.weights.end(), weights);
    if (averaged != nullptr) averaged->leftCols(now.rows.cols()) = now.rows;
    return;
  }
  double steps = 0;
  for (const Epoch& epoch : epochs_) steps += static_cast<double>(epoch.steps);
  // In order of epochs, so that the cut does not matter.
  const auto mean = [&](const auto& number_of) {
    double sum = 0;
    for (const Epoch& epoch : epochs_) {
      sum += static_cast<double>(epoch.steps) * static_cast<double>(number_of(epoch));
    }
    return static_cast<Scalar>(sum / steps);
  };
  each_piece(running_.weights(), piece_weights, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end; ++i) {
      weights[i] = mean([i](const Epoch& epoch) { return epoch.weights[i]; });
    }
  });
  each_piece(running_.rows(), piece_rows, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t row = first; row < end; ++row) {
      for (Eigen::Index j = 0; j < index(dimension_); ++j) {
        (*averaged)(j, index(row)) = mean([&](const Epoch& epoch) { return epoch.rows(j, index(row)); });
      }
    }
  });
}

template <class Scalar>
void WeightAveraging<Scalar>::archive(base::Archive& archive) {
  {
    const base::Archive::Scope scope(archive, "running");
    running_.archive(archive);
  }
  std::uint64_t count = epochs_.size();
  archive.count("epochs", count, options_.epochs);
  if (archive.restores()) {
    epochs_.assign(count, Epoch{0, std::vector<Scalar>(running_.weights()),
                                Matrix<Scalar>(index(dimension_), index(running_.rows()))});
  }
  for (std::size_t i = 0; i < epochs_.size(); ++i) {
    const base::Archive::Scope scope(archive, "epoch" + std::to_string(i));
    Epoch& epoch = epochs_[i];
    archive.number("steps", epoch.steps);
    archive.values("weights", std::span(epoch.weights));
    archive.values("rows", std::span(epoch.rows.data(), static_cast<std::size_t>(epoch.rows.size())));
  }
}

template class WeightAveraging<Number>;

}  // namespace seqlab::nn
