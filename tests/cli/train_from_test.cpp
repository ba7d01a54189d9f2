#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

TEST_CASE("training continues a model with its network and new words, which it reports") {
  const TemporaryFolder folder;
  const std::string data = folder.file(
      "more.conll", "Maria B-PER\nlives O\nin O\nBergen B-LOC\n. O\n\nThey O\nlike O\nMaria B-PER\n. O\n\n");
  const std::string model = folder.path("model");
  const Outcome outcome = run({tagger, "train", "--train", data, "--dev", data, "--from", names_model(), "-m",
                               model, "--epochs", "20", "--learning-rate", "0.05", "--dropout", "0"});
  REQUIRE(outcome.code == 0);
  CHECK(outcome.err.find(" words of the model, 2 new words of the training data") != std::string::npos);
  const std::string report = run({tagger, "info", model}).out;
  CHECK(report.find("\nhidden = 8\n") != std::string::npos);
  CHECK(report.find("# data: more.conll\n# from: names.conll.model\n# from_data: names.conll\n") !=
        std::string::npos);
  CHECK(run({tagger, "tag", "-m", model, "--output-format", "inline"}, "Maria lives in Bergen.\n")
            .out.find("Maria") != std::string::npos);
}

TEST_CASE("a model continued without learning tags as before") {
  const TemporaryFolder folder;
  const std::string data = folder.file("more.conll", "Maria B-PER\nlives O\nin O\nBergen B-LOC\n. O\n\n");
  const std::string model = folder.path("model");
  REQUIRE(run({tagger, "train", "--train", data, "--dev", data, "--from", names_model(), "-m", model,
               "--epochs", "1", "--learning-rate", "1e-30"})
              .code == 0);
  const std::string text = "Maria Berg lives in Bergen. Anna likes Lisbon.\n";
  const auto tag = [&](const std::string& with) {
    return run({tagger, "tag", "-m", with, "--output-format", "jsonl"}, text).out;
  };
  CHECK(tag(model) == tag(names_model()));
  CHECK_FALSE(tag(model).empty());
}

TEST_CASE("a classifier continues a model and may overwrite it") {
  const TemporaryFolder folder;
  const std::string data = folder.file("more.tsv", "good\tA splendid film.\nbad\tA tedious film.\n");
  const std::string model = folder.file("model", read_bytes(reviews_model()));
  REQUIRE(run({sentiment, "train", "--train", data, "--dev", data, "--from", model, "-m", model, "--force",
               "--epochs", "2"})
              .code == 0);
  CHECK(run({sentiment, "info", model}).out.find("# from: model\n") != std::string::npos);
}

TEST_CASE("an option with another value than the continued model has is refused, naming both values") {
  const TemporaryFolder folder;
  const std::string data = folder.file("more.conll", names_corpus);
  const auto train = [&](const std::vector<std::string>& more) {
    return run(command({tagger, "train", "--train", data, "--dev", data, "--from", names_model(), "-m",
                        folder.path("model"), "--epochs", "1"},
                       more));
  };
  const Outcome refused = train({"--hidden", "9"});
  CHECK(refused.code == 2);
  CHECK(refused.err.find("--hidden 9: ") != std::string::npos);
  CHECK(refused.err.find(" has --hidden 8") != std::string::npos);
  CHECK(train({"--hidden", "8", "--label-column", "2"}).code == 0);
  CHECK(train({"--from", reviews_model(), "--force"}).code == 4);
  CHECK(train({"--from", "nothing", "--force"}).code == 1);
}

TEST_CASE("continued training takes the minimum counts of characters and features from the model") {
  const TemporaryFolder folder;
  const std::string data = folder.file("names.conll", names_corpus);
  const std::string first = folder.path("first");
  REQUIRE(run(command({tagger, "train", "--train", data, "--dev", data, "-m", first, "--characters", "cnn",
                       "--shape-dimension", "4", "--min-character-count", "5", "--min-feature-count", "3"},
                      quick_training))
              .code == 0);
  const auto continue_training = [&](const std::vector<std::string>& more) {
    return run(command({tagger, "train", "--train", data, "--dev", data, "--from", first, "-m",
                        folder.path("second"), "--force", "--epochs", "1"},
                       more));
  };
  for (const auto& [name, own] :
       {std::pair<std::string, std::string>{"--min-character-count", "5"}, {"--min-feature-count", "3"}}) {
    const Outcome refused = continue_training({name, "2"});
    CHECK(refused.code == 2);
    CHECK(refused.err.find(name + " 2: " + first + " has " + name + " " + own +
                           ", and continued training keeps") != std::string::npos);
    CHECK(continue_training({name, own}).code == 0);
    const Outcome searched = run({tagger, "tune", "--train", data, "--dev", data, "--from", first, "--trials",
                                  "2", "--search", name.substr(2) + "=1,2"});
    CHECK(searched.code == 2);
    CHECK(searched.err.find(name + " cannot be searched: training continued with --from keeps") !=
          std::string::npos);
  }
  const std::string config = folder.file("conf", "min-feature-count = 1\n");
  CHECK(continue_training({"--config", config}).code == 2);
  REQUIRE(continue_training({}).code == 0);
  const std::string report = run({tagger, "info", folder.path("second")}).out;
  CHECK(report.find("\nmin-character-count = 5\n") != std::string::npos);
  CHECK(report.find("\nmin-feature-count = 3\n") != std::string::npos);
}

TEST_CASE("labels that the continued model does not have are bad data") {
  const TemporaryFolder folder;
  const std::string data = folder.file("more.conll", "Anna B-HERO\n");
  const Outcome outcome = run(
      {tagger, "train", "--train", data, "--dev", data, "--from", names_model(), "-m", folder.path("model")});
  CHECK(outcome.code == 3);
  CHECK(outcome.err.find(
            "error: the training data has labels that the model to continue does not have: B-HERO;") !=
        std::string::npos);
}

TEST_CASE("the epoch line, the log and the model tell whether weights or their averages were better") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string log = folder.path("log.jsonl");
  const std::string model = folder.path("model");
  const Outcome outcome = run({tagger,
                               "train",
                               "--train",
                               data,
                               "--dev",
                               data,
                               "-m",
                               model,
                               "--log",
                               log,
                               "--hidden",
                               "8",
                               "--epochs",
                               "6",
                               "--batch-size",
                               "2",
                               "--average",
                               "ema",
                               "--average-decay",
                               "0.8",
                               "--select-by",
                               "loss",
                               "--schedule",
                               "constant",
                               "--learning-rate",
                               "0.05"});
  REQUIRE(outcome.code == 0);
  std::istringstream lines(read_bytes(log));
  std::string kept;
  for (std::string line; std::getline(lines, line);) {
    const auto object = nlohmann::json::parse(line);
    const auto weights = object.at("weights").get<std::string>();
    CHECK(object.at(weights).at("dev_loss") == object.at("dev_loss"));
    CHECK(object.at("dev_loss").get<double>() ==
          std::min(object.at("raw").at("dev_loss").get<double>(),
                   object.at("averaged").at("dev_loss").get<double>()));
    CHECK(outcome.err.find("  " + weights + "  rate ") != std::string::npos);
    if (object.at("best").get<bool>()) kept = weights;
  }
  CHECK(run({tagger, "info", model}).out.find("# weights: " + kept + "\n") != std::string::npos);
}
