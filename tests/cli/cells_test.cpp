// Recurrent cells and networks without recurrence, from the command line and from the library.
#include <seqlab/seqlab.h>

#include <nlohmann/json.hpp>
#include <sstream>
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

// A cell with the options that only it has.
const std::vector<Arguments> networks = {
    {"--cell", "lstm", "--forget-gate", "coupled", "--peepholes", "--block-size", "2"},
    {"--cell", "gru"},
    {"--cell", "gru", "--reset-gate", "before"},
    {"--cell", "rnn", "--activation", "relu"},
    {"--cell", "mut1"},
    {"--cell", "mut2"},
    {"--cell", "mut3"},
    {"--cell", "none", "--context", "1", "--activation", "logistic"}};

// The files of a training, with a folder for its models.
struct Trainings {
  TemporaryFolder folder;
  std::string names = folder.file("names.conll", names_corpus);
  std::string reviews = folder.file("reviews.tsv", reviews_corpus);

  [[nodiscard]] Arguments tags(const std::string& model, const Arguments& more) const {
    return command({tagger, "train", "-q", "--train", names, "--dev", names, "-m", folder.path(model)},
                   command(quick_training, more));
  }
  [[nodiscard]] Arguments classifies(const std::string& model, const Arguments& more) const {
    return command({sentiment, "train", "-q", "--train", reviews, "--dev", reviews, "-m", folder.path(model)},
                   command(quick_training, more));
  }
};

}  // namespace

TEST_CASE("every cell learns to tag, with the same model from one thread and from two") {
  for (const Arguments& network : networks) {
    INFO(network[1] << " " << network.size());
    const Trainings files;
    const Arguments more = command(network, {"--layers", "2", "--characters", "cnn"});
    REQUIRE(run(files.tags("one", command(more, {"--threads", "1"}))).code == 0);
    REQUIRE(run(files.tags("two", command(more, {"--threads", "2"}))).code == 0);
    const std::string model = files.folder.path("one");
    CHECK(read_bytes(model) == read_bytes(files.folder.path("two")));
    CHECK(contains(run({tagger, "info", model}).out, "\ncell = " + network[1] + "\n"));
    // The corpus is memorised.
    const Outcome learned = run({tagger, "eval", "-q", "-m", model, files.names});
    CHECK(contains(learned.out, "FB1: 100.00"));
    const std::string small = files.folder.path("int8");
    REQUIRE(run({tagger, "quantize", "-q", "-m", model, "-o", small, "--to", "int8"}).code == 0);
    CHECK(run({tagger, "eval", "-q", "-m", small, files.names}).code == 0);
    // The library gives what the program prints.
    const std::string text = "Anna met Ben in Paris.";
    for (const std::string& file : {model, small}) {
      const Outcome printed =
          run({tagger, "tag", "-q", "-m", file, "--output-format", "jsonl", "--probabilities"}, text + "\n");
      CHECK(seqlab::Tagger::load(file).json_batch({{text}}, {.probabilities = true}).front() + "\n" ==
            printed.out);
    }
  }
}

TEST_CASE("every cell learns to classify, and so do a convolution and a bag of vectors") {
  std::vector<Arguments> all = networks;
  all.push_back({"--cell", "none", "--context", "1", "--activation", "relu", "--pooling", "max"});
  all.push_back({"--cell", "none", "--layers", "0"});
  for (const Arguments& network : all) {
    INFO(network[1] << " " << network.size());
    const Trainings files;
    REQUIRE(run(files.classifies("model", network)).code == 0);
    const Outcome learned = run({sentiment, "eval", "-q", "-m", files.folder.path("model"), files.reviews});
    CHECK(contains(learned.out, "accuracy: 100.00%"));
  }
}

TEST_CASE("the characters of a word are read by any cell") {
  for (const std::string cell : {"lstm", "gru", "rnn", "mut1", "mut2", "mut3"}) {
    INFO(cell);
    const Trainings files;
    REQUIRE(run(files.tags("model", {"--characters", cell})).code == 0);
    const std::string info = run({tagger, "info", files.folder.path("model")}).out;
    CHECK(contains(info, "\ncharacters = " + cell + "\n"));
    CHECK(contains(info, "\ncell = lstm\n"));
  }
}

TEST_CASE("an option of another cell is a usage error, before any data are read") {
  const Trainings files;
  const auto error_of = [&](const Arguments& more) {
    const Outcome outcome = run(command({tagger, "train", "--train", files.folder.path("missing")},
                                        command({"-m", files.folder.path("model")}, more)));
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  CHECK(contains(error_of({"--cell", "gru", "--peepholes"}),
                 "--peepholes is for --cell lstm, not for --cell gru"));
  CHECK(contains(error_of({"--cell", "rnn", "--forget-gate", "none"}), "--forget-gate is for --cell lstm"));
  CHECK(contains(error_of({"--cell", "none", "--block-size", "2"}), "--block-size is for --cell lstm"));
  CHECK(
      contains(error_of({"--reset-gate", "before"}), "--reset-gate is for --cell gru, not for --cell lstm"));
  CHECK(contains(error_of({"--activation", "relu"}), "--activation is for --cell rnn or none"));
  CHECK(contains(error_of({"--context", "2"}), "--context is for --cell none"));
  CHECK(contains(error_of({"--hidden", "9", "--block-size", "2"}),
                 "--block-size 2 does not divide --hidden 9"));
  CHECK(contains(error_of({"--layers", "0"}), "--layers 0 is for --cell none"));
  CHECK(contains(error_of({"--cell", "none", "--initial-state", "learned"}), "--initial-state learned"));
  CHECK(contains(error_of({"--cell", "none", "--bptt", "5"}), "--bptt needs a recurrent cell"));
  CHECK(contains(error_of({"--vanishing-penalty", "1"}),
                 "--vanishing-penalty is for --cell rnn, not for --cell lstm"));
  CHECK(contains(error_of({"--stateful", "--directions", "1"}), "--stateful needs --bptt N"));
  CHECK(contains(error_of({"--stateful", "--bptt", "5"}), "--stateful needs --directions 1"));
  CHECK(contains(error_of({"--cell", "none", "--gradient-flow", files.folder.path("flow")}),
                 "--gradient-flow needs a recurrent cell"));
  CHECK(contains(error_of({"--cell", "lstn"}), "--cell: 'lstn'"));
  const Outcome whole = run({sentiment, "train", "--stateful", "--bptt", "5", "--directions", "1"});
  CHECK(whole.code == 2);
  CHECK(contains(whole.err, "unknown option '--stateful'"));
  const Outcome last = run({sentiment, "train", "--train", files.reviews, "-m", files.folder.path("model"),
                            "--cell", "none", "--pooling", "last"});
  CHECK(last.code == 2);
  CHECK(contains(last.err, "--pooling last needs a recurrent cell"));
}

TEST_CASE("gradients that are cut after more steps than a sentence has give the same probabilities") {
  const Trainings files;
  const auto probabilities_with = [&](const std::string& steps) {
    const std::string model = "bptt" + steps;
    REQUIRE(run(files.tags(model, {"--bptt", steps})).code == 0);
    return run({tagger, "tag", "-q", "-m", files.folder.path(model), "--probabilities"},
               "Anna met Ben in Paris.\n")
        .out;
  };
  const std::string uncut = probabilities_with("0");
  CHECK(contains(uncut, "Anna"));
  CHECK(probabilities_with("1000") == uncut);
  CHECK(probabilities_with("1") != uncut);
}

TEST_CASE("the vanishing penalty changes the model and the flow of gradients is written") {
  const Trainings files;
  const std::string flow = files.folder.path("flow.jsonl");
  const Arguments plain = {"--cell", "rnn", "--layers", "2"};
  REQUIRE(run(files.tags("plain", plain)).code == 0);
  REQUIRE(run(files.tags("penalised", command(plain, {"--vanishing-penalty", "0.5"}))).code == 0);
  CHECK(read_bytes(files.folder.path("plain")) != read_bytes(files.folder.path("penalised")));
  REQUIRE(run(files.tags("observed", command(plain, {"--gradient-flow", flow}))).code == 0);
  CHECK(read_bytes(files.folder.path("plain")) == read_bytes(files.folder.path("observed")));
  std::istringstream lines(read_bytes(flow));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const nlohmann::json json = nlohmann::json::parse(line);
    CHECK(json.at("epoch") == count / 2);
    CHECK(json.at("layer") == 1 + count % 2);
    CHECK(json.at("norms").size() == json.at("sequences").size());
    CHECK(json.at("norms").at(0) > 0);
  }
  CHECK(count >= 4);
  // It is not overwritten.
  CHECK(run(files.tags("again", command(plain, {"--gradient-flow", flow}))).code == 2);
}

TEST_CASE("a model that is trained further keeps its cell") {
  const Trainings files;
  REQUIRE(run(files.tags("first", {"--cell", "gru"})).code == 0);
  const std::string first = files.folder.path("first");
  const auto go_on = [&](const Arguments& more) {
    return run(command({tagger, "train", "-q", "--from", first, "--train", files.names, "--dev", files.names,
                        "--epochs", "1", "-m", files.folder.path("second")},
                       more));
  };
  REQUIRE(go_on({}).code == 0);
  CHECK(contains(run({tagger, "info", files.folder.path("second")}).out, "\ncell = gru\n"));
  const Outcome other = go_on({"--cell", "lstm", "--force"});
  CHECK(other.code == 2);
  CHECK(contains(other.err, "gru"));
}
