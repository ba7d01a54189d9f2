// The best label sequences and the probabilities of spans, from the command line.
#include <cstddef>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "../io/temporary_folder.h"
#include "catch.h"
#include "run_program.h"
#include "small_models.h"

using namespace seqlab::tests;
using nlohmann::json;
using Words = std::vector<std::string>;

namespace {

Outcome tag(const Words& more, const std::string& text) {
  return run(command({tagger, "tag", "-q", "-m", names_model()}, more), text);
}

std::vector<json> objects(const std::string& lines) {
  std::vector<json> result;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) result.push_back(json::parse(line));
  return result;
}

// Checks alternatives, the first of which must have these labels.
void check_alternatives(const json& alternatives, const json& labels, std::size_t most) {
  REQUIRE_FALSE(alternatives.empty());
  CHECK(alternatives.size() <= most);
  CHECK(alternatives.front().at("labels") == labels);
  double last = 1;
  double sum = 0;
  for (const json& alternative : alternatives) {
    CHECK(alternative.at("labels").size() == labels.size());
    const double p = alternative.at("probability").get<double>();
    CHECK(p <= last);
    last = p;
    sum += p;
  }
  CHECK(sum <= 1 + 1e-4);
}

}  // namespace

TEST_CASE("each sentence of a text gets its best label sequences, the predicted one first") {
  const std::string text = "Anna Berg lives in Lisbon. They like Peter.\n\nPeter\n";
  const Outcome outcome = tag({"--output-format", "jsonl", "--n-best", "4"}, text);
  REQUIRE(outcome.code == 0);
  const std::vector<json> records = objects(outcome.out);
  REQUIRE(records.size() == 3);
  std::size_t sentences = 0;
  for (const json& record : records) {
    for (const json& sentence : record.at("sentences")) {
      json labels = json::array();
      for (const json& token : sentence.at("tokens")) labels.push_back(token.at("label"));
      check_alternatives(sentence.at("alternatives"), labels, 4);
      ++sentences;
    }
  }
  CHECK(sentences == 3);
  // The rest of the output is the same without them.
  std::vector<json> plain = objects(tag({"--output-format", "jsonl"}, text).out);
  for (std::size_t i = 0; i < plain.size(); ++i) {
    json without = records[i];
    for (json& sentence : without.at("sentences")) sentence.erase("alternatives");
    CHECK(without == plain[i]);
  }
}

TEST_CASE(
    "a sentence with fewer label sequences than requested gets all of them, with probabilities that sum to "
    "1") {
  const Outcome outcome =
      tag({"--output-format", "jsonl", "--n-best", "100", "--input-format", "tokens"}, "Anna\n");
  REQUIRE(outcome.code == 0);
  const json record = objects(outcome.out).front();
  CHECK(record.at("alternatives").size() == 3);
  double sum = 0;
  for (const json& alternative : record.at("alternatives"))
    sum += alternative.at("probability").get<double>();
  CHECK((sum > 1 - 1e-4 && sum < 1 + 1e-4));
  check_alternatives(record.at("alternatives"), record.at("tags"), 3);
}

TEST_CASE("spans in JSON Lines have a probability with --probabilities") {
  const std::string line = "Anna Berg lives in Lisbon.";
  const json record = objects(tag({"--output-format", "jsonl", "--probabilities"}, line + "\n").out).front();
  REQUIRE_FALSE(record.at("spans").empty());
  for (const json& span : record.at("spans")) {
    const double p = span.at("probability").get<double>();
    CHECK((p > 0 && p <= 1));
  }
  json plain = record;
  for (json& span : plain.at("spans")) span.erase("probability");
  CHECK(plain.at("spans") == objects(tag({"--output-format", "jsonl"}, line).out).front().at("spans"));

  const Words tokens = {"--input-format", "jsonl", "--probabilities"};
  const json given =
      objects(tag(tokens, R"({"tokens": ["Anna", "lives", "in", "Lisbon"], "id": 3})").out).front();
  CHECK(given.at("id") == 3);
  REQUIRE(given.at("token_spans").size() == 2);
  CHECK(given.at("token_spans")[0].at("start") == 0);
  CHECK(given.at("token_spans")[0].at("end") == 1);
  CHECK(given.at("token_spans")[0].at("label") == "PER");
  CHECK(given.at("token_spans")[1].at("probability").get<double>() > 0.5);
  CHECK(given.at("token_spans")[1].at("end") == 4);
}

TEST_CASE("CoNLL-U output has a sentence with comments per sequence and can be read back") {
  const std::string sentence =
      "# sent_id = a\n1-2\tAnnalives\t_\t_\t_\t_\t_\t_\t_\t_\n1\tAnna\t_\t_\t_\t_\t_\t_\t_\t_\n"
      "2\tlives\t_\t_\t_\t_\t_\t_\t_\t_\n";
  const Words options = {"--input-format", "conllu", "--n-best", "2"};
  const auto tagged = [&](const std::string& conllu) { return tag(options, conllu).out; };
  const std::string first = "# sent_id = a\n# n_best = 1\n# probability = 0.";
  for (const std::string end : {"\n", "\n\n", ""}) {
    std::string text = sentence + end;
    if (end.empty()) text.pop_back();
    const std::string out = tagged(text);
    CHECK(out.starts_with(first));
    CHECK(out.find("\n1-2\tAnnalives\t_\t_\t_\t_\t_\t_\t_\t_\n1\tAnna\t_\t_\t_\t_\t_\t_\t_\tNER=B-"
                   "PER\n2\tlives\t_\t_"
                   "\t_\t_\t_\t_\t_\tNER=O\n\n") != std::string::npos);
    CHECK(out.find("\n# sent_id = a\n# n_best = 2\n# probability = ") != std::string::npos);
    const Outcome back = run({tagger, "convert", "-q", "--input-format", "conllu", "--label-column",
                              "MISC:NER", "--output-format", "jsonl"},
                             out);
    REQUIRE(back.code == 0);
    CHECK(objects(back.out).size() == 2);
  }
  const std::string text =
      tag({"--output-format", "conllu", "--n-best", "2", "--probabilities"}, "Anna lives.\nPeter.\n").out;
  CHECK(text.starts_with("# sent_id = 1\n# text = Anna lives.\n# n_best = 1\n# probability = "));
  CHECK(text.find("\n\n# sent_id = 1\n# text = Anna lives.\n# n_best = 2\n") != std::string::npos);
  CHECK(text.find("\n\n# sent_id = 2\n# text = Peter.\n# n_best = 1\n") != std::string::npos);
  CHECK(text.find("NER=B-PER|Probability=0.") != std::string::npos);
}

TEST_CASE("the best sequences do not depend on batch size or threads") {
  std::string text;
  for (int i = 0; i < 40; ++i) {
    text += "Anna lives in Lisbon. Peter Berg likes " + std::to_string(i) + " of them.\n";
  }
  const Words options = {"--output-format", "jsonl", "--n-best", "5", "--probabilities"};
  const std::string expected = tag(options, text).out;
  for (const std::string batch : {"1", "7"}) {
    for (const std::string threads : {"1", "2"}) {
      CHECK(tag(command(options, {"--batch-size", batch, "-t", threads}), text).out == expected);
    }
  }
}

TEST_CASE("the option --n-best is refused for formats that cannot hold it and out of its range") {
  for (const std::string format : {"conll", "inline"}) {
    const Outcome outcome = tag({"--n-best", "2", "--output-format", format}, "Anna\n");
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(outcome.err.find("give --output-format jsonl or conllu") != std::string::npos);
  }
  CHECK(tag({"--n-best", "2"}, "Anna\n").code == 2);
  CHECK(tag({"--n-best", "0", "--output-format", "jsonl"}, "Anna\n").code == 2);
  CHECK(tag({"--n-best", "101", "--output-format", "jsonl"}, "Anna\n").code == 2);
}

TEST_CASE("with several heads, --n-best works on the head that is chosen") {
  const TemporaryFolder folder;
  const std::string data =
      folder.file("both.conllu",
                  "1\tAnna\t_\tPROPN\t_\t_\t_\t_\t_\tNER=B-PER\n2\tlives\t_\tVERB\t_\t_\t_\t_\t_\tNER=O\n\n");
  const std::string model = folder.path("both.model");
  REQUIRE(run(command({tagger, "train", "--train", data, "--dev", data, "-m", model, "--label-column",
                       "UPOS,MISC:NER", "--decoder", "crf"},
                      quick_training))
              .code == 0);
  const Words plain = {tagger, "tag", "-q", "-m", model, "--output-format", "jsonl", "--n-best", "2"};
  const Outcome both = run(plain, "Anna lives\n");
  CHECK(both.code == 2);
  CHECK(both.err.find("choose one with --head (UPOS, NER)") != std::string::npos);
  for (const std::string head : {"UPOS", "NER"}) {
    const Outcome outcome = run(command(plain, {"--head", head}), "Anna lives\n");
    REQUIRE(outcome.code == 0);
    const json sentence = objects(outcome.out).front().at("sentences")[0];
    check_alternatives(sentence.at("alternatives"),
                       head == "UPOS" ? json{"PROPN", "VERB"} : json{"B-PER", "O"}, 2);
  }
  const Outcome probabilities =
      run({tagger, "tag", "-q", "-m", model, "--output-format", "jsonl", "--probabilities"}, "Anna lives\n");
  const json record = objects(probabilities.out).front();
  CHECK(record.at("spans_NER")[0].at("probability").get<double>() > 0.5);
}
