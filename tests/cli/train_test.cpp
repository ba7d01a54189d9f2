#include <csignal>
#include <nlohmann/json.hpp>
#include <sstream>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

TEST_CASE("the log has a JSON object per epoch") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string log = folder.path("log.jsonl");
  const auto call =
      command({tagger, "train", "--train", data, "--dev", data, "-m", folder.path("model"), "--log", log},
              quick_training);
  REQUIRE(run(call).code == 0);
  std::istringstream lines(read_bytes(log));
  std::size_t epochs = 0;
  std::size_t best = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto object = nlohmann::json::parse(line);
    CHECK(object.at("epoch") == ++epochs);
    for (const char* key : {"train_loss", "dev_loss", "dev_accuracy", "dev_f1", "learning_rate",
                            "tokens_per_second", "seconds"}) {
      CHECK(object.at(key).is_number());
    }
    best += object.at("best").get<bool>() ? 1 : 0;
  }
  CHECK(epochs == 30);
  CHECK(best >= 1);
}

TEST_CASE("a seed gives the same model, byte for byte, with any number of threads") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  std::vector<std::string> bytes;
  for (const std::string threads : {"1", "2", "3"}) {
    const std::string model = folder.path("model" + threads);
    REQUIRE(run(command({tagger, "train", "--train", data, "--dev", data, "-m", model, "-t", threads},
                        quick_training))
                .code == 0);
    bytes.push_back(read_bytes(model));
  }
  CHECK(bytes[0] == bytes[1]);
  CHECK(bytes[0] == bytes[2]);
}

TEST_CASE("the recognised scheme and the number of labels are reported") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const Outcome outcome = run({tagger, "train", "--train", data, "--dev", data, "--epochs", "1", "--hidden",
                               "4", "-m", folder.path("model")});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.empty());
  CHECK(outcome.err.find("4 labels; tag scheme: iob2\n") != std::string::npos);
}

TEST_CASE("labels that training rewrites are counted once for all files, with the place of the first") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string more = folder.file("more.conll", "Maria I-PER\nsings O\n\nwith O\nEva I-PER\n");
  const Outcome outcome = run({tagger, "train", "--train", data, "--train", more, "--dev", data, "--epochs",
                               "1", "--hidden", "4", "-m", folder.path("model")});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.find("2 labels rewritten, first " + more +
                         ":1: 'I-PER' at the start of a sentence became 'B-PER'; iob2 does not allow them") !=
        std::string::npos);
}

TEST_CASE("a corpus of which nothing can be learned is refused before training, with the option to look at") {
  const TemporaryFolder folder;
  const auto train = [&](const std::string& corpus, const std::vector<std::string>& options) {
    const std::string data = folder.file("data.conll", corpus);
    return run(command({tagger, "train", "--train", data, "--epochs", "1", "--hidden", "4", "--force", "-m",
                        folder.path("model")},
                       options));
  };
  std::string outside;
  std::string ids;
  std::string texts;
  for (int i = 0; i < 60; ++i) {
    outside += "Anna O\nleft O\n\n";
    ids += "Anna x" + std::to_string(i) + "\nleft y" + std::to_string(i) + "\n\n";
    texts += "Anna PER\nBerg PER\nleft O\n\n";
  }
  const Outcome nothing = train(outside, {});
  CHECK(nothing.code == 3);
  CHECK(nothing.err.find("all 120 labels are 'O', so there is nothing to learn; name the column of the "
                         "labels with --label-column") != std::string::npos);
  const Outcome many = train(ids, {"--word-column", "1", "--label-column", "2"});
  CHECK(many.code == 3);
  CHECK(
      many.err.find("120 labels on 120 tokens; is this the column of labels? Name it with --label-column") !=
      std::string::npos);
  const Outcome raw = train(texts, {"--from-scheme", "raw"});
  CHECK(raw.code == 0);
  CHECK(raw.err.find("labels in column 2: raw, 1 type; 60 sentences") != std::string::npos);
}

TEST_CASE("train and dev may be given several times, and test is scored once, on standard output") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string more = folder.file("more.conll", "Maria B-PER\nsings O\n. O\n");
  const Outcome outcome =
      run({tagger, "train", "--train", data, "--train", more, "--dev", data, "--dev", more, "--test", data,
           "--epochs", "1", "--hidden", "4", "-m", folder.path("model")});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.find("train: 7 sentences, 31 tokens; dev: 7 sentences, 31 tokens\n") !=
        std::string::npos);
  CHECK(outcome.out.rfind("processed 28 tokens with 10 phrases", 0) == 0);
  CHECK(outcome.out.find("processed", 1) == std::string::npos);
}

TEST_CASE("without dev, a tenth in whole documents is held out and reported") {
  const TemporaryFolder folder;
  std::string documents;
  for (int i = 0; i < 20; ++i) {
    documents += "-DOCSTART- O\n\n";
    for (int j = 0; j < 3; ++j) documents += "Anna B-PER\nlives O\n\n";
  }
  const std::string data = folder.file("data.conll", documents);
  const Outcome outcome =
      run({tagger, "train", "--train", data, "--epochs", "1", "--hidden", "4", "-m", folder.path("model")});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.find("no --dev: a tenth of the training data is held out") != std::string::npos);
  CHECK(outcome.err.find("whole documents\n") != std::string::npos);
  CHECK(outcome.err.find("train: 54 sentences, 108 tokens; dev: 6 sentences, 12 tokens\n") !=
        std::string::npos);
}

TEST_CASE("training data can come from standard input") {
  const TemporaryFolder folder;
  const Outcome outcome = run(
      command({tagger, "train", "--train", "-", "-m", folder.path("model")}, quick_training), names_corpus);
  CHECK(outcome.code == 0);
}

TEST_CASE("pretrained vectors of any format are used, and their coverage is reported") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string glove = folder.file("glove.txt", "anna 1 0 0\nlives 0 1 0\n. 0 0 1\nextra 1 1 1\n");
  const Outcome outcome = run({tagger, "train", "--train", data, "--dev", data, "--epochs", "1", "--hidden",
                               "4", "--embeddings", glove, "-m", folder.path("model")});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.find(glove + ": 4 word vectors of 3 numbers, read as glove\n") != std::string::npos);
  CHECK(outcome.err.find("lower") != std::string::npos);
  CHECK(run({tagger, "info", folder.path("model")}).out.find("\ndimension = 3\n") != std::string::npos);
}

TEST_CASE("an existing model or log is overwritten only with --force") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string model = folder.file("model", "precious");
  const std::string log = folder.file("log", "precious");
  const auto train = [&](const std::vector<std::string>& more) {
    return run(command(command({tagger, "train", "--train", data, "--dev", data}, quick_training), more));
  };
  const Outcome refused = train({"-m", model});
  CHECK(refused.code == 2);
  CHECK(refused.err.find(model + ": already exists; give --force") != std::string::npos);
  CHECK(train({"-m", folder.path("new"), "--log", log}).code == 2);
  CHECK(read_bytes(model) == "precious");
  CHECK(read_bytes(log) == "precious");
  CHECK(train({"-m", model, "--log", log, "--force"}).code == 0);
  CHECK(read_bytes(model) != "precious");
  CHECK(read_bytes(log) != "precious");
}

TEST_CASE("an unwritable model file is an error before training") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  for (const std::string& model : {folder.path("no/such/folder/model"), folder.path("")}) {
    const Outcome outcome = run({tagger, "train", "--train", data, "-m", model, "--epochs", "1000000"});
    CHECK(outcome.code == 1);
    CHECK(outcome.err.find(model + ": ") != std::string::npos);
    CHECK(outcome.err.find("epoch") == std::string::npos);
  }
  CHECK(folder.entries() == 1);
}

TEST_CASE("Ctrl-C during training keeps the best model and exits with 130") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string model = folder.path("model");
  RunningProgram training({tagger, "train", "--train", data, "--dev", data, "--hidden", "8", "--dimension",
                           "8", "--epochs", "100000000", "-m", model});
  training.read_errors_until("epoch         2/");
  training.signal(SIGINT);
  CHECK(training.read_errors_until("interrupted; ").find("interrupted; " + model) != std::string::npos);
  CHECK(training.wait() == 130);
  CHECK(run({tagger, "tag", "-m", model}, "Anna lives.\n").code == 0);
  CHECK(folder.entries() == 2);
}

TEST_CASE("Ctrl-C in the first epoch keeps the current model") {
  const TemporaryFolder folder;
  std::string corpus;
  for (int i = 0; i < 20000; ++i) corpus += names_corpus;
  const std::string data = folder.file("data.conll", corpus);
  const std::string dev = folder.file("dev.conll", names_corpus);
  const std::string model = folder.path("model");
  RunningProgram training({tagger, "train", "--train", data, "--dev", dev, "--hidden", "8", "--dimension",
                           "8", "--epochs", "100", "--batch-size", "1", "-m", model});
  training.read_errors_until("vocabulary: ");
  training.signal(SIGINT);
  training.read_errors_until("interrupted; ");
  CHECK(training.wait() == 130);
  CHECK(run({tagger, "info", model}).code == 0);
}

TEST_CASE("a second Ctrl-C ends training at once") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  RunningProgram training({tagger, "train", "--train", data, "--dev", data, "--hidden", "8", "--dimension",
                           "8", "--epochs", "100000000", "-m", folder.path("model")});
  training.read_errors_until("epoch         2/");
  // Either both arrive before a step ends, or the first has already ended training.
  training.signal(SIGINT);
  training.signal(SIGINT);
  CHECK(training.wait() == 130);
}

TEST_CASE(
    "a loss that is not finite ends training, naming the options to lower, and the best model is kept") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string model = folder.path("model");
  const Outcome outcome =
      run({tagger,        "train", "--train",         data,   "--dev", data,  "--hidden",    "8",
           "--dimension", "8",     "--epochs",        "1000", "-m",    model, "--optimizer", "sgd",
           "--clip-norm", "0",     "--learning-rate", "1e30"});
  CHECK(outcome.code == 1);
  CHECK(outcome.err.find("step ") != std::string::npos);
  CHECK(outcome.err.find("--learning-rate") != std::string::npos);
  CHECK(outcome.err.find("--clip-norm") != std::string::npos);
}

TEST_CASE("the option --dropout sets those of the three rates that are not given") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.conll", names_corpus);
  const std::string model = folder.path("model");
  REQUIRE(run({tagger, "train", "--train", data, "--dev", data, "--epochs", "1", "--hidden", "4", "-q", "-m",
               model, "--dropout", "0.5", "--dropout-layers", "0.1"})
              .code == 0);
  const std::string report = run({tagger, "info", model}).out;
  CHECK(report.find("\ndropout-input = 0.5\n") != std::string::npos);
  CHECK(report.find("\ndropout-layers = 0.1\n") != std::string::npos);
  CHECK(report.find("\ndropout-output = 0.5\n") != std::string::npos);
}
