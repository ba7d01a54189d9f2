#include <algorithm>
#include <cmath>
#include <csignal>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

using Json = nlohmann::json;

std::vector<std::vector<std::string>> table_of(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream cells(line);
    rows.emplace_back();
    for (std::string cell; cells >> cell;) rows.back().push_back(cell);
  }
  return rows;
}

std::vector<Json> objects_of(const std::string& log) {
  std::vector<Json> objects;
  std::istringstream lines(read_bytes(log));
  for (std::string line; std::getline(lines, line);) objects.push_back(Json::parse(line));
  return objects;
}

// Trains models whose scores differ between seeds.
std::vector<std::string> short_training(const std::string& program, const std::string& data,
                                        const std::string& model) {
  return {program,    "train", "--train",      data, "--dev",           data,
          "-m",       model,   "--hidden",     "4",  "--dimension",     "4",
          "--epochs", "3",     "--batch-size", "4",  "--learning-rate", "0.02"};
}

}  // namespace

TEST_CASE("several seeds give a table, a log, and the best model on dev, equal to that of its seed alone") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conllu", parts_corpus + parts_corpus);
  const std::string log = folder.path("log.jsonl");
  const Outcome outcome = run(command(short_training(tagger, data, folder.path("model")),
                                      {"--seeds", "3", "--seed", "7", "--test", data, "--log", log}));
  REQUIRE(outcome.code == 0);
  const auto table = table_of(outcome.out);
  REQUIRE(table.size() == 8);
  CHECK(table[0] == std::vector<std::string>{"seed", "epoch", "dev", "accuracy", "test", "accuracy"});
  for (std::size_t i = 0; i < 3; ++i) CHECK(table[i + 1][0] == std::to_string(7 + i));
  const std::vector<std::string> names{"mean", "std", "least", "most"};
  for (std::size_t i = 0; i < 4; ++i) CHECK(table[i + 4][0] == names[i]);

  const std::vector<Json> objects = objects_of(log);
  REQUIRE(objects.size() == 3 * (3 + 1) + 1);
  std::vector<double> accuracies;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t epoch = 0; epoch < 3; ++epoch) {
      CHECK(objects[4 * i + epoch].at("seed") == 7 + i);
      CHECK(objects[4 * i + epoch].at("epoch") == epoch + 1);
    }
    const Json& ended = objects[4 * i + 3];
    CHECK(ended.at("seed") == 7 + i);
    CHECK(std::to_string(ended.at("best_epoch").get<int>()) == table[i + 1][1]);
    CHECK(ended.at("dev") == ended.at("test"));  // the same data
    accuracies.push_back(ended.at("test").at("accuracy").get<double>());
    CHECK(std::abs(std::stod(table[i + 1][2]) - 100 * accuracies.back()) < 0.0051);
    CHECK(table[i + 1][2] == table[i + 1][3]);
  }
  const Json& all = objects.back();
  const double mean = (accuracies[0] + accuracies[1] + accuracies[2]) / 3;
  double squares = 0;
  for (const double accuracy : accuracies) squares += (accuracy - mean) * (accuracy - mean);
  const Json& spread = all.at("test").at("accuracy");
  CHECK(spread.at("mean").get<double>() == Approx(mean));
  CHECK(spread.at("standard_deviation").get<double>() == Approx(std::sqrt(squares / 2)));
  CHECK(spread.at("least") == *std::min_element(accuracies.begin(), accuracies.end()));
  CHECK(spread.at("most") == *std::max_element(accuracies.begin(), accuracies.end()));
  CHECK(spread.at("least") < spread.at("most"));
  CHECK(all.at("seeds") == 3);
  CHECK(std::abs(std::stod(table[4][1]) - 100 * mean) < 0.0051);
  CHECK(std::abs(std::stod(table[7][1]) - 100 * spread.at("most").get<double>()) < 0.0051);

  const auto kept = all.at("kept").get<std::size_t>();
  CHECK(accuracies[kept - 7] == spread.at("most"));
  CHECK(outcome.err.find("the model of seed " + std::to_string(kept) + ", epoch ") != std::string::npos);
  REQUIRE(run(command(short_training(tagger, data, folder.path("alone")), {"--seed", std::to_string(kept)}))
              .code == 0);
  CHECK(read_bytes(folder.path("model")) == read_bytes(folder.path("alone")));
}

TEST_CASE("seeds work for classifiers, and without test data the table has only dev scores") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.tsv", reviews_corpus);
  const Outcome outcome =
      run(command(short_training(sentiment, data, folder.path("model")), {"--seeds", "2", "--quiet"}));
  REQUIRE(outcome.code == 0);
  CHECK(outcome.err.empty());
  const auto table = table_of(outcome.out);
  REQUIRE(table.size() == 7);
  CHECK(table[0] == std::vector<std::string>{"seed", "epoch", "dev", "accuracy", "dev", "macro_f1"});
  CHECK(run({sentiment, "info", folder.path("model")}).code == 0);
}

TEST_CASE("Ctrl-C during several seeds keeps the best model and prints the finished ones") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string model = folder.path("model");
  RunningProgram training(
      command(short_training(tagger, data, model), {"--seeds", "1000", "--epochs", "300"}));
  training.read_errors_until("seed 2  epoch   1/");
  training.signal(SIGINT);
  CHECK(training.read_errors_until("interrupted; ").find("interrupted; " + model) != std::string::npos);
  CHECK(training.wait() == 130);
  CHECK(run({tagger, "tag", "-m", model}, "Anna lives.\n").code == 0);
}

TEST_CASE("zero seeds and too many are refused") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  for (const char* seeds : {"0", "1001", "x"}) {
    const Outcome outcome =
        run(command(short_training(tagger, data, folder.path("model")), {"--seeds", seeds}));
    CHECK(outcome.code == 2);
    CHECK(outcome.err.find("--seeds") != std::string::npos);
  }
}
