#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;

TEST_CASE("raw text in gives a token per line out") {
  const Outcome outcome =
      run({tagger, "tag", "-m", names_model()}, "Anna lives in Lisbon. They like Peter.\n");
  CHECK(outcome.code == 0);
  CHECK(outcome.out ==
        "Anna\tB-PER\nlives\tO\nin\tO\nLisbon\tB-LOC\n.\tO\n\n"
        "They\tO\nlike\tO\nPeter\tB-PER\n.\tO\n\n");
  CHECK(outcome.err.find("1 records, 2 sentences, 9 tokens") == 0);
}

TEST_CASE("the output's default format is the input's") {
  const std::string conllu =
      run({tagger, "tag", "-m", parts_model(), "--input-format", "conllu", "-q"}, parts_corpus).out;
  CHECK(conllu == parts_corpus);
  CHECK(run({tagger, "tag", "-m", names_model(), "--input-format", "tokens", "-q"}, "Anna lives\n").out ==
        "Anna\tB-PER\nlives\tO\n\n");
  CHECK(run({tagger, "tag", "-m", names_model(), "--input-format", "conll", "-q"}, "Anna x\nlives y\n").out ==
        "Anna x B-PER\nlives y O\n");
  CHECK(run({tagger, "tag", "-m", names_model(), "--input-format", "jsonl", "-q"},
            "{\"id\": 7, \"tokens\": [\"Anna\", \"lives\"]}\n")
            .out.find("\"id\": 7, \"tokens\": [\"Anna\", \"lives\"]") != std::string::npos);
}

TEST_CASE("inline output escapes slashes in words") {
  const std::string out =
      run({tagger, "tag", "-m", names_model(), "--input-format", "tokens", "--output-format", "inline", "-q"},
          "Anna 1/2\n")
          .out;
  CHECK(out.rfind("Anna/B-PER 1\\/2/", 0) == 0);
}

TEST_CASE("labels with a scheme go to MISC of a new CoNLL-U file, parts of speech to UPOS") {
  const auto conllu = [](const std::string& model) {
    return run({tagger, "tag", "-m", model, "--output-format", "conllu", "-q"}, "Anna lives.\n").out;
  };
  CHECK(conllu(names_model()).find("1\tAnna\t_\t_\t_\t_\t_\t_\t_\tNER=B-PER\n") != std::string::npos);
  CHECK(conllu(parts_model()).find("1\tAnna\t_\tPROPN\t_\t_\t_\t_\t_\t_\n") != std::string::npos);
}

TEST_CASE("a label column is kept in the model for tag and eval") {
  const TemporaryFolder folder;
  const std::string data = folder.file("parts.conllu", parts_corpus);
  const std::string model = folder.path("model");
  REQUIRE(
      run(command({tagger, "train", "--train", data, "--dev", data, "--label-column", "XPOS", "-m", model},
                  quick_training))
          .code == 0);
  CHECK(run({tagger, "eval", "-m", model, data}).out.find("NNP: precision: 100.00%") != std::string::npos);
  const std::string tagged =
      run({tagger, "tag", "-m", model, "--output-format", "conllu", "-q"}, "Anna lives.\n").out;
  CHECK(tagged.find("1\tAnna\t_\t_\tNNP\t") != std::string::npos);
}

TEST_CASE("escaped words of a treebank are looked up like those of running text and written unchanged") {
  const TemporaryFolder folder;
  const std::string data = folder.file("ptb.conll", "-LRB- L\n`` Q\na W\n-RRB- R\nand\\/or C\n\n");
  const std::string model = folder.path("model");
  REQUIRE(run(command({tagger, "train", "--train", data, "--dev", data, "--escapes", "ptb", "-m", model},
                      quick_training))
              .code == 0);
  const auto tag = [&](const std::string& words) {
    return run({tagger, "tag", "-m", model, "--input-format", "tokens", "--probabilities", "-q"}, words).out;
  };
  const std::string escaped = tag("-LRB- and\\/or `` -RRB-\n");
  std::string plain = tag("( and/or \" )\n");
  REQUIRE(plain.rfind("(\t", 0) == 0);
  CHECK(escaped.rfind("-LRB-\t", 0) == 0);
  plain.replace(0, 1, "-LRB-");
  plain.replace(plain.find("\nand/or") + 1, 6, "and\\/or");
  plain.replace(plain.find("\n)") + 1, 1, "-RRB-");
  plain.replace(plain.find("\n\"") + 1, 1, "``");
  CHECK(escaped == plain);
}

TEST_CASE("probabilities are written on request") {
  const std::string out = run({tagger, "tag", "-m", names_model(), "--probabilities", "-q"}, "Anna\n").out;
  REQUIRE(out.rfind("Anna\tB-PER\t0.", 0) == 0);
  const double probability = std::stod(out.substr(11));
  CHECK(probability > 0.5);
  CHECK(probability <= 1);
}

TEST_CASE("labels do not depend on batch size or threads") {
  std::string text;
  for (int i = 0; i < 50; ++i)
    text += "Anna lives in Lisbon. Peter Berg likes " + std::to_string(i) + " of them.\n";
  const std::string expected = run({tagger, "tag", "-m", names_model(), "-q"}, text).out;
  for (const std::string batch : {"1", "7", "64"}) {
    for (const std::string threads : {"1", "2"}) {
      CHECK(run({tagger, "tag", "-m", names_model(), "-q", "--batch-size", batch, "-t", threads}, text).out ==
            expected);
    }
  }
}

TEST_CASE("as many records come out as went in, including empty ones") {
  const std::string lines = "Anna\n\n\nPeter lives\n";
  const std::string out =
      run({tagger, "tag", "-m", names_model(), "--input-format", "tokens", "--output-format", "inline", "-q"},
          lines)
          .out;
  CHECK(std::count(out.begin(), out.end(), '\n') == 4);
  const Outcome none = run({tagger, "tag", "-m", names_model()}, "");
  CHECK(none.code == 0);
  CHECK(none.out.empty());
}

TEST_CASE("a line is a record, and with --paragraphs an empty line ends it") {
  const std::string text = "Anna lives\nin Lisbon.\n\nPeter.\n";
  const auto records = [&](const std::vector<std::string>& more) {
    const std::string err = run(command({tagger, "tag", "-m", names_model()}, more), text).err;
    return err.substr(0, err.find(" records"));
  };
  CHECK(records({}) == "4");
  CHECK(records({"--paragraphs"}) == "2");
}

TEST_CASE("one file, several files and an output file are read and written") {
  const TemporaryFolder folder;
  const std::string first = folder.file("first.txt", "Anna");
  const std::string second = folder.file("second.txt", "Lisbon");
  const std::string target = folder.path("out");
  const Outcome outcome = run({tagger, "tag", "-m", names_model(), first, second, "-o", target, "-q"});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.empty());
  CHECK(read_bytes(target) == "Anna\tB-PER\n\nLisbon\tB-LOC\n\n");
  const Outcome again = run({tagger, "tag", "-m", names_model(), first, "-o", target});
  CHECK(again.code == 2);
  CHECK(read_bytes(target) == "Anna\tB-PER\n\nLisbon\tB-LOC\n\n");
  CHECK(run({tagger, "tag", "-m", names_model(), first, "-o", target, "--force"}).code == 0);
  CHECK(read_bytes(target) == "Anna\tB-PER\n\n");
}

TEST_CASE("an output file stays unchanged after an error") {
  const TemporaryFolder folder;
  const std::string bad = folder.file("bad.txt", "Anna\n\xFF\n");
  const std::string target = folder.file("out", "old");
  CHECK(run({tagger, "tag", "-m", names_model(), bad, "-o", target, "--force"}).code == 3);
  CHECK(read_bytes(target) == "old");
  CHECK(folder.entries() == 2);
}

// The answers of `tag` to two lines, each read before the next line is written and before the input ends.
struct Answers {
  std::string first, second;
  int code = -1;
};

Answers talk_line_by_line(bool terminal) {
  RunningProgram program({tagger, "tag", "-m", names_model(), "-q"}, terminal);
  Answers answers;
  program.write("Anna lives in Lisbon.\n");
  answers.first = program.read_until("Lisbon\tB-LOC");
  program.write("Peter.\n");
  answers.second = program.read_until("Peter\tB-PER");
  program.close_input();
  answers.code = program.wait();
  return answers;
}

TEST_CASE("an interactive pipe is answered line by line") {
  const Answers answers = talk_line_by_line(false);
  CHECK(answers.first.find("Lisbon\tB-LOC") != std::string::npos);
  CHECK(answers.first.find("Peter") == std::string::npos);
  CHECK(answers.second.find("Peter\tB-PER") != std::string::npos);
  CHECK(answers.code == 0);
}

TEST_CASE("a terminal is answered line by line") {
  if (!terminals()) return;
  const Answers answers = talk_line_by_line(true);
  CHECK(answers.first.find("Lisbon\tB-LOC") != std::string::npos);
  CHECK(answers.first.find("Peter") == std::string::npos);
  CHECK(answers.second.find("Peter\tB-PER") != std::string::npos);
  CHECK(answers.code == 0);
}

TEST_CASE("another encoding is converted") {
  const std::string out =
      run({tagger, "tag", "-m", names_model(), "--encoding", "ISO-8859-1", "-q"}, "caf\xE9\n").out;
  CHECK(out.rfind("caf\xC3\xA9\t", 0) == 0);
  CHECK(run({tagger, "tag", "-m", names_model(), "--encoding", "no-such-encoding"}, "x\n").code == 2);
}

TEST_CASE("offsets count the given unit") {
  const auto spans = [](const std::string& unit) {
    return run({tagger, "tag", "-m", names_model(), "--output-format", "jsonl", "--offsets", unit, "-q"},
               "\xF0\x9F\x98\x80 lives in Lisbon\n")
        .out;
  };
  const std::string span = "{\"text\": \"Lisbon\", \"start\": ";
  CHECK(spans("codepoint").find(span + "11, \"end\": 17, \"label\": \"LOC\"}") != std::string::npos);
  CHECK(spans("utf16").find(span + "12, \"end\": 18, \"label\": \"LOC\"}") != std::string::npos);
  CHECK(spans("byte").find(span + "14, \"end\": 20, \"label\": \"LOC\"}") != std::string::npos);
}

TEST_CASE("each record of a run has the same keys, also without tokens") {
  const auto keys = [](const std::string& text, std::vector<std::string> options) {
    const Outcome outcome =
        run(command({tagger, "tag", "-q", "-m", names_model(), "--output-format", "jsonl"}, options), text);
    std::vector<std::string> found;
    for (std::size_t begin = 0; begin < outcome.out.size();) {
      const std::size_t end = outcome.out.find('\n', begin);
      std::string names;
      const auto record = nlohmann::json::parse(outcome.out.substr(begin, end - begin));
      for (const auto& [key, value] : record.items()) names += key + " ";
      found.push_back(names);
      begin = end + 1;
    }
    return found;
  };
  using Keys = std::vector<std::string>;
  const std::string text = "Anna left.\n\n   \nOslo\n";
  CHECK(keys(text, {}) == Keys(4, "sentences spans text "));
  CHECK(keys(text, {"--n-best", "2", "--probabilities"}) == Keys(4, "sentences spans text "));
  CHECK(keys(text, {"--input-format", "tokens"}) == Keys(4, "tags tokens "));
  CHECK(keys(text, {"--input-format", "tokens", "--n-best", "2", "--probabilities"}) ==
        Keys(4, "alternatives probabilities tags token_spans tokens "));
  const std::string objects =
      "[{\"tokens\": [\"Anna\"]}, {\"tokens\": []}, {\"tokens\": 7}, {\"tokens\": [\"a\"]}]";
  CHECK(keys(objects, {"--input-format", "jsonl", "--probabilities", "--malformed", "skip"}) ==
        Keys(4, "predicted probabilities token_spans tokens "));
}
