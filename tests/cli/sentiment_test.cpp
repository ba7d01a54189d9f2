#include <algorithm>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "contains.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

TEST_CASE("classify prints label, probability and the unchanged text") {
  const Outcome outcome =
      run({sentiment, "classify", "-m", reviews_model()}, "I love it.\n I hate\tit. \n\nHappy");
  CHECK(outcome.code == 0);
  std::istringstream lines(outcome.out);
  std::vector<std::string> texts;
  for (std::string line; std::getline(lines, line);) {
    const std::size_t tab = line.find('\t', line.find('\t') + 1);
    texts.push_back(line.substr(tab + 1));
    if (texts.back().empty()) {
      CHECK(line == "\t\t");
      continue;
    }
    const double probability = std::stod(line.substr(line.find('\t') + 1));
    CHECK(probability >= 0.5);
    CHECK(probability <= 1);
  }
  CHECK(texts == std::vector<std::string>{"I love it.", " I hate\tit. ", "", "Happy"});
  CHECK(outcome.out.rfind("good\t", 0) == 0);
  CHECK(outcome.out.find("\nbad\t") != std::string::npos);
  CHECK(outcome.err == "4 texts\n");
}

TEST_CASE("the probabilities of all classes are printed on request") {
  const std::string out =
      run({sentiment, "classify", "-m", reviews_model(), "--probabilities", "-q"}, "I love it.\n").out;
  const std::size_t bad = out.find("\tbad=");
  const std::size_t good = out.find("\tgood=");
  REQUIRE(bad != std::string::npos);
  REQUIRE(good != std::string::npos);
  CHECK(std::stod(out.substr(bad + 5)) + std::stod(out.substr(good + 6)) == Approx(1).margin(2e-6));
  CHECK(out.rfind("\tI love it.\n") == out.size() - 12);
}

TEST_CASE("JSON objects are printed with label and probability added") {
  const Outcome outcome =
      run({sentiment, "classify", "-m", reviews_model(), "--input-format", "jsonl", "--probabilities", "-q"},
          "{\"id\": 1.0, \"text\": \"I hate it.\"}\n{\"label\": \"x\", \"text\": \"\"}\n");
  CHECK(outcome.code == 0);
  std::istringstream lines(outcome.out);
  std::string line;
  std::getline(lines, line);
  CHECK(line.rfind("{\"id\": 1.0, \"text\": \"I hate it.\"", 0) == 0);
  const auto first = nlohmann::json::parse(line);
  CHECK(first.at("label") == "bad");
  CHECK(first.at("probability").get<double>() > 0.5);
  CHECK(first.at("probabilities").size() == 2);
  std::getline(lines, line);
  CHECK(nlohmann::json::parse(line).at("label") != "x");
}

TEST_CASE("labelled texts are classified regardless of their labels") {
  const std::string out =
      run({sentiment, "classify", "-m", reviews_model(), "--input-format", "labelled", "-q"}, reviews_corpus)
          .out;
  CHECK(std::count(out.begin(), out.end(), '\n') == 8);
  CHECK(out.find("\tA warm and happy film.\n") != std::string::npos);
  CHECK(out.find("good\tA warm") == std::string::npos);
}

TEST_CASE("eval of a classifier prints accuracy, macro F1 and a confusion table") {
  const Outcome outcome = run({sentiment, "eval", "-m", reviews_model()}, reviews_corpus);
  CHECK(outcome.code == 0);
  CHECK(outcome.out.find("100.00%") != std::string::npos);
  CHECK(outcome.out.find("macro F1") != std::string::npos);
  CHECK(outcome.out.find("gold \\ predicted") != std::string::npos);
}

TEST_CASE("every pooling and every review format trains") {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::string, std::string>> corpora = {
      {"reviews.txt", "1 so good\n0 so bad\n1 very good\n0 very bad\n"},
      {"reviews.ft", "__label__1 so good\n__label__0 so bad\n"},
      {"reviews.jsonl", "{\"label\": \"1\", \"text\": \"good\"}\n{\"label\": \"0\", \"text\": \"bad\"}\n"}};
  for (const auto& [name, corpus] : corpora) {
    const std::string data = folder.file(name, corpus);
    for (const std::string pooling : {"last", "mean", "max"}) {
      CAPTURE(name, pooling);
      const std::string model = folder.path(name + pooling);
      CHECK(run(command({sentiment, "train", "--train", data, "--dev", data, "--pooling", pooling, "--tokens",
                         "spaces", "-m", model},
                        quick_training))
                .code == 0);
      CHECK(run({sentiment, "eval", "-m", model, data}).out.find("100.00%") != std::string::npos);
    }
  }
}

TEST_CASE("running text is tokenised for a model that was trained on tokens, unless told otherwise") {
  const TemporaryFolder folder;
  const std::string data =
      folder.file("reviews.txt", "1 so good !\n0 so bad !\n1 very good !\n0 very bad !\n");
  const std::string model = folder.path("model");
  CHECK(run(command({sentiment, "train", "--train", data, "--dev", data, "--tokens", "spaces", "-m", model},
                    quick_training))
            .code == 0);
  const auto probability = [&](const std::string& text, const std::string& tokens) {
    const Outcome outcome = run({sentiment, "classify", "--quiet", "-m", model, "--tokens", tokens}, text);
    return outcome.out.substr(0, outcome.out.rfind('\t'));
  };
  CHECK(probability("very bad!\n", "raw") == probability("very bad !\n", "spaces"));
  CHECK(probability("very bad!\n", "spaces") != probability("very bad !\n", "spaces"));
  CHECK(probability("very bad!\n", "model") == probability("very bad!\n", "spaces"));
}

TEST_CASE("a classifier trained on parse trees answers texts, trees and binary data") {
  const TemporaryFolder folder;
  const std::string trees = folder.file("trees.txt",
                                        "(4 (2 it) (4 (4 good) (2 !)))\n(0 (2 it) (0 (0 bad) (2 !)))\n"
                                        "(2 (2 it) (2 is))\n(3 (3 good) (2 -LRB-))\n(1 (1 bad) (2 -RRB-))\n");
  const std::string binary = folder.file("binary.txt", "1 good !\n0 bad !\n");
  for (const std::string phrases : {"root", "all", "unique"}) {
    const std::string model = folder.path("model." + phrases);
    const Outcome training = run(command({sentiment, "train", "--train", trees, "--dev", trees, "--classes",
                                          "2", "--phrases", phrases, "--tokens", "spaces", "-m", model},
                                         quick_training));
    CHECK(training.code == 0);
    CHECK(run({sentiment, "eval", "-m", model, trees}).out.find("classified 4 texts") == 0);
    CHECK(run({sentiment, "eval", "-m", model, binary}).out.find("classified 2 texts") == 0);
    CHECK(run({sentiment, "info", "-m", model}).out.find("phrases = " + phrases) != std::string::npos);
    const Outcome answers =
        run({sentiment, "classify", "-q", "-m", model, "--input-format", "labelled", trees});
    CHECK(std::count(answers.out.begin(), answers.out.end(), '\n') == 5);
    CHECK(answers.out.find("\tgood -LRB-\n") != std::string::npos);
  }
  const Outcome all = run({sentiment, "train", "--train", trees, "--dev", trees, "--phrases", "all",
                           "--epochs", "1", "--hidden", "4", "-m", folder.path("all")});
  CHECK(all.err.find("train: 19 texts; dev: 5 texts; 5 labels\n") != std::string::npos);
  const Outcome held_out = run({sentiment, "train", "--train", trees, "--phrases", "all", "--epochs", "1",
                                "--hidden", "4", "-m", folder.path("held_out")});
  CHECK(held_out.err.find("; dev: 1 texts") != std::string::npos);
  CHECK(held_out.err.find("train: 19 texts") == std::string::npos);
}

TEST_CASE("a classifier trains on CSV, and records are printed with label and probability added") {
  const TemporaryFolder folder;
  const std::string data =
      folder.file("reviews.csv",
                  "id;Sentiment;Review\r\n1;good;\"so warm;\nso \"\"happy\"\"\"\r\n2;bad;so "
                  "cold\r\n3;good;happy\r\n4;bad;\"sad;cold\"\r\n");
  const std::string model = folder.path("model");
  CHECK(
      run(command({sentiment, "train", "--train", data, "--dev", data, "-m", model}, quick_training)).code ==
      0);
  CHECK(run({sentiment, "eval", "-m", model, data}).out.find("100.00%") != std::string::npos);
  const Outcome outcome =
      run({sentiment, "classify", "-q", "--probabilities", "-m", model, "--input-format", "csv", data, data});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.rfind("id;Sentiment;Review;predicted;probability;probability_", 0) == 0);
  CHECK(outcome.out.find("Sentiment", 10) == std::string::npos);
  CHECK(outcome.out.find("\n1;good;\"so warm;\nso \"\"happy\"\"\";good;0.") != std::string::npos);
  CHECK(outcome.out.find("\n4;bad;\"sad;cold\";bad;0.") != std::string::npos);
  CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 1 + 2 * 5);
  const Outcome plain = run({sentiment, "classify", "-q", "-m", model, "--input-format", "csv",
                             "--text-column", "2", "--delimiter", "comma"},
                            "x,\"so;warm, happy\"\ny,so cold\n");
  CHECK(plain.out.rfind("x,\"so;warm, happy\",good,0.", 0) == 0);
  CHECK(plain.out.find("\ny,so cold,bad,0.") != std::string::npos);
  const Outcome open =
      run({sentiment, "classify", "-m", model, "--input-format", "csv"}, "x,happy\ny,\"sad\n\n");
  CHECK(open.code == 3);
  CHECK(open.err.find("<stdin>:2:3: the quote that starts a field here is not closed") != std::string::npos);
  CHECK(open.out.rfind("x,happy,good,", 0) == 0);
  CHECK(run({sentiment, "eval", "-m", model, "--text-column", "text", folder.file("x.tsv", reviews_corpus)})
            .code == 2);
  CHECK(run({sentiment, "eval", "-m", model, "--text-column", "texts", data}).code == 2);
}

TEST_CASE("CSV records are classified as they arrive on a pipe") {
  RunningProgram program({sentiment, "classify", "-m", reviews_model(), "-q", "--input-format", "csv"});
  program.write("1,I love it.\n");
  CHECK(program.read_until("\n").rfind("1,I love it.,good,", 0) == 0);
  program.write("2,\"I hate it.\n");
  program.write("I hate it.\"\n");
  CHECK(program.read_until("bad").find("\n2,\"I hate it.\nI hate it.\",bad") != std::string::npos);
  program.close_input();
  CHECK(program.wait() == 0);
}

TEST_CASE("a classifier trains on a folder with a folder per label") {
  const TemporaryFolder folder;
  const std::filesystem::path train = folder.path("train");
  for (const std::string label : {"pos", "neg", "unsup"}) std::filesystem::create_directories(train / label);
  const auto write = [&](const std::string& name, const std::string& text) {
    CHECK(std::filesystem::exists(folder.file("train/" + name, text)));
  };
  write("pos/1.txt", "so good\n");
  write("pos/0.txt", "very\ngood");
  write("neg/0.txt", "so bad\n");
  write("unsup/0.txt", "so so\n");
  const std::string data = train.string() + "/";
  const std::string model = folder.path("model");
  auto training = command({sentiment, "train", "--train", data, "--dev", data, "-m", model}, quick_training);
  training.pop_back();  // --quiet
  const Outcome outcome = run(training);
  CHECK(outcome.code == 0);
  CHECK(outcome.err.find(data +
                         ": texts in folders: 1 neg, 2 pos; skipped unsup, whose texts have no label\n") !=
        std::string::npos);
  CHECK(outcome.err.find("train: 3 texts; dev: 3 texts; 2 labels\n") != std::string::npos);
  CHECK(run({sentiment, "eval", "-m", model, data}).out.find("classified 3 texts") == 0);
  CHECK(read_bytes(model).find("[\\\"data\\\",\\\"train\\\"]") != std::string::npos);
  const Outcome files_only = run({sentiment, "eval", "-m", model, data + "pos"});
  CHECK(files_only.code == 3);
  CHECK(files_only.err.find("a folder without folders of labelled texts") != std::string::npos);
  write("neg/1.txt", "so\n\xFF\n");
  const Outcome invalid = run({sentiment, "eval", "-m", model, data});
  CHECK(invalid.code == 3);
  CHECK(invalid.err.find("train/neg/1.txt:2:1: byte 0xFF") != std::string::npos);
  CHECK(run({sentiment, "eval", "-m", model, "--input-format", "tsv", data}).code == 2);
}

TEST_CASE("three classes of parse trees have names, and two answers are given where they are asked for") {
  const TemporaryFolder folder;
  const std::string trees =
      folder.file("trees.txt",
                  "(4 (3 good) (2 film))\n(0 (1 bad) (2 film))\n(2 (2 a) (2 film))\n(3 (3 good) (2 one))\n"
                  "(1 (1 bad) (2 one))\n(2 (2 a) (2 one))\n");
  const std::string model = folder.path("model");
  REQUIRE(run(command({sentiment, "train", "-q", "--train", trees, "--dev", trees, "--classes", "3",
                       "--reading", "sentences", "-m", model},
                      quick_training))
              .code == 0);
  const auto classify = [&](const std::vector<std::string>& more, const std::string& text) {
    return run(command({sentiment, "classify", "-q", "-m", model}, more), text).out;
  };
  CHECK(classify({}, "a film\n").rfind("neutral\t", 0) == 0);
  CHECK(classify({}, "good film\n").rfind("positive\t", 0) == 0);
  const std::string two = classify({"--classes", "2", "--probabilities"}, "a film\n");
  CHECK(two.rfind("neutral", 0) != 0);
  CHECK(contains(two, "\tneutral=0.000000"));
  CHECK(run({sentiment, "classify", "-m", reviews_model(), "--classes", "2"}, "a\n").code == 0);
  CHECK(run({sentiment, "classify", "-m", model, "--classes", "3"}, "a\n").code == 2);
  // Two sentences are the mean of both.
  CHECK(classify({"--probabilities"}, "Good film. Bad film.\n") !=
        classify({"--probabilities"}, "Good film Bad film.\n"));

  const std::string binary = "0 bad film\n1 good film\n0 a film\n";
  const Outcome eval = run({sentiment, "eval", "-q", "-m", model, "--map-labels", "0=negative,1=positive",
                            "--leave-out", "neutral"},
                           binary);
  CHECK(eval.code == 0);
  CHECK(contains(eval.out, "classified 3 texts"));
  CHECK_FALSE(contains(eval.out, "neutral"));
  CHECK(contains(run({sentiment, "eval", "-q", "-m", model, "--leave-out", "neutral", trees}).out,
                 "classified 4 texts"));
  CHECK(run({sentiment, "eval", "-q", "-m", model, "--leave-out", "negative,neutral,positive", trees}).code ==
        3);
}

TEST_CASE("labels of texts are renamed and left out in training too") {
  const TemporaryFolder folder;
  const std::string data = folder.file("data.tsv", reviews_corpus + "odd\tso so\n");
  const std::string model = folder.path("model");
  const Outcome outcome = run(command({sentiment, "train", "--train", data, "--dev", data, "--map-labels",
                                       "good=positive,bad=negative", "--leave-out", "odd", "-m", model},
                                      quick_training));
  CHECK(outcome.code == 0);
  CHECK(contains(run({sentiment, "info", model}).out, "# labels: 2: "));
  CHECK(run({sentiment, "classify", "-q", "-m", model}, "I love it.\n").out.rfind("positive\t", 0) == 0);
}

TEST_CASE("options for parse trees are refused if no training file has trees") {
  const TemporaryFolder folder;
  const std::string data = folder.file("reviews.tsv", reviews_corpus);
  const Outcome phrases =
      run({sentiment, "train", "--train", data, "--phrases", "all", "-m", folder.path("model")});
  CHECK(phrases.code == 2);
  CHECK(phrases.err.find("--phrases all is for parse trees") != std::string::npos);
  CHECK(phrases.err.find("was read as tsv") != std::string::npos);
  CHECK(run({sentiment, "train", "--train", data, "--classes", "2", "-m", folder.path("model")}).code == 2);
  const std::string neutral = folder.file("neutral.txt", "(2 so)\n");
  CHECK(run({sentiment, "train", "--train", neutral, "--classes", "2", "-m", folder.path("model")}).code ==
        3);
}

TEST_CASE("escaped words of a treebank are looked up like those of running text") {
  const TemporaryFolder folder;
  const std::string data = folder.file("reviews.txt", "1 a -LRB- \\* ``\n0 a -RRB- and\\/or `\n");
  const std::string model = folder.path("model");
  CHECK(run(command({sentiment, "train", "--train", data, "--dev", data, "--tokens", "spaces", "--escapes",
                     "ptb", "-m", model},
                    quick_training))
            .code == 0);
  const Outcome outcome = run({sentiment, "classify", "-q", "-m", model, "--tokens", "spaces"},
                              "a -LRB- \\* ``\na ( * \"\na -RRB- and\\/or `\na ) and/or '\n");
  std::istringstream lines(outcome.out);
  std::vector<std::string> answers;
  std::vector<std::string> texts;
  for (std::string line; std::getline(lines, line);) {
    answers.push_back(line.substr(0, line.rfind('\t')));
    texts.push_back(line.substr(line.rfind('\t') + 1));
  }
  REQUIRE(answers.size() == 4);
  CHECK(answers[0] == answers[1]);
  CHECK(answers[2] == answers[3]);
  CHECK(answers[0] != answers[2]);
  CHECK(texts ==
        std::vector<std::string>{"a -LRB- \\* ``", "a ( * \"", "a -RRB- and\\/or `", "a ) and/or '"});
}

TEST_CASE("a classifier's training holds out a tenth, reports, and logs") {
  const TemporaryFolder folder;
  const std::string data = folder.file("reviews.tsv", reviews_corpus);
  const std::string log = folder.path("log");
  const Outcome outcome = run({sentiment, "train", "--train", data, "--test", data, "--epochs", "2",
                               "--hidden", "4", "-m", folder.path("model"), "--log", log});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.find("no --dev: a tenth of the training data is held out") != std::string::npos);
  CHECK(outcome.err.find("train: 7 texts; dev: 1 texts; 2 labels\n") != std::string::npos);
  CHECK(outcome.out.find("classified 8 texts") == 0);
  const auto first = nlohmann::json::parse(read_bytes(log).substr(0, read_bytes(log).find('\n')));
  CHECK(first.contains("dev_macro_f1"));
}

TEST_CASE("a review label that occurs only in dev is reported") {
  const TemporaryFolder folder;
  const std::string data = folder.file("train.tsv", reviews_corpus);
  const std::string dev = folder.file("dev.tsv", "ugly\tA film.\ngood\tA film.\n");
  const Outcome outcome = run({sentiment, "train", "--train", data, "--dev", dev, "--epochs", "1", "--hidden",
                               "4", "-m", folder.path("model")});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.find("dev: labels that are not in the training data count as wrong: ugly (1)\n") !=
        std::string::npos);
}

TEST_CASE("Ctrl-C during the training of a classifier keeps the best model") {
  const TemporaryFolder folder;
  const std::string data = folder.file("reviews.tsv", reviews_corpus);
  const std::string model = folder.path("model");
  RunningProgram training({sentiment, "train", "--train", data, "--dev", data, "--hidden", "8", "--dimension",
                           "8", "--epochs", "100000000", "-m", model});
  training.read_errors_until("epoch         2/");
  training.signal(SIGINT);
  training.read_errors_until("interrupted; ");
  CHECK(training.wait() == 130);
  CHECK(run({sentiment, "classify", "-m", model}, "good\n").code == 0);
}

TEST_CASE("texts are classified as they arrive on a pipe") {
  RunningProgram program({sentiment, "classify", "-m", reviews_model(), "-q"});
  program.write("I love it.\n");
  CHECK(program.read_until("\tI love it.\n").rfind("good\t", 0) == 0);
  program.write("I hate it.\n");
  CHECK(program.read_until("\tI hate it.\n").find("\nbad\t") != std::string::npos);
  program.close_input();
  CHECK(program.wait() == 0);
}

namespace {

// A table of good and bad films: a number, a label and a text in each record, separated by `separator`.
std::string film_table(const std::string& header, char separator) {
  std::string table = header;
  for (int i = 0; i < 16; ++i) {
    table += std::to_string(100 + i) + separator + (i % 2 == 0 ? "pos" : "neg") + separator +
             (i % 2 == 0 ? "A warm film of number " : "A sad film of number ") + std::to_string(i) + ".\n";
  }
  return table;
}

}  // namespace

TEST_CASE("what files of reviews are read as is said, unless quiet") {
  const TemporaryFolder folder;
  const std::string data = folder.file("r.tsv", film_table("id\tmood\twords\n", '\t'));
  const std::string model = folder.path("model");
  const std::string plan =
      data +
      ": tabs, header in line 1, texts in column 3 (words), labels in column 2 (mood); 2 "
      "labels; 16 texts\n";
  auto training = command({sentiment, "train", "--train", data, "--dev", data, "-m", model}, quick_training);
  CHECK(run(training).err.empty());
  training.back() = "--force";  // in place of --quiet
  CHECK(run(training).err.find(plan) == 0);
  const Outcome eval = run({sentiment, "eval", "-m", model, data});
  CHECK(eval.err == plan);
  CHECK(eval.out.find("classified 16 texts; correct: 16") == 0);
  CHECK(run({sentiment, "quantize", "-m", model, "-o", folder.path("small"), "--dev", data}).err.find(plan) !=
        std::string::npos);
  CHECK(run({sentiment, "tune", "--train", data, "--dev", data, "--trials", "1", "--epochs", "1", "--search",
             "hidden=4"})
            .err.find(plan) != std::string::npos);
  const Outcome classify = run({sentiment, "classify", "-m", model, data});
  CHECK(classify.err == data + ": tabs, header in line 1, texts in column 3 (words)\n16 texts\n");
  CHECK(classify.out.rfind(
            "id\tmood\twords\tpredicted\tprobability\n100\tpos\tA warm film of number 0.\tpos\t0.", 0) == 0);
  const std::string columns = folder.file("c.tsv", film_table("", '\t'));
  const Outcome chosen =
      run({sentiment, "eval", "-m", model, "--text-column", "3", "--label-column", "2", columns});
  CHECK(chosen.err == columns + ": tabs, texts in column 3, labels in column 2; 2 labels; 16 texts\n");
}

TEST_CASE("a named file is classified as what it is, unless a format is given") {
  const TemporaryFolder folder;
  const std::string json = folder.file("r.txt", "{\"text\": \"I love it.\"}\n");
  const auto classify = [](std::vector<std::string> arguments) {
    return run(command({sentiment, "classify", "-q", "-m", reviews_model()}, arguments)).out;
  };
  CHECK(classify({json}).rfind("{\"text\": \"I love it.\", \"label\": \"good\"", 0) == 0);
  CHECK(classify({"--input-format", "lines", json}).find("\t{\"text\"") != std::string::npos);
  const std::string array =
      folder.file("r.json", "[{\"text\": \"I love it.\"},\n {\"text\":\n\"I hate it.\"}]");
  const std::string objects = classify({array});
  CHECK(std::count(objects.begin(), objects.end(), '\n') == 2);
  CHECK(objects.find("\n{\"text\": \"I hate it.\", \"label\": \"bad\"") != std::string::npos);
  const std::string csv = folder.file("r.csv", "text;n\n\"I love; it.\";1\n");
  CHECK(classify({csv}).rfind("text;n;predicted;probability\n\"I love; it.\";1;good;0.", 0) == 0);
  const std::string lines = folder.file("l.txt", "good\tI love it.\n");
  CHECK(classify({lines}).find("\tgood\tI love it.\n") != std::string::npos);
}

TEST_CASE("a record that cannot be read is skipped, and passed through by classify") {
  const TemporaryFolder folder;
  const std::string broken = "label,text\ngood,I love it.\nbad,I, hate it.\nbad,I hate it.\n";
  const std::string file = folder.file("r.csv", broken);
  const Outcome strict = run({sentiment, "eval", "-m", reviews_model(), file});
  CHECK(strict.code == 3);
  CHECK(strict.err.find(file + ":3: the record has 3 columns, not 2") != std::string::npos);
  const Outcome eval = run({sentiment, "eval", "-m", reviews_model(), "--malformed", "skip", file});
  CHECK(eval.code == 0);
  CHECK(eval.out.find("classified 2 texts; correct: 2") == 0);
  CHECK(eval.err.find("skipped: " + file + ":3: ") != std::string::npos);
  const Outcome records =
      run({sentiment, "classify", "-m", reviews_model(), "--malformed", "skip", "--probabilities", file});
  CHECK(records.code == 0);
  CHECK(records.out.find("\nbad,I, hate it.,,,,\nbad,I hate it.,bad,0.") != std::string::npos);
  CHECK(records.err.find("skipped: " + file + ":3: ") != std::string::npos);
  CHECK(records.err.find("3 texts\n") != std::string::npos);
  const Outcome objects = run(
      {sentiment, "classify", "-q", "-m", reviews_model(), "--malformed", "skip", "--input-format", "jsonl"},
      "{\"text\": \"I love it.\"}\n{\"text\": 1, \"label\": \"x\"}\n{\n");
  CHECK(objects.code == 0);
  CHECK(objects.out.find("\n{\"text\": 1, \"label\": null, \"probability\": null}\n"
                         "{\"text\": \"{\", \"label\": null, \"probability\": null}\n") != std::string::npos);
  const Outcome lines = run({sentiment, "classify", "-q", "-m", reviews_model(), "--malformed", "skip",
                             "--input-format", "labelled"},
                            "good\tI love it.\nI hate it.\n");
  CHECK(lines.out.find("\n\t\tI hate it.\n") != std::string::npos);
}

TEST_CASE("data from which nothing can be learned or scored are refused before the training") {
  const TemporaryFolder folder;
  std::string prose;
  std::string same;
  for (int i = 0; i < 24; ++i) {
    prose += "w" + std::to_string(i) + " begins a line of prose\n";
    same += "good\tfilm number " + std::to_string(i) + "\n";
  }
  const auto refused = [&](const std::string& train, const std::vector<std::string>& more) {
    const Outcome outcome =
        run(command({sentiment, "train", "--train", train, "-m", folder.path("model")}, more));
    CHECK(outcome.code == 3);
    CHECK(!std::filesystem::exists(folder.path("model")));
    return outcome.err;
  };
  CHECK(refused(folder.file("prose.txt", prose), {}).find("24 different labels") != std::string::npos);
  CHECK(refused(folder.file("same.tsv", same), {}).find("texts have the label 'good'") != std::string::npos);
  CHECK(refused(folder.file("one.tsv", "good\ta film\n"), {}).find("no text is left") != std::string::npos);
  const std::string other = folder.file("other.tsv", "gut\ta film\nschlecht\ta film\n");
  CHECK(refused(folder.file("r.tsv", reviews_corpus), {"--dev", other}).find("(gut, schlecht)") !=
        std::string::npos);
  const Outcome eval = run({sentiment, "eval", "-m", reviews_model(), other});
  CHECK(eval.code == 3);
  CHECK(eval.err.find("none of its labels (gut, schlecht) is a label of the model (bad, good)") !=
        std::string::npos);
  CHECK(eval.out.empty());
}

TEST_CASE("bad reviews are errors with file and line, after answers to the texts before them") {
  const TemporaryFolder folder;
  const std::string data = folder.file("bad.tsv", "good\ta film\nno tab here\n");
  const Outcome train = run({sentiment, "train", "--train", data, "-m", folder.path("model")});
  CHECK(train.code == 3);
  CHECK(train.err.find(data + ":2") != std::string::npos);
  const Outcome classify = run({sentiment, "classify", "-m", reviews_model()}, "I love it.\n\xFF\n");
  CHECK(classify.code == 3);
  CHECK(classify.err.find("<stdin>:2:1") != std::string::npos);
  CHECK(classify.out.find("\tI love it.\n") != std::string::npos);
  const Outcome replaced =
      run({sentiment, "classify", "-m", reviews_model(), "--invalid", "replace", "-q"}, "I love it.\n\xFF\n");
  CHECK(replaced.code == 0);
  CHECK(std::count(replaced.out.begin(), replaced.out.end(), '\n') == 2);
  CHECK(run({sentiment, "eval", "-m", reviews_model(), folder.file("empty", "")}).code == 3);
  CHECK(run({sentiment, "classify", "-m", names_model()}, "x\n").code == 4);
}
