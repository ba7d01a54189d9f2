#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "../io/temporary_folder.h"
#include "base/noise.h"
#include "catch.h"
#include "contains.h"
#include "kernels/instruction_set.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

using Arguments = std::vector<std::string>;

std::string repeated(const std::string& corpus, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += corpus;
  return text;
}

// Characters, CRF, averages: a training of a second or so, with a state that lasts from step to step.
const Arguments small_training = {"--hidden",     "8",   "--dimension", "8",       "--epochs",     "6",
                                  "--characters", "cnn", "--decoder",   "crf",     "--average",    "ema",
                                  "--batch-size", "2",   "--schedule",  "plateau", "--case-noise", "0.2"};

// Files and commands of one training.
struct Training {
  TemporaryFolder folder;
  std::string data;
  std::string dev;
  std::string checkpoint = folder.path("checkpoint");
  Arguments options = small_training;

  explicit Training(int times = 40)
      : data(folder.file("data.conll", repeated(names_corpus, times))),
        dev(folder.file("dev.conll", names_corpus)) {}

  [[nodiscard]] Arguments train(const std::string& model, const Arguments& more = {}) const {
    return command({tagger, "train", "--train", data, "--dev", dev, "-m", folder.path(model)},
                   command(options, more));
  }
  [[nodiscard]] Arguments resumed(const std::string& model, const Arguments& more = {}) const {
    return train(model, command({"--resume", checkpoint, "--checkpoint-every", "0.01s"}, more));
  }
  // The model of a training that nothing interrupts.
  [[nodiscard]] std::string whole(const Arguments& more = {}) const {
    REQUIRE(run(train("whole", command({"--quiet", "--force"}, more))).code == 0);
    return read_bytes(folder.path("whole"));
  }
};

// The lines of a log without what differs from run to run.
std::vector<nlohmann::json> log_lines(const std::string& log) {
  std::vector<nlohmann::json> lines;
  std::istringstream text(read_bytes(log));
  for (std::string line; std::getline(text, line);) {
    lines.push_back(nlohmann::json::parse(line));
    lines.back().erase("seconds");
    lines.back().erase("tokens_per_second");
  }
  return lines;
}

// Runs a command again and again, killing it after a random time, until it ends by itself. The times grow, so
// that it does.
Outcome run_with_kills(const Arguments& arguments, std::uint64_t seed) {
  constexpr std::uint64_t kills = 8;
  for (std::uint64_t i = 0; i < kills; ++i) {
    RunningProgram program(arguments);
    const double seconds = seqlab::base::Noise(seed).uniform(i) * 0.1 * static_cast<double>(i + 1);
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    program.signal(SIGKILL);
    program.wait();
  }
  return run(arguments);
}

}  // namespace

TEST_CASE("a training that is killed again and again ends with the model of one that is not") {
  const Training training;
  const std::string whole = training.whole({"--log", training.folder.path("whole.log")});
  const std::string log = training.folder.path("log");
  const Outcome outcome = run_with_kills(training.resumed("model", {"--log", log}), 1);
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(read_bytes(training.folder.path("model")) == whole);
  CHECK(log_lines(log) == log_lines(training.folder.path("whole.log")));
}

TEST_CASE("a training of any cell that is killed again and again ends with the model of one that is not") {
  for (const std::string cell : {"gru", "rnn", "mut1", "mut2", "mut3", "none"}) {
    INFO(cell);
    const Training training(20);
    const Arguments more = {"--cell", cell, "--layers", "2", cell == "none" ? "--context" : "--bptt", "3"};
    const std::string whole = training.whole(more);
    const Outcome outcome = run_with_kills(training.resumed("model", more), 3);
    CAPTURE(outcome.err);
    REQUIRE(outcome.code == 0);
    CHECK(read_bytes(training.folder.path("model")) == whole);
  }
}

TEST_CASE("a stateful training that is killed again and again ends with the model of one that is not") {
  for (const std::string cell : {"lstm", "gru"}) {
    INFO(cell);
    Training training(20);
    std::replace(training.options.begin(), training.options.end(), std::string("crf"),
                 std::string("softmax"));
    const auto more = [&](const std::string& flow) {
      return Arguments{"--cell",
                       cell,
                       "--directions",
                       "1",
                       "--stateful",
                       "--bptt",
                       "2",
                       "--initial-state",
                       "learned",
                       "--gradient-flow",
                       training.folder.path(flow)};
    };
    const std::string whole = training.whole(more("whole.flow"));
    const Outcome outcome = run_with_kills(training.resumed("model", more("flow")), 5);
    CAPTURE(outcome.err);
    REQUIRE(outcome.code == 0);
    CHECK(read_bytes(training.folder.path("model")) == whole);
    CHECK(read_bytes(training.folder.path("flow")) == read_bytes(training.folder.path("whole.flow")));
  }
}

TEST_CASE(
    "a training on several corpora that is killed again and again ends with the model of one that is not") {
  const Training training;
  const std::string config =
      training.folder.file("corpora.conf", "[half]\ntrain = " + training.data + "\ndev = " + training.dev +
                                               "\nsampling-rate = 0.5\n[more]\ntrain = " + training.dev +
                                               "\ndev-every = 0\nsampling-rate = 7.3\n");
  const auto train = [&](const std::string& model, const Arguments& more) {
    return command({tagger, "train", "--config", config, "-m", training.folder.path(model)},
                   command(small_training, more));
  };
  REQUIRE(run(train("whole", {"--quiet"})).code == 0);
  const Outcome outcome =
      run_with_kills(train("model", {"--resume", training.checkpoint, "--checkpoint-every", "0.01s"}), 4);
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(read_bytes(training.folder.path("model")) == read_bytes(training.folder.path("whole")));
}

TEST_CASE("seeds that are killed again and again end with the table and the model of those that are not") {
  const Training training(10);
  const Arguments seeds = {"--seeds", "3", "--test", training.dev};
  const Outcome whole = run(training.train("whole", command(seeds, {"--quiet"})));
  REQUIRE(whole.code == 0);
  const Outcome outcome = run_with_kills(training.resumed("model", seeds), 2);
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(outcome.out == whole.out);
  CHECK(read_bytes(training.folder.path("model")) == read_bytes(training.folder.path("whole")));
}

TEST_CASE("a search that is killed again and again ends with the results of one that is not") {
  const Training training(3);
  const auto tune = [&](const std::string& name, const Arguments& more) {
    const auto path = [&](const std::string& kind) { return training.folder.path(name + "." + kind); };
    return command({tagger,         "tune",        "--train",  training.data,
                    "--dev",        training.dev,  "--hidden", "4",
                    "--dimension",  "4",           "--epochs", "9",
                    "--batch-size", "2",           "--search", "learning-rate=0.001..0.1:log",
                    "--search",     "hidden=2..8", "--trials", "9",
                    "-o",           path("conf"),  "--table",  path("table"),
                    "--log",        path("log"),   "-m",       path("model")},
                   more);
  };
  REQUIRE(run(tune("whole", {"--quiet"})).code == 0);
  const Outcome outcome =
      run_with_kills(tune("broken", {"--resume", training.checkpoint, "--checkpoint-every", "0.01s"}), 3);
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  for (const std::string kind : {"conf", "model"}) {
    CHECK(read_bytes(training.folder.path("broken." + kind)) ==
          read_bytes(training.folder.path("whole." + kind)));
  }
  CHECK(log_lines(training.folder.path("broken.log")) == log_lines(training.folder.path("whole.log")));
  const auto table_of = [&](const std::string& name) {
    std::vector<std::string> rows;
    std::istringstream text(read_bytes(training.folder.path(name)));
    for (std::string row; std::getline(text, row);) {
      // All but the seconds, the last column but one.
      const std::size_t status = row.rfind('\t');
      rows.push_back(row.substr(0, row.rfind('\t', status - 1)) + row.substr(status));
    }
    return rows;
  };
  CHECK(table_of("broken.table") == table_of("whole.table"));
}

TEST_CASE("Ctrl-C while a search repeats its steps ends it as one later does") {
  const Training training(20);
  const auto tune = [&](const std::string& name, const Arguments& more) {
    return command(
        {tagger, "tune", "--train", training.data, "--dev", training.dev, "--hidden", "4", "--dimension", "4",
         "--epochs", "4", "--search", "hidden=2..8", "--trials", "6", "-o", training.folder.path(name)},
        more);
  };
  REQUIRE(run(tune("whole", {"--quiet"})).code == 0);
  const Arguments resumed = tune("broken", {"--resume", training.checkpoint});
  {
    RunningProgram program(resumed);
    program.read_errors_until("trial 4 ");
    program.signal(SIGKILL);
    program.wait();
  }
  {
    RunningProgram program(resumed);
    program.read_errors_until("goes on with the search");
    program.signal(SIGINT);
    CHECK(program.wait() == 130);
  }
  REQUIRE(run(resumed).code == 0);
  CHECK(read_bytes(training.folder.path("broken")) == read_bytes(training.folder.path("whole")));
}

TEST_CASE("a search that is killed while a run trains, after another was dropped, goes on") {
  const Training training(60);
  const std::string table = training.folder.path("table");
  const auto tune = [&](const std::string& name, const Arguments& more) {
    return command({tagger,        "tune",       "--train",      training.data,
                    "--dev",       training.dev, "--hidden",     "30",
                    "--dimension", "20",         "--batch-size", "2",
                    "--epochs",    "9",          "--search",     "learning-rate=0.001..0.1:log",
                    "--trials",    "9",          "-o",           training.folder.path(name)},
                   more);
  };
  REQUIRE(run(tune("whole", {"--quiet"})).code == 0);
  const Arguments resumed =
      tune("broken", {"--resume", training.checkpoint, "--checkpoint-every", "0.01s", "--table", table});
  // Nine runs train to epoch 1 and three to epoch 3. When the second of these is there, the worse one is
  // dropped; then states are written while the third trains.
  const auto trained_to_three = [&] {
    std::istringstream text(std::filesystem::exists(table) ? read_bytes(table) : "");
    std::size_t runs = 0;
    for (std::string row; std::getline(text, row);) {
      const std::size_t epochs = row.find('\t', row.find('\t') + 1) + 1;
      if (row.substr(epochs, 2) == "3\t") ++runs;
    }
    return runs;
  };
  {
    RunningProgram program(resumed);
    for (int i = 0; i < 60'000 && trained_to_three() < 2; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    program.signal(SIGKILL);
    program.wait();
  }
  const Outcome outcome = run(resumed);
  CAPTURE(outcome.err);
  REQUIRE(outcome.code == 0);
  CHECK(read_bytes(training.folder.path("broken")) == read_bytes(training.folder.path("whole")));
}

TEST_CASE("a search that was completed gives its results again from its checkpoint") {
  const Training training(2);
  const Arguments tune = {tagger,     "tune",
                          "--train",  training.data,
                          "--dev",    training.dev,
                          "--hidden", "4",
                          "--epochs", "2",
                          "--search", "hidden=2,3",
                          "--trials", "2",
                          "--resume", training.checkpoint,
                          "-m",       training.folder.path("model")};
  const Outcome first = run(tune);
  REQUIRE(first.code == 0);
  const std::string model = read_bytes(training.folder.path("model"));
  std::filesystem::remove(training.folder.path("model"));
  const Outcome second = run(tune);
  REQUIRE(second.code == 0);
  CHECK(second.out == first.out);
  CHECK(read_bytes(training.folder.path("model")) == model);
}

TEST_CASE("SIGTERM ends a training with the best model and exit code 143, and it can be resumed") {
  const Training training(400);
  RunningProgram program(training.resumed("model"));
  program.read_errors_until("epoch 1/");
  program.signal(SIGTERM);
  CHECK(
      contains(program.read_errors_until("interrupted; "), "interrupted; " + training.folder.path("model")));
  CHECK(program.wait() == 143);
  CHECK(run({tagger, "tag", "-m", training.folder.path("model")}, "Anna lives.\n").code == 0);
  const Outcome outcome = run(training.resumed("model", {"--threads", "3"}));
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.err, training.checkpoint + ": goes on after epoch "));
  CHECK(read_bytes(training.folder.path("model")) == training.whole());
}

TEST_CASE("a second signal of either kind ends training at once") {
  const Training training(400);
  RunningProgram program(training.train("model"));
  program.read_errors_until("epoch 1/");
  program.signal(SIGINT);
  program.signal(SIGTERM);
  const int code = program.wait();
  CHECK((code == 130 || code == 143));
}

TEST_CASE("a training that is interrupted in its first epoch goes on as if it had not been") {
  const Training training(400);
  RunningProgram program(training.resumed("model"));
  program.read_errors_until("vocabulary: ");
  program.signal(SIGINT);
  CHECK(program.wait() == 130);
  REQUIRE(run(training.resumed("model")).code == 0);
  CHECK(read_bytes(training.folder.path("model")) == training.whole());
}

TEST_CASE("without a checkpoint, --resume starts anew and says so, and then replaces it without --force") {
  const Training training(5);
  const Outcome first = run(training.resumed("model"));
  CHECK(first.code == 0);
  CHECK(contains(first.err, training.checkpoint + ": no such file; starts anew"));
  const std::string model = read_bytes(training.folder.path("model"));
  std::filesystem::remove(training.folder.path("model"));
  // A training that was completed gives its model again.
  const Outcome second = run(training.resumed("model"));
  CHECK(second.code == 0);
  CHECK(contains(second.err, training.checkpoint + ": goes on after epoch 6, step "));
  CHECK(read_bytes(training.folder.path("model")) == model);
  // --checkpoint alone begins anew, and replaces the file as well.
  const Outcome third = run(training.train("other", {"--checkpoint", training.checkpoint}));
  CHECK(third.code == 0);
  CHECK(contains(third.err, training.checkpoint + ": is replaced; to go on from it, give it with --resume"));
  CHECK(read_bytes(training.folder.path("other")) == model);
}

TEST_CASE("a checkpoint of other options, another instruction set or other data is refused") {
  const Training training(5);
  REQUIRE(run(training.resumed("model", {"--quiet"})).code == 0);
  const std::string before = read_bytes(training.checkpoint);
  const Outcome options = run(training.resumed("model", {"--seed", "2"}));
  CHECK(options.code == 2);
  CHECK(contains(options.err, training.checkpoint + ": was written with --seed 1, not with --seed 2"));
  CHECK(run(training.resumed("model", {"--seeds", "2"})).code == 2);
  const std::vector<std::string> sets = seqlab::kernels::instruction_sets();
  if (sets.size() > 1) {
    const Outcome set =
        run(command({"/usr/bin/env", "SEQLAB_INSTRUCTION_SET=" + sets.back()}, training.resumed("model")));
    CHECK(set.code == 2);
    CHECK(contains(set.err, "was written with the instruction set " + sets.front()));
  }
  const std::string other = training.folder.file("other.conll", repeated(names_corpus, 6));
  Arguments arguments = training.resumed("model");
  arguments[3] = other;
  const Outcome data = run(arguments);
  CHECK(data.code == 3);
  CHECK(contains(data.err, training.checkpoint + ": was written by a training on other data"));
  CHECK(run({tagger, "tune", "--train", training.data, "--dev", training.dev, "--search", "hidden=2,3",
             "--trials", "2", "--resume", training.checkpoint})
            .code == 2);
  CHECK(read_bytes(training.checkpoint) == before);
}

TEST_CASE("what is no checkpoint is neither resumed nor overwritten") {
  const Training training(5);
  const std::string foreign = training.folder.file("foreign", "precious");
  const Outcome resumed = run(training.train("model", {"--resume", foreign}));
  CHECK(resumed.code == 4);
  CHECK(contains(resumed.err, foreign + ": is damaged or no checkpoint"));
  const Outcome overwritten = run(training.train("model", {"--checkpoint", foreign}));
  CHECK(overwritten.code == 2);
  CHECK(contains(overwritten.err, foreign + ": already exists; give --force to overwrite it"));
  CHECK(read_bytes(foreign) == "precious");
  REQUIRE(run(training.resumed("model", {"--quiet"})).code == 0);
  std::string damaged = read_bytes(training.checkpoint);
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
  const std::string path = training.folder.file("damaged", damaged);
  CHECK(run(training.train("other", {"--resume", path})).code == 4);
  // A model of another training is not overwritten either.
  REQUIRE(run(training.train("second", {"--quiet"})).code == 0);
  CHECK(run(training.resumed("second")).code == 2);
}

TEST_CASE("a training writes different files, and none that it reads, whatever they are called") {
  const Training training(5);
  const std::string model = training.folder.path("model");
  const std::string link = training.folder.path("link");
  std::filesystem::create_symlink("model", link);
  const auto refused = [&](const Arguments& more, const std::string& problem) {
    const Outcome outcome = run(training.train("model", command(more, {"--force"})));
    CAPTURE(outcome.err);
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, problem));
    CHECK_FALSE(std::filesystem::exists(model));
  };
  for (const std::string& name : {model, training.folder.path("./model"), link}) {
    refused({"--checkpoint", name}, "/model: would be written twice");
    refused({"--log", name}, name + ": would be written twice");
  }
  for (const std::string option : {"--checkpoint", "--log"}) {
    refused({option, training.dev}, training.dev + ": is read as well as written");
    refused({option, training.data, "--test", training.dev}, training.data + ": is read as well as written");
  }
  CHECK(read_bytes(training.dev) == names_corpus);
  // A model may take the place of the one that it continues, but not if that is needed again.
  REQUIRE(run(training.train("model", {"--quiet"})).code == 0);
  const Arguments in_place = {tagger, "train", "--train", training.data, "--dev",    training.dev, "--from",
                              model,  "-m",    model,     "--force",     "--epochs", "1"};
  CHECK(run(in_place).code == 0);
  const Outcome resumable = run(command(in_place, {"--checkpoint", training.checkpoint}));
  CHECK(resumable.code == 2);
  CHECK(contains(resumable.err, model + ": is read as well as written"));
}

TEST_CASE("a model that another folder has under the same name is not overwritten by a resumed training") {
  const Training training(5);
  REQUIRE(run(training.resumed("model", {"--quiet"})).code == 0);
  std::filesystem::create_directory(training.folder.path("other"));
  const std::string other = training.folder.file("other/model", "precious");
  CHECK(run(training.resumed("other/model")).code == 2);
  CHECK(read_bytes(other) == "precious");
}

TEST_CASE("a time between states without a file for them is refused") {
  const Training training(5);
  const Outcome outcome = run(training.train("model", {"--checkpoint-every", "1m"}));
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "give one with --checkpoint FILE"));
}

TEST_CASE("a checkpoint of another program or verb is refused") {
  const Training training(2);
  REQUIRE(run(training.resumed("model", {"--quiet"})).code == 0);
  const std::string reviews = training.folder.file("reviews.tsv", reviews_corpus);
  const Outcome outcome = run({sentiment, "train", "--train", reviews, "--dev", reviews, "-m",
                               training.folder.path("other"), "--resume", training.checkpoint});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "is a checkpoint of tagger train, not of sentiment train"));
}

TEST_CASE("standard input cannot be the data of a training that is to be resumed") {
  const Training training(5);
  for (const std::string option : {"--checkpoint", "--resume"}) {
    for (const std::string input : {"-", "/dev/stdin"}) {
      const Outcome outcome = run({tagger, "train", "--train", input, "-m", training.folder.path("model"),
                                   option, training.checkpoint},
                                  names_corpus);
      CHECK(outcome.code == 2);
      CHECK(contains(outcome.err, "standard input is gone"));
    }
  }
}

TEST_CASE("a log or checkpoint that cannot be written is a warning, and the model is kept") {
  const Training training(5);
  const Outcome outcome = run(training.train("model", {"--log", "/dev/full", "--quiet"}));
  CHECK(outcome.code == 0);
  CHECK(outcome.err ==
        "warning: /dev/full: cannot write: No space left on device; the training goes on without it\n");
  CHECK(read_bytes(training.folder.path("model")) == training.whole());
}

TEST_CASE("a classifier's training can be resumed") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.tsv", repeated(reviews_corpus, 100));
  const auto train = [&](const std::string& model, const Arguments& more) {
    return command({sentiment, "train", "--train", data, "--dev", data, "--hidden", "8", "--dimension", "8",
                    "--epochs", "5", "-m", folder.path(model)},
                   more);
  };
  REQUIRE(run(train("whole", {"--quiet"})).code == 0);
  const Outcome outcome = run_with_kills(
      train("model", {"--resume", folder.path("checkpoint"), "--checkpoint-every", "0.01s"}), 4);
  REQUIRE(outcome.code == 0);
  CHECK(read_bytes(folder.path("model")) == read_bytes(folder.path("whole")));
}
