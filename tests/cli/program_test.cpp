// Behaviour of all verbs: help, version, unknown names, config files, exit codes.
#include <algorithm>
#include <sstream>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "kernels/instruction_set.h"
#include "run_program.h"
#include "sanitized.h"
#include "small_models.h"

using namespace seqlab::tests;

namespace {

const std::vector<std::string> tagger_verbs = {"train", "tune",  "tag",     "eval",      "score",
                                               "info",  "check", "convert", "embeddings"};
const std::vector<std::string> sentiment_verbs = {"train", "tune", "classify", "eval", "info"};

}  // namespace

TEST_CASE("help of a program names every verb, on standard output") {
  for (const std::string flag : {"--help", "-h"}) {
    const Outcome outcome = run({tagger, flag});
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    for (const auto& verb : tagger_verbs) CHECK(outcome.out.find("\n  " + verb) != std::string::npos);
  }
  const Outcome outcome = run({sentiment, "--help"});
  CHECK(outcome.code == 0);
  for (const auto& verb : sentiment_verbs) CHECK(outcome.out.find("\n  " + verb) != std::string::npos);
}

TEST_CASE("the help of every verb fits 110 columns and ends with the options that all verbs have") {
  std::vector<std::vector<std::string>> calls = {
      {tagger, "embeddings", "info"}, {tagger, "embeddings", "nearest"}, {tagger, "embeddings", "convert"}};
  for (const auto& verb : tagger_verbs) calls.push_back({tagger, verb});
  for (const auto& verb : sentiment_verbs) calls.push_back({sentiment, verb});
  for (auto& call : calls) {
    const bool has_verbs = call.size() == 2 && call[1] == "embeddings";
    call.emplace_back("--help");
    const Outcome outcome = run(call);
    CAPTURE(call[1]);
    CHECK(outcome.code == 0);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.rfind("Usage: ", 0) == 0);
    std::istringstream lines(outcome.out);
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 110);
    if (!has_verbs) CHECK(outcome.out.find("\nGeneral:\n") != std::string::npos);
  }
}

TEST_CASE("help shows defaults and ranges, and only the options that apply to the program") {
  const std::string train = run({tagger, "train", "--help"}).out;
  CHECK(train.find("(1 to 65536 units;") != std::string::npos);
  CHECK(train.find("default: 100)") != std::string::npos);
  CHECK(train.find("--word-column") != std::string::npos);
  CHECK(train.find("--pooling") == std::string::npos);
  const std::string learn = run({sentiment, "train", "--help"}).out;
  CHECK(learn.find("--pooling last|mean|max") != std::string::npos);
  CHECK(learn.find("--word-column") == std::string::npos);
}

TEST_CASE("an environment variable chooses a lower instruction set, and an unavailable one is refused") {
  const std::string lowest = seqlab::kernels::instruction_sets().back();
  const Outcome lower = run({"/usr/bin/env", "SEQLAB_INSTRUCTION_SET=" + lowest, tagger, "--version"});
  CHECK(lower.code == 0);
  CHECK(lower.out.find("\ninstruction set: " + lowest + "\n") != std::string::npos);
  const Outcome none = run({"/usr/bin/env", "SEQLAB_INSTRUCTION_SET=mmx", tagger, "--version"});
  CHECK(none.code == 2);
  CHECK(none.err.find("SEQLAB_INSTRUCTION_SET: there is no instruction set 'mmx' here; there are ") !=
        std::string::npos);
  CHECK(run({"/usr/bin/env", "SEQLAB_INSTRUCTION_SET=", tagger, "--version"}).code == 0);
}

TEST_CASE("the version names the model format and the instruction set") {
  for (const auto& program : {tagger, sentiment}) {
    const Outcome outcome = run({program, "--version"});
    CHECK(outcome.code == 0);
    CHECK(outcome.out.find("\nmodel format 3\n") != std::string::npos);
    CHECK(outcome.out.find("\ninstruction set: ") != std::string::npos);
  }
}

TEST_CASE("an unknown verb or option is a usage error that names the nearest one") {
  const auto error_of = [](const std::vector<std::string>& call) {
    const Outcome outcome = run(call);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    return outcome.err;
  };
  CHECK(error_of({tagger, "tarin"}) ==
        "tagger: error: unknown verb 'tarin'; the nearest is 'train'\nTry 'tagger --help'.\n");
  CHECK(error_of({tagger, "train", "--epcohs", "3"}) ==
        "tagger train: error: unknown option '--epcohs'; the nearest is '--epochs'\n"
        "Try 'tagger train --help'.\n");
  CHECK(error_of({sentiment, "clasify"}).find("'classify'") != std::string::npos);
  CHECK(error_of({tagger, "--verison"}).find("'--version'") != std::string::npos);
  CHECK(error_of({tagger, "tag", "--epoch=3"}).find("unknown option '--epoch'") != std::string::npos);
  CHECK(error_of({tagger, "tag", "-z"}).find("unknown option '-z'") != std::string::npos);
  CHECK(error_of({tagger, "embeddings", "closest"}).find("unknown verb 'closest'") != std::string::npos);
  CHECK(error_of({tagger}).find("no verb given") != std::string::npos);
}

TEST_CASE("an abbreviated option is unknown, so that new options break no call") {
  const Outcome outcome = run({tagger, "tag", "--mod", "x"});
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find("the nearest is '--model'") != std::string::npos);
}

TEST_CASE("a missing or invalid value is a usage error that names the option and valid values") {
  const auto error_of = [](const std::vector<std::string>& call) {
    const Outcome outcome = run(call);
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  CHECK(error_of({tagger, "tag", "--model"}).find("--model: a value is missing") != std::string::npos);
  CHECK(error_of({tagger, "tag", "-m", "x", "--batch-size", "0"})
            .find("--batch-size: '0' is out of range; must be 1") != std::string::npos);
  CHECK(error_of({tagger, "tag", "-m", "x", "-t", "-3"}).find("--threads: '-3' is out of range") !=
        std::string::npos);
  CHECK(error_of({tagger, "train", "--hidden", "many"}).find("--hidden: 'many' is not a whole number") !=
        std::string::npos);
  CHECK(error_of({tagger, "train", "--dropout", "1"})
            .find("--dropout: '1' is out of range; must be at least 0 and below 1") != std::string::npos);
  CHECK(error_of({tagger, "train", "--optimizer", "adm"}).find("the nearest is 'adam'") != std::string::npos);
  CHECK(error_of({tagger, "tag", "--force=maybe"}).find("neither true nor false") != std::string::npos);
  CHECK(error_of({"/usr/bin/env", "SEQLAB_MODELS=/no/such/folder", tagger, "tag"}).find("--model") !=
        std::string::npos);
  CHECK(error_of({tagger, "train"}).find("--train") != std::string::npos);
  CHECK(error_of({tagger, "train", "--train", "x"}).find("--model") != std::string::npos);
  CHECK(error_of({tagger, "train", "--train", "x", "-m", "y", "z"}).find("unexpected argument 'z'") !=
        std::string::npos);
}

TEST_CASE("a number that is not finite is a usage error that names option and range, also in a config file") {
  const TemporaryFolder folder;
  for (const auto& program : {tagger, sentiment}) {
    for (const std::string value : {"inf", "nan", "1e400", "0x1p-3", "1x"}) {
      CAPTURE(program, value);
      const Outcome given = run({program, "train", "--learning-rate", value});
      CHECK(given.code == 2);
      CHECK(given.err.find("--learning-rate: '" + value + "' is ") != std::string::npos);
      CHECK(given.err.find("; must be above 0\n") != std::string::npos);
      const std::string config = folder.file("conf", "# rates\nl2 = " + value + "\n");
      const Outcome written = run({program, "train", "--config", config});
      CHECK(written.code == 2);
      CHECK(written.err.find(config + ":2: --l2: '" + value + "' is ") != std::string::npos);
      CHECK(written.err.find("; must be 0 or more\n") != std::string::npos);
      const Outcome rate = run({program, "train", "--dropout", value});
      CHECK(rate.code == 2);
      CHECK(rate.err.find("--dropout: '" + value + "' is ") != std::string::npos);
      CHECK(rate.err.find("; must be at least 0 and below 1\n") != std::string::npos);
      const Outcome searched =
          run({program, "tune", "--train", "x", "--trials", "2", "--search", "decay=0.1," + value});
      CHECK(searched.code == 2);
      CHECK(searched.err.find("--decay: '" + value + "' is ") != std::string::npos);
    }
  }
}

TEST_CASE("short, sticky and negated options work, and -- ends the options") {
  const std::string text = "Anna lives in Lisbon.\n";
  const std::string expected = run({tagger, "tag", "--model", names_model()}, text).out;
  CHECK_FALSE(expected.empty());
  CHECK(run({tagger, "tag", "-m", names_model(), "-t2", "-q", "--quiet=false"}, text).out == expected);
  CHECK(run({tagger, "tag", "-m" + names_model(), "-t", "2", "-"}, text).out == expected);
  CHECK(run({tagger, "tag", "--model=" + names_model(), "--", "-"}, text).out == expected);
  CHECK(run({tagger, "tag", "-m", names_model(), "--", "--quiet"}, text).code == 1);
}

TEST_CASE("options can be set in a config file, and the command line wins") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string config = folder.file("my.conf",
                                         "# small\nhidden = 8\ndimension = 8\nepochs = 5\nquiet = true\n"
                                         "train = " +
                                             data + "\ndev = " + data + "\n");
  const std::string model = folder.path("model");
  const Outcome outcome = run({tagger, "train", "--config", config, "--epochs", "1", "-m", model});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  const std::string report = run({tagger, "info", model}).out;
  CHECK(report.find("\nhidden = 8\n") != std::string::npos);
  CHECK(report.find("\nepochs = 1\n") != std::string::npos);
}

TEST_CASE("an unknown name in a config file is a usage error with file, line and the nearest name") {
  const TemporaryFolder folder;
  const std::string config = folder.file("my.conf", "\nhiden = 8\n");
  const Outcome outcome = run({tagger, "train", "--config", config});
  CHECK(outcome.code == 2);
  CHECK(outcome.err.find(config + ":2: unknown option 'hiden'; the nearest is 'hidden'") !=
        std::string::npos);
}

TEST_CASE("what info prints trains the same model again") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string first = folder.path("first");
  const std::string second = folder.path("second");
  REQUIRE(run(command({tagger, "train", "--train", data, "--dev", data, "-m", first, "--seed", "7"},
                      quick_training))
              .code == 0);
  const std::string config = folder.file("info.conf", run({tagger, "info", "-m", first}).out);
  const Outcome outcome =
      run({tagger, "train", "--config", config, "--train", data, "--dev", data, "-m", second, "-q"});
  CHECK(outcome.code == 0);
  CHECK(read_bytes(first) == read_bytes(second));
}

TEST_CASE("colour and progress appear only on terminals, and NO_COLOR turns colour off") {
  if (!terminals()) return;
  CHECK(run({tagger, "tag", "-m", "/no/such/file"}).err.find('\033') == std::string::npos);
  RunningProgram coloured({tagger, "tag", "-m", "/no/such/file"}, true);
  CHECK(coloured.read_until("file\r\n").find("\033[1;31merror:\033[0m") != std::string::npos);
  CHECK(coloured.wait() == 1);
  RunningProgram plain({"/usr/bin/env", "NO_COLOR=1", tagger, "tag", "-m", "/no/such/file"}, true);
  CHECK(plain.read_until("file\r\n").find("\033") == std::string::npos);
  CHECK(plain.wait() == 1);
}

TEST_CASE("training draws a bar with rate and time on a terminal, and elsewhere prints a line per epoch") {
  if (!terminals()) return;
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::vector<std::string> call = {tagger,     "train", "--train",           data, "--dev",    data,
                                         "--hidden", "8",     "--dimension",       "8",  "--epochs", "3",
                                         "--force",  "-m",    folder.path("model")};
  RunningProgram terminal(call, true);
  const std::string shown = terminal.read_until("the model of epoch");
  CHECK(shown.find("epoch 1 [") != std::string::npos);
  CHECK(shown.find("tokens/s  ETA ") != std::string::npos);
  CHECK(terminal.wait() == 0);
  const Outcome outcome = run(call);
  CHECK(outcome.err.find('\r') == std::string::npos);
  for (const std::string epoch : {"1", "2", "3"}) {
    CHECK(outcome.err.find("\nepoch " + epoch + "/3  train loss ") != std::string::npos);
  }
  CHECK(run(command(call, {"--quiet"})).err.empty());
}

TEST_CASE("out of memory is an error, not a crash") {
  if (sanitized) {
    std::cout << "SKIPPED: a sanitizer needs more address space than this test leaves\n";
    return;
  }
  RunOptions options;
  options.in = std::string(50'000'000, 'a');
  options.memory_limit = 120'000'000;
  const Outcome outcome = run({tagger, "tag", "-m", names_model()}, options);
  CHECK(outcome.code == 1);
  CHECK(outcome.err ==
        "tagger tag: error: out of memory; fewer --threads, a smaller --batch-size or --n-best, and shorter "
        "lines need less\n");
}

TEST_CASE("threads that the system does not give are an error that names the option, not a crash") {
  if (sanitized) {
    std::cout << "SKIPPED: a sanitizer needs more address space than this test leaves\n";
    return;
  }
  RunOptions options;
  options.in = "Anna\n";
  options.memory_limit = 300'000'000;
  for (const std::vector<std::string>& call :
       {std::vector<std::string>{tagger, "tag", "-m", names_model(), "--threads", "1000"},
        {sentiment, "classify", "-m", reviews_model(), "--threads", "1000"}}) {
    const Outcome outcome = run(call, options);
    CHECK(outcome.code == 1);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find(" of 1000 threads could be started") != std::string::npos);
    CHECK(outcome.err.find("--threads") != std::string::npos);
  }
}
