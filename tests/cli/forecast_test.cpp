#include <algorithm>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "contains.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

using Arguments = std::vector<std::string>;

// Sales that rise and fall with a season of four rows, and a column of dates.
std::string sales(int rows, const std::string& header = "quarter,sales\n") {
  std::string text = header;
  for (int row = 0; row < rows; ++row) {
    text += std::to_string(2000 + row / 4) + "-" + std::to_string(row % 4 + 1) + "," +
            std::to_string(100 + 3 * row + 40 * (row % 4 == 2 ? 1 : 0) + row * row % 7) + "\n";
  }
  return text;
}

// Trained once for all tests.
struct SmallForecaster {
  TemporaryFolder folder;
  std::string series = folder.file("sales.csv", sales(80));
  std::string model = folder.path("sales.model");
  Arguments command = {forecast,   "train", "--train",  series, "--columns", "sales", "--season",   "4",
                       "--window", "6",     "--hidden", "8",    "--epochs",  "10",    "--dev-rows", "12"};
  Outcome training = run(command_with({"--test-rows", "8", "-m", model}));

  [[nodiscard]] Arguments command_with(const Arguments& more) const {
    Arguments all = command;
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

const SmallForecaster& small_forecaster() {
  static const SmallForecaster model;
  return model;
}

}  // namespace

TEST_CASE(
    "forecast train notes its parts, and prints the errors of test and of the seasonal naive forecast") {
  const Outcome& training = small_forecaster().training;
  REQUIRE(training.code == 0);
  CHECK(contains(training.err, "47 windows to train on, of rows 1 to 60; dev is rows 61 to 72"));
  CHECK(contains(training.err, "epoch  1/10  train loss "));
  CHECK(contains(training.err, "  mase "));
  CHECK(contains(training.out, "forecasts: 5; rows of each: 4\nforecast: 20 numbers; MAE: "));
  CHECK(contains(training.out, "\nseasonal naive: 20 numbers; MAE: "));
}

TEST_CASE("forecast eval prints what train has printed, and less with a larger distance of origins") {
  const SmallForecaster& small = small_forecaster();
  const Arguments command = {forecast, "eval", "-m", small.model, "--test-rows", "8", small.series};
  CHECK(run(command).out == small.training.out);
  Arguments every = command;
  every.insert(every.end(), {"--every", "4", "--threads", "2"});
  CHECK(contains(run(every).out, "forecasts: 2; rows of each: 4\n"));
  CHECK(
      contains(run({forecast, "eval", "-m", small.model}, sales(80)).out, "forecasts: 1; rows of each: 4\n"));
  CHECK(
      contains(run({forecast, "eval", "-m", small.model, small.series, small.series}).out, "forecasts: 2;"));
  CHECK(run({forecast, "eval", "-m", small.model, "--test-rows", "3", small.series}).code == 3);
  CHECK(run({forecast, "eval", "-m", small.model, "--test-rows", "81", small.series}).code == 3);
}

TEST_CASE("forecast run prints the rows that follow, from a file and from standard input") {
  const SmallForecaster& small = small_forecaster();
  const Outcome outcome = run({forecast, "run", "-m", small.model, small.series});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.starts_with("sales\n"));
  CHECK(std::ranges::count(outcome.out, '\n') == 5);
  CHECK(run({forecast, "run", "-m", small.model}, sales(80)).out == outcome.out);
  CHECK(run({forecast, "run", "-m", small.model, "--encoding", "UTF-16LE", small.series}).code == 3);
  // Columns are found by their names.
  CHECK(run({forecast, "run", "-m", small.model}, sales(80, "x;sales\n")).code == 3);
  CHECK(run({forecast, "run", "-m", small.model}, sales(80, "x,sales\n")).out == outcome.out);
  const std::string file = small.folder.path("next.csv");
  CHECK(run({forecast, "run", "-m", small.model, "-o", file, small.series}).code == 0);
  CHECK(contains(run({forecast, "run", "-m", small.model, file}).err, "too few rows before a forecast: 4"));
}

TEST_CASE("what a forecaster cannot read is refused with the place and the reason") {
  const SmallForecaster& small = small_forecaster();
  const Outcome missing = run({forecast, "run", "-m", small.model}, "sales\n1\n\"\"\n");
  CHECK(missing.code == 3);
  CHECK(contains(missing.err, "<stdin>:3:1: the column 'sales' is empty here"));
  const Outcome short_series = run({forecast, "run", "-m", small.model}, sales(9));
  CHECK(short_series.code == 3);
  CHECK(contains(short_series.err, "<stdin>: too few rows before a forecast: 9; the model needs 10"));
  CHECK(contains(run({forecast, "run", "-m", small.model}, "sale\n1\n").err, "did you mean 'sale'"));
  const std::string model = small.folder.path("m");
  const auto train = [&](const Arguments& more) {
    return run(command({forecast, "train", "--train", small.series, "-m", model}, more));
  };
  // The dates are no numbers.
  CHECK(train({}).code == 3);
  CHECK(train({"--columns", "sales", "--targets", "sale"}).code == 2);
  CHECK(train({"--columns", "sales", "--test-rows", "2", "--season", "4"}).code == 2);
  CHECK(train({"--columns", "sales", "--season", "40"}).code == 3);
  CHECK(train({"--columns", "sales", "--train", small.series}).code == 2);
  CHECK(train({"--columns", "sales", "--cell", "none"}).code == 2);
  CHECK(train({"--columns", "sales", "--dev", small.series}).code == 2);
  CHECK(train({"--columns", "sales", "--decoder", "crf"}).code == 2);
  const Outcome negative =
      run({forecast, "train", "--train", small.folder.file("n.csv", "a\n1\n-2\n3\n4\n5\n6\n7\n8\n"),
           "--window", "2", "--logarithms", "-m", model});
  CHECK(negative.code == 3);
  CHECK(contains(negative.err, "row 2 of the column 'a' is not above zero"));
}

TEST_CASE("several columns are read, and those named are forecast") {
  const TemporaryFolder folder;
  std::string text = "a,b,c\n";
  for (int row = 0; row < 60; ++row) {
    text += std::to_string(row) + "," + std::to_string(row * 2 % 5) + "," + std::to_string(row % 3) + "\n";
  }
  const std::string series = folder.file("s.csv", text);
  const std::string model = folder.path("m");
  const Outcome training =
      run({forecast, "train", "--train", series, "--targets", "c,a", "--horizon", "2", "--window", "4",
           "--hidden", "4", "--epochs", "2", "--test-rows", "6", "-m", model});
  REQUIRE(training.code == 0);
  CHECK(contains(training.out, "forecast of c: 10 numbers"));
  CHECK(contains(training.out, "seasonal naive of a: 10 numbers"));
  const Outcome next = run({forecast, "run", "-m", model, series});
  CHECK(next.out.starts_with("c,a\n"));
  CHECK(std::ranges::count(next.out, '\n') == 3);
  const Outcome info = run({forecast, "info", model});
  CHECK(contains(info.out, "# columns_read: a, b, c\n"));
  CHECK(contains(info.out, "# columns_forecast: c, a\n"));
}

TEST_CASE("a forecaster is reduced, described and kept apart from other models") {
  const SmallForecaster& small = small_forecaster();
  const std::string reduced = small.folder.path("small.model");
  const Outcome quantized = run(
      {forecast, "quantize", "-m", small.model, "-o", reduced, "--dev", small.series, "--test-rows", "8"});
  CHECK(quantized.code == 0);
  CHECK(contains(quantized.err, "dev mase: f32 "));
  CHECK(contains(run({forecast, "info", reduced}).out, "# precision: int8\n"));
  CHECK(contains(run({forecast, "info", small.model}).out, "\nseason = 4\n"));
  CHECK(run({tagger, "tag", "-m", small.model}, "a\n").code == 4);
  CHECK(run({forecast, "run", "-m", names_model()}, sales(80)).code == 4);
  CHECK(run({forecast, "models"}).code == 0);
}

TEST_CASE("a forecaster is the same file with one thread and two, and when its training is gone on with") {
  const SmallForecaster& small = small_forecaster();
  const std::string two = small.folder.path("two.model");
  REQUIRE(run(small.command_with({"--test-rows", "8", "-m", two, "--threads", "2"})).code == 0);
  CHECK(read_bytes(two) == read_bytes(small.model));
  const std::string checkpoint = small.folder.path("state");
  const std::string resumed = small.folder.path("resumed.model");
  RunningProgram first(small.command_with({"--test-rows", "8", "-m", resumed, "--resume", checkpoint}));
  first.read_errors_until("epoch  4/10");
  first.signal(9);
  first.wait();
  const Outcome second = run(small.command_with({"--test-rows", "8", "-m", resumed, "--resume", checkpoint}));
  REQUIRE(second.code == 0);
  CHECK(read_bytes(resumed) == read_bytes(small.model));
}

TEST_CASE("forecast tune searches by MASE, and a table has it for several seeds") {
  const SmallForecaster& small = small_forecaster();
  Arguments tune = small.command_with({"--search", "window=4,6", "--trials", "2", "-q"});
  tune[1] = "tune";
  const Outcome outcome = run(tune);
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "window = "));
  const Outcome seeds =
      run(small.command_with({"--seeds", "2", "--test-rows", "8", "-q", "-m", small.folder.path("s")}));
  CHECK(seeds.code == 0);
  CHECK(contains(seeds.out, "dev mase  dev mae  dev rmse  test mase"));
}
