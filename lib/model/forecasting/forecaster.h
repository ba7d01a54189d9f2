// A trained forecaster: the next rows of a series of numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/pool.h"
#include "corpus/series/series.h"
#include "evaluation/forecast_score.h"
#include "model/forecasting/series_scaling.h"
#include "model/forecasting/series_view.h"
#include "model/model.h"
#include "nn/forecasting/forecasting_network.h"

namespace seqlab::model {

// A window, and what the network gave for it when the model was saved.
struct ForecasterSelfTest {
  std::vector<std::vector<double>> window;  // the numbers of each step
  std::vector<double> outputs;
};

// Copies share network and scaling.
class Forecaster final : public Model {
 public:
  // A model without weights; initialise() sets them. Throws UsageError for a network without a cell.
  Forecaster(const options::ModelOptions& options, SeriesScaling scaling);
  // Draws initial weights from the seed.
  void initialise(std::uint64_t seed);
  // Throws as load_model() does.
  static Forecaster load(const std::string& path);
  static Forecaster load(std::shared_ptr<const io::TensorFile> file);
  void save(const std::string& path) const override;
  [[nodiscard]] std::shared_ptr<Model> copy() const override { return std::make_shared<Forecaster>(*this); }

  [[nodiscard]] const SeriesScaling& scaling() const { return *scaling_; }
  [[nodiscard]] const nn::ForecastingNetwork<float>& network() const { return *network_; }
  [[nodiscard]] const nn::Layout& layout() const override { return network_->layout(); }
  [[nodiscard]] std::size_t horizon() const { return horizon_of(options()); }
  // The rows that a series must have before a forecast.
  [[nodiscard]] std::size_t rows_before() const;

  // What the network gives for the windows before these origins, [horizon * targets x origins].
  [[nodiscard]] nn::Activations<float> outputs(const SeriesView& view, std::span<const std::size_t> origins,
                                               base::Pool& pool) const;
  // The rows that follow a series, [horizon x targets] row by row. Throws DataError for other columns than
  // the model's, and for less rows than it needs; ModelError for results that are not finite numbers. name:
  // of the series, for messages.
  [[nodiscard]] corpus::Series forecast(const corpus::Series& series, const std::string& name,
                                        base::Pool& pool) const;
  // The errors of the forecasts of a part, of each target, from a rolling origin every `every` rows. Throws
  // as above, and DataError for a part that is shorter than a forecast.
  [[nodiscard]] std::vector<evaluation::ForecastScore> score(const corpus::SeriesPart& part,
                                                             std::size_t every, const std::string& name,
                                                             base::Pool& pool) const;
  // The origins of the forecasts that score() makes. Throws as it does.
  [[nodiscard]] std::vector<std::size_t> origins_of(const corpus::SeriesPart& part, std::size_t every,
                                                    const std::string& name) const;

  [[nodiscard]] std::vector<std::pair<std::string, std::string>> description(
      std::size_t most_labels = SIZE_MAX) const override;
  // The self-tests that save() writes, with the current results. Throws ModelError for results that are not
  // finite numbers.
  [[nodiscard]] std::vector<ForecasterSelfTest> make_self_tests() const;
  // Of the outputs; of those beyond 1, as a part of them.
  [[nodiscard]] double self_test_deviation() const override;

 private:
  // What the network computes with; derived from the weights when the model is first run with them.
  struct Derived {
    std::once_flag once;
    nn::ForecastingNetwork<float>::Prepared prepared;
  };
  const nn::ForecastingNetwork<float>::Prepared& prepared() const;
  void forget_derived() override { derived_ = std::make_shared<Derived>(); }
  [[nodiscard]] std::vector<double> run_self_test(const std::vector<std::vector<double>>& window) const;
  void check_columns(const corpus::Series& series, const std::string& name) const;
  void check_rows(std::size_t rows, const std::string& name) const;

  std::shared_ptr<const SeriesScaling> scaling_;
  std::shared_ptr<const nn::ForecastingNetwork<float>> network_;
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();
  std::vector<ForecasterSelfTest> self_tests_;
};

}  // namespace seqlab::model
