#include "seqlab/forecaster.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "catch.h"
#include "contains.h"
#include "seqlab/models.h"
#include "seqlab/training.h"
#include "small_models.h"

namespace {

using namespace seqlab;
using tests::contains;
using tests::OwnFile;

// Sales with a season of four rows, and their double.
std::vector<double> two_columns(std::size_t rows) {
  std::vector<double> values;
  for (std::size_t row = 0; row < rows; ++row) {
    const auto time = static_cast<double>(row);
    values.push_back(100 + time + 10 * std::sin(time * 3.14159265 / 2));
    values.push_back(2 * values.back());
  }
  return values;
}

const std::vector<std::string> names = {"sales", "twice"};

Training small_forecaster_training() {
  Training training;
  training.options = {{"hidden", "8"}, {"window", "6"}, {"season", "4"}, {"epochs", "4"}, {"dev-rows", "8"}};
  return training;
}

}  // namespace

TEST_CASE(
    "the face trains a forecaster, which predicts, scores, and is the same from its file and its bytes") {
  std::vector<Epoch> epochs;
  Training training = small_forecaster_training();
  training.licence = "CC0";
  training.data = "invented";
  training.options.emplace_back("targets", "twice");
  training.epoch = [&](const Epoch& epoch) {
    epochs.push_back(epoch);
    return true;
  };
  const std::vector<double> series = two_columns(60);
  const Forecaster model = train_forecaster(series, names, training);
  REQUIRE(epochs.size() == 4);
  CHECK(epochs.back().dev_scores.front().first == "mase");
  CHECK(model.info().task == Task::forecaster);
  CHECK(model.info().licence == "CC0");
  CHECK(model.info().data == "invented");
  CHECK(model.columns() == names);
  CHECK(model.targets() == std::vector<std::string>{"twice"});
  CHECK(model.horizon() == 4);
  CHECK(model.rows_before() == 10);

  const std::vector<double> next = model.predict(series);
  CHECK(next.size() == 4);
  const std::vector<double> known(series.begin(), series.end() - 8);
  const std::vector<double> last = model.predict(known);
  double error = 0;
  for (std::size_t ahead = 0; ahead < 4; ++ahead)
    error += std::abs(last[ahead] - series[2 * (56 + ahead) + 1]);
  const ForecastErrors errors = model.score(series, 4);
  CHECK(errors.mae == Approx(error / 4));
  CHECK(*errors.mase == Approx(errors.mae / 8));  // a season adds 4, twice
  CHECK(errors.rmse >= errors.mae);

  const OwnFile file("forecaster");
  model.save(file.path);
  CHECK(Forecaster::load(file.path).predict(series) == next);
  CHECK(Forecaster::from_bytes(tests::bytes_of(file)).predict(series) == next);
  const Model any = Model::load(file.path);
  CHECK(any.task() == Task::forecaster);
  CHECK(any.forecaster().predict(series) == next);
  CHECK_THROWS_AS(static_cast<void>(any.tagger()), BadModel);
  CHECK_THROWS_AS(static_cast<void>(any.language_model()), BadModel);
  CHECK_THROWS_AS(Tagger::load(file.path), BadModel);
}

TEST_CASE("the face trains a forecaster on a file as on the same numbers in memory") {
  std::string text = "date;sales;twice\n";
  const std::vector<double> series = two_columns(60);
  for (std::size_t row = 0; row < 60; ++row) {
    text += std::to_string(row) + ";" + std::to_string(series[2 * row]) + ";" +
            std::to_string(series[2 * row + 1]) + "\n";
  }
  const OwnFile file("series.csv");
  file.write(text);
  Training training = small_forecaster_training();
  const Forecaster memory = train_forecaster(series, names, training);
  training.options.emplace_back("columns", "sales,twice");
  const Forecaster read = train_forecaster_on_file(file.path, training);
  const std::vector<double> expected = memory.predict(series);
  const std::vector<double> got = read.predict(series);
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i) CHECK(got[i] == Approx(expected[i]).epsilon(1e-3));
  CHECK_THROWS_AS(train_forecaster(series, names, training), BadInput);
}

TEST_CASE("the face refuses what a forecaster cannot read") {
  const Forecaster model = train_forecaster(two_columns(60), names, small_forecaster_training());
  CHECK_THROWS_AS(static_cast<void>(model.predict(two_columns(9))), BadInput);
  std::vector<double> series = two_columns(20);
  CHECK_THROWS_AS(static_cast<void>(model.score(series, 3)), BadInput);
  CHECK_THROWS_AS(static_cast<void>(model.score(series, 21)), BadInput);
  CHECK_THROWS_AS(static_cast<void>(model.score(series, 4, 0)), BadInput);
  series.back() = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(static_cast<void>(model.predict(series)), BadInput);
  series.pop_back();
  CHECK_THROWS_AS(static_cast<void>(model.predict(series)), BadInput);
  Training training = small_forecaster_training();
  training.embeddings = {"vectors.txt"};
  CHECK_THROWS_AS(train_forecaster(two_columns(60), names, training), BadInput);
  training = small_forecaster_training();
  training.options.emplace_back("decoder", "crf");
  CHECK_THROWS_AS(train_forecaster(two_columns(60), names, training), BadInput);
  CHECK_THROWS_AS(train_forecaster(two_columns(12), names, small_forecaster_training()), BadInput);
  CHECK_THROWS_AS(train_forecaster(two_columns(60), {}, small_forecaster_training()), BadInput);
}

TEST_CASE("the options of a forecaster's training are those of forecast train, with its defaults") {
  std::string all;
  for (const TrainingOption& option : training_options(Task::forecaster)) {
    all += option.name + " ";
    if (option.name == "hidden") CHECK(option.default_value == "32");
    if (option.name == "window") CHECK(option.default_value == "24");
  }
  CHECK(contains(all, "dev-rows "));
  CHECK(contains(all, "seasons "));
  CHECK(!contains(all, "decoder "));
  CHECK(!contains(all, "min-count "));
}
