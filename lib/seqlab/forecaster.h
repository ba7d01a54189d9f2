// Forecasters: the next numbers of a series.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "seqlab/api.h"
#include "seqlab/errors.h"
#include "seqlab/model_info.h"

namespace seqlab {

// Errors of forecasts (evaluation/forecast_score.h has the formulas).
struct ForecastErrors {
  std::optional<double> mase;  // the mean over the forecast columns; nothing if no column has a scale
  double mae = 0;
  double rmse = 0;
};

// A forecaster. Threads, copies and the file are as for a Tagger. A series is a table of numbers, row by row:
// a row per time, at equal distances, and a value for each of columns(), in their order.
class SEQLAB_API Forecaster {
 public:
  // As Tagger::load(), from_bytes(), save() and info().
  static Forecaster load(const std::string& model);
  static Forecaster from_bytes(std::span<const std::byte> bytes);
  void save(const std::string& path) const;
  [[nodiscard]] const ModelInfo& info() const;

  // The columns that it reads, and those of them that it forecasts.
  [[nodiscard]] const std::vector<std::string>& columns() const;
  [[nodiscard]] std::vector<std::string> targets() const;
  // The rows of a forecast, and those that a series must have before it.
  [[nodiscard]] std::size_t horizon() const;
  [[nodiscard]] std::size_t rows_before() const;

  // The rows that follow a series, [horizon() x targets()] row by row. Throws BadInput for a series that is
  // too short, or whose numbers are not whole rows or not finite.
  [[nodiscard]] std::vector<double> predict(std::span<const double> series) const;
  // The errors of the forecasts of the last `test_rows` rows, one every `every` rows, each from all rows
  // before it. Throws as above, and for a part that is shorter than a forecast.
  [[nodiscard]] ForecastErrors score(std::span<const double> series, std::size_t test_rows,
                                     std::size_t every = 1) const;

 private:
  friend struct ForecasterAccess;
  struct Impl;
  explicit Forecaster(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

}  // namespace seqlab
