#include <filesystem>
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

std::string song(int verses) {
  std::string text;
  for (int verse = 0; verse < verses; ++verse) text += "row row row your boat\ngently down the stream\n";
  return text;
}

// Trained once for all tests.
struct SmallLanguageModel {
  TemporaryFolder folder;
  std::string text = folder.file("song.txt", song(60));
  std::string model = folder.path("song.model");
  Outcome training = run({lm, "train", "--train", text, "-m", model, "--hidden", "24", "--dimension", "8",
                          "--batch-size", "4", "--bptt", "20", "--epochs", "6", "--learning-rate", "0.02"});
};

const SmallLanguageModel& small() {
  static const SmallLanguageModel model;
  return model;
}

}  // namespace

TEST_CASE(
    "lm train notes what is dev, what is unknown, bits and perplexity, and shows what the model writes") {
  const Outcome& training = small().training;
  REQUIRE(training.code == 0);
  CHECK(training.out.empty());
  CHECK(contains(training.err, "2565 symbols to train on; the last 135 are dev"));
  CHECK(contains(training.err, "vocabulary: 18 symbols; unknown: 0 of 2565 in the training text, 0 of 135"));
  CHECK(contains(training.err, "epoch 1/6  train loss "));
  CHECK(contains(training.err, "  bits "));
  CHECK(contains(training.err, "  perplexity "));
  CHECK(contains(training.err, "\n  | "));
}

TEST_CASE("lm eval prints loss, bits a symbol and perplexity") {
  const Outcome outcome = run({lm, "eval", "-m", small().model, small().text});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "symbols: 2699; unknown: 0\n"));
  CHECK(contains(outcome.out, "bits a symbol: 0."));
  CHECK(run({lm, "eval", "-m", small().model}).code == 2);
}

TEST_CASE("lm generate writes the same for the same seed, goes on from a text, and ends at a line end") {
  const Outcome first = run({lm, "generate", "-m", small().model, "--length", "50", "--seed", "4"});
  CHECK(first.code == 0);
  CHECK(run({lm, "generate", "-m", small().model, "--length", "50", "--seed", "4"}).out == first.out);
  CHECK(run({lm, "generate", "-m", small().model, "--length", "50", "--seed", "5"}).out != first.out);
  CHECK(
      run({lm, "generate", "-m", small().model, "--line", "--temperature", "0", "-"}, "row row row y").out ==
      "our boat\n");
  CHECK(run({lm, "generate", "-m", small().model, "--length", "0"}).out == "\n");
  const Outcome unknown = run({lm, "generate", "-m", small().model, "--length", "3", "-"}, "XY");
  CHECK(contains(unknown.err, "2 symbols of what is given are unknown to the model"));
}

TEST_CASE("lm generate writes a text for each line of JSON, in order and apart from the others") {
  std::string lines;
  for (int i = 0; i < 70; ++i) lines += "{\"id\": " + std::to_string(i) + ", \"prefix\": \"row r\"}\n";
  const Arguments command = {lm,      "generate", "-m", small().model, "--input-format",
                             "jsonl", "--length", "20"};
  const Outcome outcome = run(command, lines);
  CHECK(outcome.code == 0);
  std::istringstream output(outcome.out);
  int count = 0;
  for (std::string line; std::getline(output, line); ++count) {
    const auto record = nlohmann::json::parse(line);
    CHECK(record.at("id") == count);
    CHECK(record.at("text").get<std::string>().size() == 20);
  }
  CHECK(count == 70);
  Arguments threaded = command;
  threaded.insert(threaded.end(), {"--threads", "2"});
  CHECK(run(threaded, lines).out == outcome.out);
  CHECK(run(command, "{\"prefix\": 3}\n").code == 3);
  CHECK(run(command, "{}\nrow\n").code == 3);
}

TEST_CASE("lm score gives the more usual line the higher probability, and a number for every line") {
  const Outcome outcome = run({lm, "score", "-m", small().model, "--threads", "2"},
                              "row row row your boat\nboat your row row row\n\ngently");
  CHECK(outcome.code == 0);
  std::istringstream numbers(outcome.out);
  std::vector<double> scores;
  for (double score = 0; numbers >> score;) scores.push_back(score);
  REQUIRE(scores.size() == 4);
  CHECK(scores[0] > scores[1]);
  for (const double score : scores) CHECK(score < 0);
  CHECK(outcome.err == "4 lines; 52 symbols, 0 of them unknown\n");
}

TEST_CASE("lm score and lm generate read other encodings, and replace what is not UTF-8") {
  for (const char* verb : {"score", "generate"}) {
    const auto call = [&](const Arguments& more) {
      return run(command({lm, verb, "-m", small().model}, more), "row \xE9\n").code;
    };
    CHECK(call({"-"}) == 3);
    CHECK(call({"--encoding", "ISO-8859-1", "-"}) == 0);
    CHECK(call({"--invalid", "replace", "-"}) == 0);
  }
}

TEST_CASE("a language model is reduced, described and kept apart from taggers") {
  const TemporaryFolder folder;
  const std::string reduced = folder.path("small.model");
  const Outcome quantized = run({lm, "quantize", "-m", small().model, "-o", reduced, "--dev", small().text});
  CHECK(quantized.code == 0);
  CHECK(contains(quantized.err, "dev bits: f32 0."));
  CHECK(contains(run({lm, "info", reduced}).out, "# precision: int8\n"));
  CHECK(contains(run({lm, "info", small().model}).out, "\nsymbols = characters\n"));
  CHECK(run({tagger, "tag", "-m", small().model}, "a\n").code == 4);
  CHECK(run({lm, "generate", "-m", names_model()}).code == 4);
}

TEST_CASE("a language model reads one whole text") {
  const TemporaryFolder folder;
  const std::string model = folder.path("m");
  CHECK(run({lm, "train", "--train", folder.file("short", "a"), "-m", model}).code == 3);
  CHECK(run({lm, "train", "--train", folder.file("latin", "caf\xE9 caf\xE9"), "-m", model}).code == 3);
  CHECK(run({lm, "train", "--train", small().text, "--train", small().text, "-m", model}).code == 2);
  CHECK(run({lm, "train", "--train", "-", "-m", model}, small().text).code == 2);
  CHECK(contains(run({lm, "train", "--train", folder.file("few", "a b c"), "-m", model}).err,
                 "--dev is given"));
  CHECK(run({lm, "train", "--train", small().text, "--cell", "none", "-m", model}).code == 2);
  CHECK(run({lm, "train", "--train", small().text, "--bptt", "0", "-m", model}).code == 2);
  CHECK(run({lm, "train", "--train", small().text, "--decoder", "crf", "-m", model}).code == 2);
  CHECK(run({lm, "train", "--train", small().text, "--softmax", "adaptive", "--cutoffs", "9,4", "-m", model})
            .code == 2);
}

TEST_CASE("lm tune searches by bits") {
  const Outcome outcome = run({lm, "tune", "--train", small().text, "--hidden", "8", "--dimension", "4",
                               "--epochs", "2", "--search", "batch-size=2,4", "--trials", "2", "-q"});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "batch-size = "));
}

TEST_CASE("lm train prints a table of bits and perplexity for several seeds") {
  const TemporaryFolder folder;
  const Outcome outcome =
      run({lm, "train", "--train", small().text, "--hidden", "8", "--dimension", "4", "--epochs", "1",
           "--seeds", "2", "--test", small().text, "-q", "-m", folder.path("m")});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "dev bits  dev perplexity"));
  CHECK(contains(outcome.out, "test bits"));
}

TEST_CASE("a tagger reads language models, which are in its file") {
  const TemporaryFolder folder;
  const auto language_model = [&](const std::string& direction, const std::string& unit) {
    const std::string model = folder.path(direction + unit);
    const Outcome outcome =
        run({lm, "train", "--train", small().text, "--hidden", "8", "--dimension", "4", "--epochs", "1", "-q",
             "--direction", direction, "--symbols", unit, "-m", model});
    REQUIRE(outcome.code == 0);
    return model;
  };
  const std::string ahead = language_model("ahead", "characters");
  const std::string back = language_model("back", "characters");
  const std::string corpus = folder.file("names.txt", names_corpus);
  const std::string model = folder.path("contexts");
  const auto train = [&](const Arguments& more) {
    return run(command(command({tagger, "train", "--train", corpus, "--dev", corpus, "--force", "-m", model},
                               quick_training),
                       more));
  };
  const Outcome training = train({"--language-models", ahead + "," + back});
  REQUIRE(training.code == 0);
  std::filesystem::remove(ahead);
  CHECK(contains(run({tagger, "info", model}).out, "# language_models: 8 + 8\n"));
  const Outcome tagged = run({tagger, "tag", "-m", model}, "Anna\nsees\nOslo\n\n");
  CHECK(tagged.code == 0);
  CHECK(train({"--language-models", back}).code == 4);
  CHECK(train({"--language-models", language_model("ahead", "words")}).code == 4);
  CHECK(train({"--language-models", folder.path("none")}).code == 1);
  CHECK(run({sentiment, "train", "--language-models", back}).code == 2);
}

TEST_CASE("lm reads a vector for each line, and says which are missing") {
  const TemporaryFolder folder;
  std::string vectors;
  for (int i = 0; i < 120; ++i) vectors += i % 2 == 0 ? "{\"vector\": [1, 0]}\n" : "{\"vector\": [0, 1]}\n";
  const std::string conditions = folder.file("conditions.jsonl", vectors);
  const std::string two = folder.file("two.jsonl", "{\"vector\": [1, 0]}\n{\"vector\": [0, 1]}\n");
  const std::string model = folder.path("m");
  const auto train = [&](const Arguments& more) {
    return run(
        command({lm, "train", "--train", small().text, "--hidden", "16", "--dimension", "8", "--epochs", "8",
                 "--batch-size", "4", "--learning-rate", "0.02", "--force", "-m", model},
                more));
  };
  REQUIRE(train({"--condition", conditions}).code == 0);
  CHECK(run({lm, "generate", "-m", model, "--condition", two, "--temperature", "0", "--line"}).out ==
        "row row row your boat\ngently down the stream\n");
  const Outcome written = run({lm, "generate", "-m", model, "--condition", two, "--temperature", "0",
                               "--line", "--input-format", "jsonl", "-"},
                              "{\"prefix\": \"row\"}\n{}\n");
  CHECK(contains(written.out, "\"text\":\" row row your boat\""));
  CHECK(contains(written.out, "\"text\":\"gently down the stream\""));
  CHECK(contains(run({lm, "eval", "-m", model, "--condition", conditions, small().text}).out,
                 "bits a symbol: 0."));
  const Outcome scored =
      run({lm, "score", "-m", model, "--condition", two}, "row row row your boat\nrow row\n");
  CHECK(scored.code == 0);
  CHECK(run({lm, "score", "-m", model, "--condition", two}, "a\nb\nc\n").code == 3);
  CHECK(run({lm, "score", "-m", model}, "a\n").code == 2);
  CHECK(run({lm, "generate", "-m", model}).code == 2);
  CHECK(run({lm, "generate", "-m", small().model, "--condition", two}).code == 2);
  CHECK(run({lm, "eval", "-m", model, small().text}).code == 2);
  CHECK(run({lm, "quantize", "-m", model, "-o", folder.path("q"), "--dev", small().text, "--condition",
             conditions})
            .code == 0);
  CHECK(train({"--condition", two}).code == 3);
  CHECK(train({"--condition", conditions, "--dev", small().text}).code == 2);
  CHECK(train({"--dev-condition", conditions}).code == 2);
  CHECK(train({"--condition", conditions, "--dev", small().text, "--dev-condition", conditions, "--epochs",
               "1"})
            .code == 0);
}
