#include "training/forecasting/forecasting_training.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "../corpus/error_message.h"
#include "base/errors.h"
#include "base/noise.h"
#include "base/pool.h"
#include "catch.h"
#include "model/model_handle.h"
#include "model/quantization.h"
#include "own_file.h"
#include "resumed.h"
#include "small_corpus.h"
#include "trained.h"
#include "training/forecasting/forecasting_task.h"

namespace {

using namespace seqlab;
using tests::bytes_of;
using tests::contains;
using tests::OwnFile;

// A season of six rows whose amplitude grows, on a slope, with noise; and a column that says what comes next.
std::shared_ptr<const corpus::Series> seasonal_series(std::size_t rows = 120) {
  corpus::Series series;
  series.names = {"sales", "orders"};
  const base::Noise noise(3);
  const auto sales = [&](std::size_t row) {
    const auto time = static_cast<double>(row);
    return 100 + time + (10 + 0.1 * time) * std::sin(time * 3.14159265 / 3) + 4 * noise.uniform(row);
  };
  for (std::size_t row = 0; row < rows; ++row) {
    series.values.push_back(sales(row));
    series.values.push_back(sales(row + 1) * 2);
  }
  return std::make_shared<const corpus::Series>(series);
}

options::TrainingOptions small_forecasting_options() {
  options::TrainingOptions options = options::default_options(options::Task::forecaster);
  options.model.hidden = 8;
  options.model.window = 8;
  options.model.season = 6;
  options.epochs = 20;
  return options;
}

training::SeriesParts parts_of(const options::TrainingOptions& options,
                               const training::PartSizes& sizes = {.dev = 18, .test = 18},
                               const std::shared_ptr<const corpus::Series>& series = seasonal_series()) {
  return training::cut_series(series, "sales.csv", options.model, sizes);
}

model::Forecaster trained_forecaster(const options::TrainingOptions& options,
                                     const training::PartSizes& sizes = {.dev = 18, .test = 18}) {
  return training::train_forecaster(options, parts_of(options, sizes), {}, {});
}

double test_mase(const model::Forecaster& model, const training::SeriesParts& parts) {
  base::Pool pool(1);
  return *model.score(parts.test, parts.every, parts.name, pool).front().mase();
}

std::string problem_of(const options::TrainingOptions& options, const training::PartSizes& sizes,
                       std::size_t rows = 120) {
  return tests::error_message<Error>(
      [&] { training::train_forecaster(options, parts_of(options, sizes, seasonal_series(rows)), {}, {}); });
}

}  // namespace

TEST_CASE("a forecaster learns with any cell, loss and way to read the series") {
  const std::vector<std::vector<std::pair<std::string, std::string>>> cases = {
      {{"cell", "lstm"}},
      {{"cell", "gru"}, {"loss", "absolute"}},
      {{"cell", "rnn"}, {"logarithms", "true"}},
      {{"cell", "mut1"}, {"seasons", "2"}},
      {{"relative", "true"}, {"layers", "2"}},
      {{"horizon", "1"}, {"dropout-output", "0.1"}},
      {{"targets", "sales"}}};
  for (const auto& settings : cases) {
    options::TrainingOptions options = small_forecasting_options();
    for (const auto& [name, value] : settings) {
      INFO(name << " " << value);
      tests::set_option(options, name, value);
    }
    CHECK(test_mase(trained_forecaster(options), parts_of(options)) < 0.9);
  }
}

TEST_CASE("a column that tells the next row makes a forecast of one row better") {
  options::TrainingOptions options = small_forecasting_options();
  options.model.horizon = 1;
  options.model.targets = {"sales"};
  options.epochs = 60;
  const double with = test_mase(trained_forecaster(options), parts_of(options));
  const auto both = seasonal_series();
  corpus::Series alone{{"sales"}, {}};
  for (std::size_t row = 0; row < both->rows(); ++row) alone.values.push_back(both->value(row, 0));
  const training::SeriesParts parts =
      parts_of(options, {.dev = 18, .test = 18}, std::make_shared<const corpus::Series>(alone));
  CHECK(with < 0.8 * test_mase(training::train_forecaster(options, parts, {}, {}), parts));
}

TEST_CASE("a forecaster is the same bytes from one thread and from two") {
  options::TrainingOptions options = small_forecasting_options();
  options.model.layers = 2;
  options.dropout_input = options.dropout_layers = options.dropout_output = 0.1;
  std::vector<std::string> models;
  for (const std::size_t threads : {std::size_t{1}, std::size_t{2}}) {
    options.threads = threads;
    models.push_back(bytes_of(trained_forecaster(options)));
  }
  CHECK(models[0] == models[1]);
  options.seed = 2;
  CHECK(bytes_of(trained_forecaster(options)) != models[0]);
}

TEST_CASE("a forecaster that is trained in two parts is the same bytes") {
  options::TrainingOptions options = small_forecasting_options();
  options.epochs = 3;
  options.batch_size = 16;
  const auto begin = [&](const training::SessionObserver& observer) {
    return training::begin_forecasting_training(options, parts_of(options), {}, observer);
  };
  tests::check_resumed_training("forecast train", options, {0, 2, 7}, begin);
}

TEST_CASE("a series is cut into train, dev and test in the order of time") {
  const options::TrainingOptions options = small_forecasting_options();
  const training::SeriesParts given = parts_of(options, {.dev = 12, .test = 24, .every = 2});
  CHECK(given.train.end == 84);
  CHECK(given.dev.begin == 84);
  CHECK(given.dev.end == 96);
  CHECK(given.test.begin == 96);
  CHECK(given.test.end == 120);
  CHECK(given.every == 2);
  // A tenth, as that is more than a season.
  CHECK(parts_of(options, {}).dev.begin == 108);
  CHECK(parts_of(options, {}).test.size() == 0);
  // All rows are learned from, and all forecasts within them are dev.
  const training::SeriesParts all = parts_of(options, {.dev = 0, .test = 24});
  CHECK(all.train.end == 96);
  CHECK(all.dev.begin == 14);
  CHECK(all.dev.end == 96);
}

TEST_CASE("training sees neither dev nor test") {
  const options::TrainingOptions options = small_forecasting_options();
  const auto weights_with = [&](std::size_t row) {
    auto series = std::make_shared<corpus::Series>(*seasonal_series());
    for (std::size_t i = 2 * row; i < series->values.size(); ++i) series->values[i] += 50;
    const auto session = training::begin_forecasting_training(
        options, parts_of(options, {.dev = 18, .test = 18}, series), {}, {});
    session->train_until(1);
    return session->best()->weights().network;
  };
  const std::vector<float> weights = weights_with(120);
  CHECK(weights_with(84) == weights);
  CHECK(weights_with(83) != weights);
}

TEST_CASE("means and deviations are those of the training part, scales those before test") {
  options::ModelOptions options = small_forecasting_options().model;
  options.season = 2;
  const corpus::Series series{{"y"}, {1, 2, 3, 6, 5, 10, 9, 100}};
  const model::SeriesScaling scaling = model::scale_series(series, 6, 7, options, "y.csv");
  CHECK(scaling.means == std::vector<double>{3});  // of 2, 4, 2, 4
  CHECK(scaling.deviations == std::vector<double>{1});
  CHECK(scaling.scales == std::vector<double>{(2 + 4 + 2 + 4 + 4) / 5.0});
  CHECK(scaling.targets == std::vector<std::size_t>{0});
  options.targets = {"z"};
  CHECK_THROWS_AS(model::scale_series(series, 6, 7, options, "y.csv"), UsageError);
}

TEST_CASE("a view of a series gives windows and golds, and outputs mean the numbers of the series") {
  options::ModelOptions options = small_forecasting_options().model;
  options.season = 2;
  options.window = 2;
  options.horizon = 3;
  corpus::Series series{{"y"}, {1, 2, 3, 6, 5, 10, 9, 14}};
  for (const bool logarithms : {false, true}) {
    for (const bool relative : {false, true}) {
      for (const std::size_t seasons : {std::size_t{0}, std::size_t{1}, std::size_t{2}}) {
        options.logarithms = logarithms;
        options.relative = relative;
        options.seasons = seasons;
        const model::SeriesScaling scaling{{"y"}, {0}, {0.5}, {2}, {1}};
        const model::SeriesView view(series, options, "y.csv");
        const std::size_t first = 2 * seasons + 2;
        CHECK(view.first_origin() == first);
        if (first + 3 > series.rows()) continue;
        const nn::Matrix<float> gold = view.gold({&first, 1}, 3, scaling);
        for (std::size_t ahead = 0; ahead < 3; ++ahead) {
          CHECK(view.forecast(static_cast<double>(gold(nn::index(ahead), 0)), first, ahead, 0, scaling) ==
                Approx(series.value(first + ahead, 0)));
        }
        const nn::WindowBatch<float> batch = view.windows({&first, 1}, scaling);
        CHECK(batch.steps() == 2);
        if (relative) CHECK(batch.numbers(0, 1) == 0);
      }
    }
  }
  options.logarithms = options.relative = false;
  options.seasons = 1;
  const model::SeriesScaling scaling{{"y"}, {0}, {1}, {2}, {1}};
  const model::SeriesView view(series, options, "y.csv");
  const std::size_t origin = 4;
  // Differences 2 and 4 in the window; then 5 - 3, 10 - 6 and, of two seasons ahead, 9 - 3.
  CHECK(view.windows({&origin, 1}, scaling).numbers(0, 0) == 0.5F);
  CHECK(view.windows({&origin, 1}, scaling).numbers(0, 1) == 1.5F);
  CHECK(view.gold({&origin, 1}, 3, scaling)(2, 0) == 2.5F);
  series.values[3] = 0;
  options.logarithms = true;
  CHECK(contains(tests::error_message<DataError>([&] { model::SeriesView(series, options, "y.csv"); }),
                 "y.csv: row 4 of the column 'y' is not above zero"));
}

TEST_CASE("a forecast and a score are those of the rows before alone, on any number of threads") {
  options::TrainingOptions options = small_forecasting_options();
  const model::Forecaster model = trained_forecaster(options);
  const training::SeriesParts parts = parts_of(options);
  base::Pool one(1);
  base::Pool three(3);
  corpus::Series before{parts.test.series->names, parts.test.series->values};
  before.values.resize(2 * 102);
  const corpus::Series forecast = model.forecast(before, "sales.csv", one);
  CHECK(forecast.names == before.names);
  CHECK(forecast.rows() == 6);
  const corpus::SeriesPart only{parts.test.series, 102, 108};
  const auto scores = model.score(only, 1, "sales.csv", three);
  double sum = 0;
  for (std::size_t ahead = 0; ahead < 6; ++ahead) {
    sum += std::abs(forecast.value(ahead, 1) - parts.test.series->value(102 + ahead, 1));
  }
  REQUIRE(scores.size() == 2);
  CHECK(scores[1].mae() == Approx(sum / 6));
  CHECK(scores[1].numbers() == 6);
  CHECK(model.score(parts.test, 3, "sales.csv", one).front().numbers() == 5 * 6);
  const auto named = training::named_scores(scores);
  REQUIRE(named.size() == 3);
  CHECK(named[0].first == "mase");
  CHECK(named[0].second == Approx((*scores[0].mase() + *scores[1].mase()) / 2));
  CHECK(named[1].second == Approx((scores[0].mae() + scores[1].mae()) / 2));
}

TEST_CASE("a forecaster gives the same forecasts from its file, nearly the same in fewer bits") {
  const options::TrainingOptions options = small_forecasting_options();
  const model::Forecaster model = trained_forecaster(options);
  base::Pool pool(1);
  const auto series = seasonal_series();
  const corpus::Series expected = model.forecast(*series, "s", pool);
  for (const nn::Precision precision : {nn::Precision::f32, nn::Precision::bf16, nn::Precision::int8}) {
    const model::Forecaster own = model::quantize(model, precision);
    const OwnFile file("forecaster.model");
    own.save(file.path);
    const model::Forecaster loaded = model::Forecaster::load(file.path);
    CHECK(loaded.precision() == precision);
    CHECK(loaded.description() == own.description());
    CHECK(loaded.self_test_deviation() == 0);
    CHECK(loaded.scaling().means == model.scaling().means);
    const corpus::Series forecast = loaded.forecast(*series, "s", pool);
    for (std::size_t i = 0; i < expected.values.size(); ++i) {
      CHECK(forecast.values[i] ==
            Approx(expected.values[i]).epsilon(precision == nn::Precision::f32 ? 1e-12 : 0.05));
    }
    CHECK(model::load_model(file.path, options::Task::forecaster)->task() == options::Task::forecaster);
    CHECK_THROWS_AS(model::load_model(file.path, options::Task::tagger), ModelError);
  }
}

TEST_CASE("training goes on from a forecaster, with its columns and scaling") {
  options::TrainingOptions options = small_forecasting_options();
  options.epochs = 5;
  const model::Forecaster first = trained_forecaster(options);
  const model::Forecaster second = training::train_forecaster(options, parts_of(options), {}, {}, &first);
  CHECK(second.scaling().means == first.scaling().means);
  CHECK(second.weights().network != first.weights().network);
  const auto other = std::make_shared<corpus::Series>(*seasonal_series());
  other->names = {"a", "b"};
  CHECK_THROWS_AS(
      training::train_forecaster(options, parts_of(options, {.dev = 18, .test = 18}, other), {}, {}, &first),
      DataError);
  options.model.window = 9;
  CHECK_THROWS_AS(training::train_forecaster(options, parts_of(options), {}, {}, &first), UsageError);
}

TEST_CASE("a series that is the same each season has no scaled error and is trained on all the same") {
  const options::TrainingOptions options = small_forecasting_options();
  corpus::Series series{{"y"}, {}};
  for (std::size_t row = 0; row < 60; ++row) series.values.push_back(static_cast<double>(row % 6));
  const training::SeriesParts parts =
      parts_of(options, {.dev = 12, .test = 12}, std::make_shared<const corpus::Series>(series));
  const model::Forecaster model = training::train_forecaster(options, parts, {}, {});
  base::Pool pool(1);
  CHECK_FALSE(model.score(parts.test, 1, "y", pool).front().mase());
  CHECK(model.score(parts.test, 1, "y", pool).front().mae() < 0.1);
}

TEST_CASE("a series that is too short, and parts shorter than a forecast, are refused") {
  const options::TrainingOptions options = small_forecasting_options();
  CHECK(contains(problem_of(options, {}, 20),
                 "sales.csv: of 20 rows, 14 are left to train on; the windows and "
                 "forecasts of this model need 20"));
  CHECK(contains(problem_of(options, {.dev = 5}), "--dev-rows 5: fewer rows than a forecast, which has 6"));
  CHECK(contains(problem_of(options, {.test = 5}), "--test-rows 5: fewer rows"));
  CHECK(problem_of(options, {}, 26).empty());
  const model::Forecaster model = trained_forecaster(options);
  base::Pool pool(1);
  CHECK(contains(
      tests::error_message<DataError>([&] { (void)model.forecast(*seasonal_series(13), "s.csv", pool); }),
      "s.csv: too few rows before a forecast: 13; the model needs 14"));
  CHECK(contains(tests::error_message<DataError>([&] {
                   (void)model.forecast({{"sales"}, {1, 2}}, "s.csv", pool);
                 }),
                 "s.csv: the series has other columns than the model, which reads sales, orders"));
  options::TrainingOptions none = options;
  none.model.cell.kind = std::nullopt;
  CHECK(contains(problem_of(none, {}), "needs a recurrent cell"));
}
