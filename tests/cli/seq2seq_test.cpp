#include <algorithm>
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

// Words whose targets are the words backwards, or with the tag SAME the words themselves.
std::string small_pair_lines(std::size_t count, std::size_t start = 0) {
  std::string lines;
  for (std::size_t i = start; i < start + count; ++i) {
    std::string word;
    for (std::size_t rest = i * 7919 % 3125, letter = 0; letter < 1 + i % 4; ++letter, rest /= 5) {
      word += static_cast<char>('a' + rest % 5);
    }
    const bool same = i % 3 == 0;
    std::string target = word;
    if (!same) std::ranges::reverse(target);
    lines += word + "\t" + target + "\t" + (same ? "SAME" : "BACK") + "\n";
  }
  return lines;
}

// Trained once for all tests.
struct SmallTransducer {
  TemporaryFolder folder;
  std::string train = folder.file("train.tsv", small_pair_lines(500));
  std::string dev = folder.file("dev.tsv", small_pair_lines(60, 500));
  std::string model = folder.path("back.model");
  Outcome training =
      run({seq2seq,    "train", "--train",         train,  "--dev",       dev, "-m",           model,
           "--cell",   "gru",   "--hidden",        "16",   "--dimension", "8", "--batch-size", "16",
           "--epochs", "12",    "--learning-rate", "0.02", "--dropout",   "0"});
};

const SmallTransducer& small() {
  static const SmallTransducer model;
  return model;
}

Outcome run_small(const Arguments& more, const std::string& in) {
  return run(command({seq2seq, "run", "-m", small().model}, more), in);
}

// The tiny training of tests that only look at messages and codes.
Outcome train_tiny(const TemporaryFolder& folder, const std::string& train, const Arguments& more = {}) {
  return run(command({seq2seq, "train", "--train", train, "-m", folder.path("m"), "--force", "--hidden", "4",
                      "--dimension", "4", "--epochs", "1"},
                     more));
}

const std::string& word_rows() {
  static const std::string rows =
      "# text = abca ab\n"
      "1\tabc\tx\tBACK\t_\t_\t_\t_\t_\tSpaceAfter=No\n"
      "2-3\tab\t_\t_\t_\t_\t_\t_\t_\t_\n"
      "2\ta\t_\tSAME\t_\t_\t_\t_\t_\t_\n"
      "3\tb\ty\tSAME\t_\tFoo=Bar\t_\t_\t_\t_\n"
      "\n"
      "# last comment\n";
  return rows;
}

}  // namespace

TEST_CASE("seq2seq train notes its data, vocabulary and scores, and finds the best epoch by exact match") {
  const Outcome& training = small().training;
  REQUIRE(training.code == 0);
  CHECK(training.out.empty());
  CHECK(contains(training.err, "train.tsv: lines, 500 pairs"));
  CHECK(contains(training.err, "vocabulary: 7 source symbols, 5 target symbols; unknown: 0 of "));
  CHECK(contains(training.err, "  exact_match "));
  CHECK(contains(training.err, "  error_rate 0."));
}

TEST_CASE("seq2seq run writes a target for each line, in order, with any number of threads") {
  const std::string sources = "abc\t\tBACK\nabc\tignored\tSAME\n\nca\t\tBACK";
  const Outcome outcome = run_small({}, sources);
  CHECK(outcome.code == 0);
  CHECK(outcome.out == "cba\nabc\n\nac\n");
  CHECK(contains(outcome.err, "3 sources, "));
  std::string many;
  for (int i = 0; i < 300; ++i) many += "abc\t\tBACK\nb\t\tSAME\n";
  const Outcome one = run_small({"--batch-size", "8"}, many);
  CHECK(one.out.substr(0, 8) == "cba\nb\ncb");
  CHECK(run_small({"--threads", "2", "--batch-size", "5"}, many).out == one.out);
  CHECK(run_small({"--beam", "4"}, sources).out == outcome.out);
}

TEST_CASE("seq2seq run answers a slow writer line by line") {
  RunningProgram program({seq2seq, "run", "-m", small().model});
  program.write("abc\t\tBACK\n");
  CHECK(program.read_until("\n") == "cba\n");
  program.write("dd\t\tSAME\n");
  CHECK(program.read_until("dd\n") == "cba\ndd\n");
  program.close_input();
  CHECK(program.wait() == 0);
}

TEST_CASE("seq2seq run fills the column of CoNLL-U and passes the rest through") {
  std::string expected = word_rows();
  expected.replace(expected.find("\tx\t"), 3, "\tcba\t");
  expected.replace(expected.find("\ta\t_\tSAME"), 9, "\ta\ta\tSAME");
  expected.replace(expected.find("\ty\t"), 3, "\tb\t");
  const Outcome outcome = run_small({}, word_rows());
  CHECK(outcome.code == 0);
  CHECK(outcome.out == expected);
  CHECK(run_small({"--output-format", "lines"}, word_rows()).out == "cba\na\nb\n\n");
  CHECK(run_small({"--output-format", "conllu"}, "a\n").code == 2);
}

TEST_CASE("seq2seq run writes JSON with probabilities and attention, and keeps other keys") {
  const Outcome outcome = run_small({"--output-format", "jsonl", "--log-probabilities", "--attention"},
                                    "{\"id\": 5, \"source\": \"abc\", \"tags\": [\"BACK\"]}\n");
  REQUIRE(outcome.code == 0);
  const auto record = nlohmann::json::parse(outcome.out);
  CHECK(record.at("id") == 5);
  CHECK(record.at("target") == "cba");
  CHECK(record.at("log_probability").get<double>() < 0);
  CHECK(record.at("attention").size() == 4);
  CHECK(record.at("attention")[0].size() == 4);
  const auto line = nlohmann::json::parse(run_small({"--output-format", "jsonl"}, "ab\t\tSAME\n").out);
  CHECK(line.at("source") == "ab");
  CHECK(line.at("tags")[0] == "SAME");
  CHECK_FALSE(line.contains("attention"));
  CHECK(run_small({"--attention"}, "a\n").code == 2);
  CHECK(run_small({"--log-probabilities"}, "a\n").code == 2);
}

TEST_CASE("seq2seq run refuses what is no source, with its place") {
  const Outcome fields = run_small({}, "a\t\tSAME\na\tb\tX\tY\n");
  CHECK(fields.code == 3);
  CHECK(contains(fields.err, "<stdin>:2:7: the line has 4 fields"));
  CHECK(run_small({}, "\xFF\n").code == 3);
  CHECK(run_small({"--invalid", "replace"}, "\xFF\n").code == 0);
  CHECK(run_small({"--encoding", "ISO-8859-1"}, "\xE9\n").code == 0);
  CHECK(contains(run_small({}, "{\"source\": [[1, 2]]}\n").err, "the model reads text"));
  CHECK(run_small({"--beam", "0"}, "a\n").code == 2);
  CHECK(contains(run_small({"--bea", "2"}, "a\n").err, "--beam"));
  CHECK(run({seq2seq, "run", "-m", names_model()}, "a\n").code == 4);
  CHECK(run({tagger, "tag", "-m", small().model}, "a\n").code == 4);
}

TEST_CASE("seq2seq eval prints exact match, error rate and loss, also as JSON") {
  const Outcome outcome = run({seq2seq, "eval", "-m", small().model, small().dev});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "pairs: 60; exact match: "));
  CHECK(contains(outcome.out, "; error rate: "));
  const auto scores =
      nlohmann::json::parse(run({seq2seq, "eval", "-m", small().model, "--json", small().dev}).out);
  CHECK(scores.at("pairs") == 60);
  CHECK(scores.at("exact_match").get<double>() > 0.8);
  CHECK(scores.at("error_rate").get<double>() < 0.2);
  CHECK(run({seq2seq, "eval", "-m", small().model}, "abc\n").code == 3);
}

TEST_CASE("a transducer is reduced, described and tuned") {
  const TemporaryFolder folder;
  const std::string reduced = folder.path("small.model");
  const Outcome quantized =
      run({seq2seq, "quantize", "-m", small().model, "-o", reduced, "--dev", small().dev});
  CHECK(quantized.code == 0);
  CHECK(contains(quantized.err, "dev exact_match: f32 "));
  CHECK(contains(run({seq2seq, "info", reduced}).out, "# precision: int8\n"));
  const std::string info = run({seq2seq, "info", small().model}).out;
  CHECK(contains(info, "# source_symbols_known: 7\n"));
  CHECK(contains(info, "\nsource = FORM,UPOS,FEATS\n"));
  CHECK(contains(info, "\ncell = gru\n"));
  CHECK_FALSE(contains(info, "bptt"));
  const Outcome tuned =
      run({seq2seq, "tune", "--train", small().train, "--dev", small().dev, "--hidden", "4", "--dimension",
           "4", "--epochs", "1", "--search", "batch-size=16,32", "--trials", "2", "-q"});
  CHECK(tuned.code == 0);
  CHECK(contains(tuned.out, "batch-size = "));
}

TEST_CASE("seq2seq train reads vectors, and holds out sources without --dev") {
  const TemporaryFolder folder;
  std::string lines;
  for (int i = 0; i < 60; ++i) {
    const std::string first = std::to_string(i % 10);
    lines += "{\"source\": [[" + first + ", 1], [0.5, -1e-1]], \"target\": \"" + first + "\"}\n";
  }
  const Outcome outcome = train_tiny(folder, folder.file("vectors.jsonl", lines));
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.err, "no --dev: a tenth of the sources"));
  CHECK(contains(outcome.err, "vocabulary: vectors of 2 numbers, "));
  const Outcome answer = run({seq2seq, "run", "-m", folder.path("m")}, "{\"source\": [[1, 2]], \"id\": 1}\n");
  CHECK(answer.code == 0);
  CHECK(contains(answer.out, "\"id\": 1"));
  CHECK(run({seq2seq, "run", "-m", folder.path("m")}, "{\"source\": [[1]]}\n").code == 3);
  CHECK(run({seq2seq, "run", "-m", folder.path("m")}, "a\n").code == 3);
}

TEST_CASE("seq2seq train refuses data and options that do not fit") {
  const TemporaryFolder folder;
  const std::string& train = small().train;
  CHECK(train_tiny(folder, folder.file("one", "a\n")).code == 3);
  CHECK(train_tiny(folder, folder.file("none", "\n")).code == 3);
  CHECK(contains(train_tiny(folder, folder.file("few", "a\tb\n")).err, "too few pairs to hold out"));
  for (const Arguments& more : std::vector<Arguments>{{"--cell", "none"},
                                                      {"--bptt", "5"},
                                                      {"--decoder", "crf"},
                                                      {"--directions", "1"},
                                                      {"--vanishing-penalty", "1"},
                                                      {"--source", "FORM,"},
                                                      {"--symbols", "bytes"}}) {
    CHECK(train_tiny(folder, train, more).code == 2);
  }
  const std::string rows = folder.file("rows.conllu", word_rows());
  CHECK(train_tiny(folder, rows, {"--dev", rows, "--target", "NONE"}).code == 2);
  const Outcome words = train_tiny(folder, rows, {"--dev", rows, "--source", "FORM,UPOS"});
  CHECK(words.code == 0);
  CHECK(contains(words.err, "rows.conllu: conllu, 2 pairs; 1 words without a target are left out"));
}

TEST_CASE("seq2seq train prints a table of scores for several seeds") {
  const TemporaryFolder folder;
  const Outcome outcome =
      train_tiny(folder, small().train, {"--dev", small().dev, "--seeds", "2", "--test", small().dev, "-q"});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "dev exact_match"));
  CHECK(contains(outcome.out, "test error_rate"));
}
