// The columns of labels and features that a user chooses, in every format: read for the heads and features of
// a model, and written for its heads.
#include <sstream>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"
#include "read_text.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Columns = std::vector<std::vector<std::string>>;

namespace {

const std::string kConllu =
    "# text = a_ b\n1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "1\ta\tA\tDET\tDT\tX=1|Y=2\t0\troot\t_\tNER=O\n2\t_\t_\tNOUN\t_\t_\t1\tdep\t_\t_\n\n";

ReaderOptions asking(Format format, std::vector<std::string> features, std::vector<std::string> labels = {}) {
  ReaderOptions options;
  options.format = format;
  options.feature_columns = std::move(features);
  options.label_columns = std::move(labels);
  return options;
}

Columns features_of(const std::string& text, const ReaderOptions& options) {
  return tests::read_text(text, options).at(0).sentences.at(0).features;
}

std::string failure(const std::string& text, const ReaderOptions& options) {
  return tests::error_message<DataError>([&] { tests::read_text(text, options); });
}

// The sentences get labels L0, L1, ... from the first head, and from others the head's number before them.
std::string tagged(const std::string& text, const ReaderOptions& reading, const WriterOptions& writing,
                   bool probabilities = false) {
  const auto reader = make_reader(io::memory_input(text, "file"), reading);
  std::ostringstream output;
  const auto writer = make_writer(output, writing);
  for (Record record; reader->next(record);) {
    std::vector<Predicted> predicted(record.sentences.size());
    for (std::size_t s = 0; s < predicted.size(); ++s) {
      for (std::size_t head = 0; head < writing.label_columns.size(); ++head) {
        HeadPrediction& one = predicted[s].heads.emplace_back();
        for (std::size_t t = 0; t < record.sentences[s].size(); ++t) {
          one.labels.push_back((head == 0 ? "" : std::to_string(head - 1)) + "L" + std::to_string(t));
          if (probabilities) one.probabilities.push_back(head == 0 ? 0.5 : 0.25);
        }
      }
    }
    writer->write(record, predicted);
  }
  writer->finish(reader->trailing());
  return output.str();
}

WriterOptions writing(OutputFormat format, std::vector<std::string> columns) {
  WriterOptions options;
  options.format = format;
  options.label_columns = std::move(columns);
  return options;
}

Predicted heads(const std::vector<Labels>& labels) {
  Predicted predicted;
  for (const Labels& list : labels) predicted.heads.push_back({.labels = list});
  return predicted;
}

}  // namespace

TEST_CASE(
    "columns of CoNLL-U are read by name, number or key of MISC, and _ is a value only in FEATS and FORM") {
  const auto asked = asking(Format::conllu, {"xpos", "FEATS", "4", "MISC:NER", "LEMMA", "FORM"});
  CHECK(features_of(kConllu, asked) ==
        Columns{{"DT", ""}, {"X=1|Y=2", "_"}, {"DET", "NOUN"}, {"O", ""}, {"A", ""}, {"a", "_"}});
  CHECK(features_of(kConllu, asking(Format::conllu, {})).empty());
  CHECK_THROWS_AS(features_of(kConllu, asking(Format::conllu, {"XXPOS"})), UsageError);
}

TEST_CASE("columns of CoNLL are read by number") {
  auto asked = asking(Format::conll, {"2", "3"}, {""});
  const std::string text = "a\tDT\t_\tO\nb\tNN\tx\tB-X\n\n";
  CHECK(features_of(text, asked) == Columns{{"DT", "NN"}, {"", "x"}});
  CHECK(tests::read_text(text, asked)[0].sentences[0].gold == Columns{{"O", "B-X"}});
  asked.unlabelled = "NN";
  CHECK(features_of(text, asked) == Columns{{"DT", ""}, {"", "x"}});
  asked = asking(Format::conll, {"3"});
  CHECK(contains(failure("a\tDT\n\n", asked),
                 "file:1:5: the line has 2 columns; the feature (--features) is column 3"));
  CHECK_THROWS_AS(features_of(text, asking(Format::conll, {"NER"})), UsageError);
  CHECK(tests::read_text("", asking(Format::conll, {"NER"})).empty());
}

TEST_CASE("columns of JSON Lines are lists beside the tokens, or missing") {
  const auto asked = asking(Format::jsonl, {"pos", "case"});
  CHECK(features_of("{\"tokens\": [\"a\", \"b\"], \"pos\": [\"DT\", null]}\n", asked) ==
        Columns{{"DT", ""}, {"", ""}});
  CHECK(contains(failure("{\"tokens\": [\"a\"], \"pos\": []}\n", asked), "1 tokens and 0 pos"));
  CHECK(contains(failure("{\"tokens\": [\"a\"], \"pos\": \"DT\"}\n", asked), "must be an array"));
  CHECK(contains(failure("{\"tokens\": [\"a\"], \"pos\": [1]}\n", asked), "pos[0] is number"));
}

TEST_CASE("texts and lines of tokens have no values in columns") {
  static const text::Tokeniser english("en");
  for (const Format format : {Format::text, Format::tokens}) {
    auto asked = asking(format, {"XPOS", "FEATS"});
    asked.tokeniser = &english;
    CHECK(features_of("Ann sleeps\n", asked) == Columns{{"", ""}, {"", ""}});
  }
}

TEST_CASE("the heads of a model go to their own columns of CoNLL-U") {
  const std::string expected =
      "# text = a_ b\n1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n"
      "1\ta\tA\t1L0\t0L0\tL0\t0\troot\t_\tNER=2L0|Probability=0.500000\n"
      "2\t_\t_\t1L1\t0L1\tL1\t1\tdep\t_\tProbability=0.500000|NER=2L1\n\n";
  auto options = writing(OutputFormat::conllu, {"FEATS", "XPOS", "UPOS", "MISC:NER"});
  CHECK(tagged(kConllu, asking(Format::conllu, {}), options, true) == expected);
  options.label_columns = {"", "XPOS", "4"};
  CHECK(contains(
      tests::error_message<UsageError>([&] { tagged(kConllu, asking(Format::conllu, {}), options); }),
      "two heads of the model would be written to UPOS"));
  CHECK(tagged("a b\n", asking(Format::tokens, {}), writing(OutputFormat::conllu, {"", "XPOS"})) ==
        "# sent_id = 1\n# text = a b\n1\ta\t_\tL0\t0L0\t_\t_\t_\t_\t_\n2\tb\t_\tL1\t0L1\t_\t_\t_\t_\t_\n\n");
}

TEST_CASE("the heads of a model are appended to CoNLL columns and to word/TAG in their order") {
  const auto options = writing(OutputFormat::conll, {"", "XPOS", "FEATS"});
  CHECK(tagged("a x\nb x\n\n", asking(Format::conll, {}), options, true) ==
        "a x L0 0.500000 0L0 1L0\nb x L1 0.500000 0L1 1L1\n\n");
  CHECK(tagged("a\n", asking(Format::tokens, {}), options) == "a\tL0\t0L0\t1L0\n\n");
  CHECK(tagged("a b\n", asking(Format::tokens, {}), writing(OutputFormat::inline_tags, {"", "XPOS"})) ==
        "a/L0/0L0 b/L1/0L1\n");
}

TEST_CASE("the heads of a model are keys of JSON Lines") {
  auto options = writing(OutputFormat::jsonl, {"", "XPOS"});
  options.schemes.resize(2);
  CHECK(tagged("{\"tokens\": [\"a\"], \"XPOS\": [\"X\"]}\n{\"tokens\": []}\n", asking(Format::jsonl, {}),
               options) ==
        "{\"tokens\": [\"a\"], \"XPOS\": [\"X\"], \"predicted\": [\"L0\"], \"predicted_XPOS\": [\"0L0\"]}\n"
        "{\"tokens\": [], \"predicted\": [], \"predicted_XPOS\": []}\n");
  CHECK(tagged("a b\n", asking(Format::tokens, {}), options) ==
        "{\"tokens\": [\"a\", \"b\"], \"tags\": [\"L0\", \"L1\"], \"XPOS\": [\"0L0\", \"0L1\"]}\n");
  static const text::Tokeniser english("en");
  auto text = asking(Format::text, {});
  text.tokeniser = &english;
  CHECK(contains(tagged("Ann\n", text, options), "\"end\": 3, \"label\": \"L0\", \"XPOS\": \"0L0\"}"));
}

TEST_CASE("a token without a label of a head keeps its field, and has _ in CoNLL columns") {
  for (const auto& [format, expected] :
       {std::pair<OutputFormat, std::string>{OutputFormat::conllu, "DT\tX=1|Y=2"},
        {OutputFormat::conll, "L\t_\n"}}) {
    const auto reader = make_reader(io::memory_input(kConllu, "file"), asking(Format::conllu, {}));
    std::ostringstream output;
    Record record;
    reader->next(record);
    make_writer(output, writing(format, {"", "XPOS"}))
        ->write(record, std::vector<Predicted>{heads({{"L", "L"}, {"", "NN"}})});
    CHECK(contains(output.str(), expected));
    CHECK(contains(output.str(), "NN"));
  }
}

TEST_CASE("a writer refuses labels for a wrong number of heads or tokens") {
  const auto reader = make_reader(io::memory_input(kConllu, "file"), asking(Format::conllu, {}));
  Record record;
  reader->next(record);
  for (const OutputFormat format : {OutputFormat::conllu, OutputFormat::jsonl}) {
    std::ostringstream output;
    const auto writer = make_writer(output, writing(format, {"", "XPOS", "FEATS"}));
    for (const std::vector<Labels>& lists : std::vector<std::vector<Labels>>{
             {{"L", "L"}, {"X", "X"}}, {{"L", "L"}, {"X", "X"}, {"X"}}, {{"L", "L"}}}) {
      CHECK_THROWS_AS(writer->write(record, std::vector<Predicted>{heads(lists)}), std::invalid_argument);
    }
  }
}

TEST_CASE("the English Web Treebank gives XPOS and FEATS beside UPOS in one reading") {
  const std::string path = tests::shared_data("ud-ewt/dev.conllu");
  if (path.empty()) return;
  ReaderOptions options;
  options.label_columns = {"UPOS", "XPOS", "FEATS"};
  options.feature_columns = {"XPOS", "FEATS"};
  ReaderOptions xpos;
  xpos.label_columns = {"XPOS"};
  ReaderOptions feats;
  feats.label_columns = {"FEATS"};
  const auto all = read_sentences(path, options);
  const auto xpos_alone = read_sentences(path, xpos);
  const auto feats_alone = read_sentences(path, feats);
  REQUIRE(all.size() == xpos_alone.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Columns expected{xpos_alone[i].gold[0], feats_alone[i].gold[0]};
    if (all[i].features != expected) ++different;
    if (Columns(all[i].gold.begin() + 1, all[i].gold.end()) != expected) ++different;
  }
  CHECK(different == 0);
}
