// A series as a forecaster's network reads it, and its outputs as numbers of the series.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "corpus/series/series.h"
#include "nn/forecasting/forecasting_network.h"
#include "options/training_options.h"

namespace seqlab::model {

struct SeriesScaling;

// With z the values or, with --logarithms, their logarithms, a season of m rows and K seasons, the network
// learns
//
//   d_r = z_r - 1/K sum over k = 0 ... K-1 of z_(s - k m),   s = the last of r - m, r - 2 m, ... that is
//   known
//
// or z_r itself where K is 0. In the window of origin o, which ends at row o - 1, all rows are known; of a
// forecast, those before o. The network reads and gives (d - c) / deviation, where c is the mean of d in the
// training part or, with --relative, d of row o - 1.
class SeriesView {
 public:
  // Throws DataError for values that have no logarithm, if there must be one. name: of the series, for
  // messages.
  SeriesView(const corpus::Series& series, const options::ModelOptions& options, const std::string& name);

  [[nodiscard]] std::size_t rows() const { return rows_; }
  // The first origin that has a whole window.
  [[nodiscard]] std::size_t first_origin() const { return lag() + window_; }
  // The first row that has a difference.
  [[nodiscard]] std::size_t lag() const { return season_ * seasons_; }
  // d of a row of which those before `known` are known.
  [[nodiscard]] double difference(std::size_t row, std::size_t column, std::size_t known) const {
    return value(row, column) - base(row, column, known);
  }

  // What the network reads before each origin.
  [[nodiscard]] nn::WindowBatch<float> windows(std::span<const std::size_t> origins,
                                               const SeriesScaling& scaling) const;
  // What it should give, [horizon * targets x origins]: all targets of the first row, then of the next. All
  // rows of the forecasts are in the series.
  [[nodiscard]] nn::Matrix<float> gold(std::span<const std::size_t> origins, std::size_t horizon,
                                       const SeriesScaling& scaling) const;
  // The number of the series that an output means: of target `target`, `ahead` rows after the origin.
  [[nodiscard]] double forecast(double output, std::size_t origin, std::size_t ahead, std::size_t target,
                                const SeriesScaling& scaling) const;

 private:
  [[nodiscard]] double value(std::size_t row, std::size_t column) const {
    return values_[row * columns_ + column];
  }
  [[nodiscard]] double base(std::size_t row, std::size_t column, std::size_t known) const;
  [[nodiscard]] double centre(std::size_t origin, std::size_t column, const SeriesScaling& scaling) const;

  std::size_t rows_;
  std::size_t columns_;
  std::size_t window_;
  std::size_t season_;
  std::size_t seasons_;
  bool log_;
  bool relative_;
  std::vector<double> values_;  // z
};

}  // namespace seqlab::model
