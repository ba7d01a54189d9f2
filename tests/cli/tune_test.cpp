#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

using Table = std::vector<std::vector<std::string>>;

Table read_table(const std::string& path) {
  Table rows;
  std::istringstream lines(read_bytes(path));
  for (std::string line; std::getline(lines, line);) {
    rows.emplace_back();
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) rows.back().push_back(cell);
  }
  return rows;
}

// The table without its seconds.
Table without_seconds(Table table) {
  for (auto& row : table) row.erase(row.end() - 2);
  return table;
}

std::vector<std::string> tune(const std::string& program, const std::string& data) {
  return {program, "tune",        "--train", data,           "--dev", data,       "--hidden", "4",
          "-q",    "--dimension", "4",       "--batch-size", "4",     "--epochs", "9"};
}

const std::vector<std::string> nine_trials = {"--search", "learning-rate=0.001..0.1:log",
                                              "--search", "hidden=2..8",
                                              "--search", "dropout=0..0.5",
                                              "--trials", "9"};

// The score in the first comment of a config file.
double score_of(const std::string& config, const std::string& name) {
  const std::string begin = "# " + name + ": ";
  REQUIRE(config.rfind(begin, 0) == 0);
  return std::stod(config.substr(begin.size()));
}

}  // namespace

TEST_CASE("train with the options that tuning found makes the same model, byte for byte") {
  for (const std::string& program : {tagger, sentiment}) {
    const TemporaryFolder folder;
    const std::string data = program == tagger ? folder.file("data.conllu", parts_corpus)
                                               : folder.file("data.tsv", reviews_corpus);
    const std::string config = folder.path("best.conf");
    const Outcome outcome = run(command(
        tune(program, data), command(nine_trials, {"-o", config, "--table", folder.path("table"), "-m",
                                                   folder.path("model"), "--log", folder.path("log")})));
    CAPTURE(outcome.err);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.empty());

    const Table table = read_table(folder.path("table"));
    REQUIRE(table.size() == 10);
    CHECK(table[0] == std::vector<std::string>{"trial", "learning-rate", "hidden", "dropout", "epochs",
                                               "dev_accuracy", "seconds", "status"});
    CHECK(std::vector<std::string>(table[1].begin(), table[1].begin() + 4) ==
          std::vector<std::string>{"1", "0.004", "4", "0.3"});
    std::vector<std::size_t> epochs;
    double best = 0;
    for (std::size_t i = 1; i < table.size(); ++i) {
      CHECK(table[i][0] == std::to_string(i));
      epochs.push_back(std::stoul(table[i][4]));
      best = std::max(best, std::stod(table[i][5]));
      CHECK(table[i][7] == (epochs.back() == 9 ? "finished" : "stopped"));
    }
    std::sort(epochs.begin(), epochs.end());
    CHECK(epochs == std::vector<std::size_t>{1, 1, 1, 1, 1, 1, 3, 3, 9});
    CHECK(score_of(read_bytes(config), "dev_accuracy") == best);

    std::istringstream log(read_bytes(folder.path("log")));
    std::set<int> trials;
    std::size_t lines = 0;
    for (std::string line; std::getline(log, line); ++lines) {
      trials.insert(nlohmann::json::parse(line).at("trial").get<int>());
    }
    CHECK(trials.size() == 9);
    CHECK(lines == 6 * 1 + 2 * 3 + 9);

    REQUIRE(run({program, "train", "--config", config, "--train", data, "--dev", data, "-q", "-m",
                 folder.path("again")})
                .code == 0);
    CHECK(read_bytes(folder.path("again")) == read_bytes(folder.path("model")));
    const std::string info = run({program, "info", folder.path("again")}).out;
    CHECK(info.find(read_bytes(config).substr(read_bytes(config).find("\ncell = "))) != std::string::npos);
    CHECK(info.find("dev_accuracy: " + read_bytes(config).substr(16, read_bytes(config).find('\n') - 16)) !=
          std::string::npos);
  }
}

TEST_CASE("tuning has the same result with any number of threads, and another one with another seed") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const auto search = [&](const std::string& name, const std::vector<std::string>& more) {
    const Outcome outcome =
        run(command(tune(tagger, data), command(nine_trials, command({"--table", folder.path(name)}, more))));
    CHECK(outcome.code == 0);
    return outcome.out;
  };
  const std::string one = search("one", {"-t", "1"});
  CHECK(search("three", {"-t", "3"}) == one);
  CHECK(without_seconds(read_table(folder.path("one"))) == without_seconds(read_table(folder.path("three"))));
  CHECK(search("other", {"--seed", "2"}) != one);
  CHECK(without_seconds(read_table(folder.path("one"))) != without_seconds(read_table(folder.path("other"))));
}

TEST_CASE("the options as given are the first trial, and the config goes to standard output without a file") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const Outcome outcome = run(command(
      tune(tagger, data), {"--search", "optimizer=sgd,momentum", "--learning-rate", "0.05", "--select-by",
                           "loss", "--dropout-layers", "0.1", "--search", "dropout=0,0.2", "--trials", "1",
                           "--table", folder.path("table"), "-o", "-"}));
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out.find("\noptimizer = adam\n") != std::string::npos);
  CHECK(outcome.out.find("\nlearning-rate = 0.05\n") != std::string::npos);
  CHECK(outcome.out.find("\nepochs = 9\n") != std::string::npos);
  CHECK(outcome.out.find("\nselect-by = loss\n") != std::string::npos);
  CHECK(score_of(outcome.out, "dev_loss") > 0);
  const Table table = read_table(folder.path("table"));
  REQUIRE(table.size() == 2);
  CHECK(table[1][1] == "adam");
  CHECK(table[1][2] == "0.3/0.1/0.3");
  CHECK(table[0][4] == "dev_loss");
  CHECK(std::stod(table[1][4]) == score_of(outcome.out, "dev_loss"));
}

TEST_CASE("searching dropout sets its rates, except one that is searched itself") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  // The options as given learn nothing, so the second trial is the best.
  const Outcome outcome =
      run(command(tune(tagger, data), {"--learning-rate", "1e-30", "--select-by", "loss", "--search",
                                       "learning-rate=0.05", "--search", "dropout-output=0.5", "--search",
                                       "dropout=0.25", "--trials", "2", "--table", folder.path("table")}));
  REQUIRE(outcome.code == 0);
  const Table table = read_table(folder.path("table"));
  REQUIRE(table.size() == 3);
  CHECK(table[1][3] == "0.3");
  CHECK(table[2][3] == "0.25");
  CHECK(outcome.out.find("\nlearning-rate = 0.05\n") != std::string::npos);
  CHECK(outcome.out.find("\ndropout-input = 0.25\ndropout-layers = 0.25\ndropout-output = 0.5\n") !=
        std::string::npos);
}

TEST_CASE("searches can be set in a config file, and a small space is searched completely") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.tsv", reviews_corpus);
  const std::string config =
      folder.file("conf",
                  "search = hidden=2,3\nsearch = pooling=mean,max\nbudget = 1000h\nhidden = 2\n"
                  "dimension = 4\nepochs = 3\npooling = mean\nfirst-epochs = 2\n");
  const Outcome outcome = run({sentiment, "tune", "--train", data, "--dev", data, "--config", config,
                               "--table", folder.path("table")});
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  const Table table = read_table(folder.path("table"));
  CHECK(table.size() == 5);
  CHECK(outcome.err.find("trials, repeatedly: 3 to epoch 3\n") != std::string::npos);
  CHECK(outcome.err.find("trial 1  hidden 2  pooling mean  epoch 3/3  dev_accuracy ") != std::string::npos);
  CHECK(outcome.err.find("all configurations have been tried\n") != std::string::npos);
  CHECK(outcome.err.find("best of 4 trials: trial ") != std::string::npos);
  CHECK(outcome.err.find("; options as given: ") != std::string::npos);
}

TEST_CASE("the budget ends tuning, and the results so far are written") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const Outcome outcome =
      run(command(tune(tagger, data),
                  {"--search", "learning-rate=0.001..0.1", "--epochs", "100000000", "--budget", "0.7s", "-o",
                   folder.path("conf"), "--table", folder.path("table"), "-m", folder.path("model")}));
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(read_bytes(folder.path("conf")).find("of the epochs\n") != std::string::npos);
  CHECK(read_table(folder.path("table")).size() >= 2);
  CHECK(read_table(folder.path("table"))[1].back() == "unfinished");
  CHECK(run({tagger, "tag", "-m", folder.path("model")}, "Anna lives.\n").code == 0);
}

TEST_CASE("a budget that runs out before the first step is an error") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const Outcome outcome = run(command(
      tune(tagger, data), {"--search", "hidden=2,3", "--budget", "1e-9s", "-o", folder.path("conf")}));
  CHECK(outcome.code == 1);
  CHECK(outcome.err.find("the budget ran out before anything was trained") != std::string::npos);
  CHECK(folder.entries() == 1);
}

TEST_CASE("Ctrl-C during tuning writes the results so far and exits with 130") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string model = folder.path("model");
  RunningProgram tuning({tagger,        "tune",
                         "--train",     data,
                         "--dev",       data,
                         "--hidden",    "8",
                         "--dimension", "8",
                         "--epochs",    "100000",
                         "--trials",    "100000",
                         "--search",    "learning-rate=1e-4..0.1",
                         "-m",          model,
                         "-o",          folder.path("conf"),
                         "--table",     folder.path("table")});
  tuning.read_errors_until("trial 2  ");
  tuning.signal(SIGINT);
  CHECK(tuning.read_errors_until("interrupted; ").find("interrupted; best of ") != std::string::npos);
  CHECK(tuning.wait() == 130);
  CHECK(read_table(folder.path("table")).size() >= 3);
  CHECK(run({tagger, "tag", "-m", model}, "Anna lives.\n").code == 0);
  CHECK(run({tagger, "train", "--config", folder.path("conf"), "--epochs", "1", "--train", data, "--dev",
             data, "-q", "-m", folder.path("trained")})
            .code == 0);
}

TEST_CASE("a failed trial is skipped") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const Outcome outcome = run({tagger,
                               "tune",
                               "--train",
                               data,
                               "--dev",
                               data,
                               "--hidden",
                               "4",
                               "--dimension",
                               "4",
                               "--optimizer",
                               "sgd",
                               "--clip-norm",
                               "0",
                               "--epochs",
                               "9",
                               "--batch-size",
                               "1",
                               "--learning-rate",
                               "0.05",
                               "--search",
                               "learning-rate=0.01,1e30",
                               "--search",
                               "class-weights=none;NOSUCH=2",
                               "--trials",
                               "5",
                               "--table",
                               folder.path("table")});
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  std::size_t failed = 0;
  for (const auto& row : read_table(folder.path("table"))) {
    if (row.back() != "failed") continue;
    ++failed;
    CHECK((row[1] == "1e+30" || row[2] == "NOSUCH=2"));
  }
  CHECK(failed == 3);
  CHECK(outcome.err.find("failed: step ") != std::string::npos);
  CHECK(outcome.err.find("failed: --class-weights") != std::string::npos);
}

TEST_CASE("errors in the data or in the options as given end tuning") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string broken = folder.file("broken.conll", "Anna B-PER\nlives\n");
  CHECK(run(command(tune(tagger, broken), nine_trials)).code == 3);
  CHECK(run(command(tune(tagger, data), command(nine_trials, {"--class-weights", "NOSUCH=2"}))).code == 2);
  CHECK(run(command(tune(tagger, data), command(nine_trials, {"--select-by", "LAS"}))).code == 2);
  const Outcome failed =
      run({tagger, "tune", "--train", data, "--dev", data, "--hidden", "4", "--optimizer", "sgd",
           "--clip-norm", "0", "--learning-rate", "1e30", "--search", "hidden=4..6", "--budget", "1000h"});
  CHECK(failed.code == 1);
  CHECK(failed.err.find("no configuration could be trained; the first: step ") != std::string::npos);
}

TEST_CASE("tuning continues a model, whose network is not searched") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::vector<std::string> call = {tagger,   "tune",        "--train",  data, "--dev",    data, "-q",
                                         "--from", names_model(), "--epochs", "2",  "--trials", "2"};
  const Outcome network = run(command(call, {"--search", "hidden=4,5"}));
  CHECK(network.code == 2);
  CHECK(network.err.find("--hidden cannot be searched: training continued with --from") != std::string::npos);
  CHECK(run(command(call, {"--search", "learning-rate=0.01,0.02"})).code == 0);
}

TEST_CASE("an invalid call of tune is refused before anything is read") {
  const TemporaryFolder folder;
  const std::string data = folder.path("nothing.conll");
  const auto error_of = [&](const std::vector<std::string>& more) {
    const Outcome outcome = run(command({tagger, "tune"}, more));
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  const auto says = [](const std::string& text, const std::string& part) {
    CAPTURE(text);
    CHECK(text.find(part) != std::string::npos);
  };
  says(error_of({}), "--train");
  says(error_of({"--train", data}), "--search");
  says(error_of({"--train", data, "--search", "hidden=2,3"}), "--budget");
  for (const std::string budget : {"", "10", "0m", "-1m", "nanm", "infh", "1e99h", "5 m", "m", "10min"}) {
    says(error_of({"--train", data, "--search", "hidden=2,3", "--budget", budget}),
         "--budget: '" + budget + "' is not a time; give a number above 0 with a unit");
  }
  says(error_of({"--train", data, "--trials", "0"}), "--trials: '0' is out of range");
  says(error_of({"--train", data, "--eta", "1"}), "--eta: '1' is out of range; must be 2");
  says(error_of({"--train", data, "--test", "x"}), "only dev may choose");
  says(error_of({"--train", data, "--seeds", "5"}), "is for train");
  for (const std::string name :
       {"train", "dev", "model", "embeddings", "threads", "seed", "epochs", "select-by", "label-column",
        "nfc", "features", "language", "input-format", "search", "budget"}) {
    says(error_of({"--train", data, "--trials", "2", "--search", name + "=1,2"}),
         "--" + name + " cannot be searched: ");
  }
  says(error_of({"--train", data, "--trials", "2", "--search", "pooling=mean,max"}),
       "unknown option 'pooling'");
  says(error_of({"--train", data, "--trials", "2", "--search", "hiden=2"}), "the nearest is 'hidden'");
  says(error_of({"--train", data, "--trials", "2", "--search", "dropout=0..1"}),
       "--dropout: '1' is out of range");
  says(error_of({"--train", data, "--trials", "2", "--search", "head-weights=1;2", "--select-by", "loss"}),
       "--head-weights cannot be searched: ");
  const std::string there = folder.file("there", "precious");
  for (const std::string target : {"-o", "--table", "-m", "--log"}) {
    says(error_of({"--train", data, "--trials", "2", "--search", "hidden=2,3", target, there}),
         there + ": already exists; give --force");
  }
  says(error_of({"--train", data, "--trials", "2", "--search", "hidden=2,3", "-o", folder.path("x"),
                 "--table", folder.path("./x")}),
       folder.path("./x") + ": would be written twice");
  says(error_of({"--train", data, "--trials", "2", "--search", "hidden=2,3", "-o", data}),
       data + ": is read as well as written");
  CHECK(run({tagger, "tune", "--train", data, "--trials", "2", "--search", "hidden=2,3", "-o",
             folder.path("no/such/folder")})
            .code == 1);
  CHECK(read_bytes(there) == "precious");
  CHECK(folder.entries() == 1);
  const Outcome trees =
      run({sentiment, "tune", "--train", data, "--trials", "2", "--search", "phrases=root,all"});
  CHECK(trees.code == 2);
  says(trees.err, "--phrases cannot be searched: ");
}
