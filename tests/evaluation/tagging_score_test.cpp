#include "evaluation/tagging_score.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.h"
#include "corpus/schemes/scheme_detector.h"

using namespace seqlab;
using namespace seqlab::evaluation;
using corpus::SchemeStyle;
using corpus::TagScheme;
using Labels = std::vector<std::string>;

namespace {

struct Columns {
  std::vector<Labels> gold, predicted;
};

// The last two columns of a file of space-separated columns.
Columns read_columns(const std::filesystem::path& path) {
  Columns columns;
  std::ifstream file(path);
  Labels gold, predicted;
  const auto flush = [&] {
    if (!gold.empty()) {
      columns.gold.push_back(gold);
      columns.predicted.push_back(predicted);
    }
    gold.clear();
    predicted.clear();
  };
  for (std::string line; std::getline(file, line);) {
    std::istringstream fields(line);
    std::string word, pos, g, p;
    if (!(fields >> word >> pos >> g >> p)) {
      flush();
      continue;
    }
    gold.push_back(g);
    predicted.push_back(p);
  }
  flush();
  return columns;
}

std::string printed(const Columns& columns, SchemeStyle style) {
  TaggingScore score(style);
  for (std::size_t i = 0; i < columns.gold.size(); ++i) score.add(columns.gold[i], columns.predicted[i]);
  std::ostringstream output;
  score.print(output);
  return output.str();
}

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("spans are scored byte for byte as conlleval scores them") {
  const std::string folder = tests::shared_data("conlleval");
  if (folder.empty()) return;
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".in") continue;
    ++files;
    const Columns columns = read_columns(entry.path());
    std::filesystem::path expected = entry.path();
    expected.replace_extension(".out");
    corpus::SchemeDetector detector;
    for (const Labels& labels : columns.gold) detector.add(labels);
    for (const Labels& labels : columns.predicted) detector.add(labels);
    INFO(entry.path());
    CHECK(printed(columns, detector.style()) == contents(expected));
  }
  CHECK(files == 34);
}

TEST_CASE("IOBES, BILOU, BMES and underscores score as the IOB2 labels they stand for") {
  const SchemeStyle iob2 = {TagScheme::iob2, '-'};
  const Columns columns = {{{"B-A", "I-A", "O", "B-B"}, {"O", "B-A"}},
                           {{"B-A", "I-A", "B-B", "B-B"}, {"B-A", "I-A"}}};
  const std::string expected = printed(columns, iob2);
  CHECK(expected ==
        "processed 6 tokens with 3 phrases; found: 4 phrases; correct: 2.\n"
        "accuracy:  50.00%; precision:  50.00%; recall:  66.67%; FB1:  57.14\n"
        "                A: precision:  50.00%; recall:  50.00%; FB1:  50.00  2\n"
        "                B: precision:  50.00%; recall: 100.00%; FB1:  66.67  2\n");
  for (const SchemeStyle style : {SchemeStyle{TagScheme::iobes, '-'}, SchemeStyle{TagScheme::bilou, '_'},
                                  SchemeStyle{TagScheme::bmes, '-'}, SchemeStyle{TagScheme::bmewo, '-'},
                                  SchemeStyle{TagScheme::iob2, '_'}}) {
    Columns converted = columns;
    for (Labels& labels : converted.gold) labels = corpus::convert_labels(labels, iob2, style);
    for (Labels& labels : converted.predicted) labels = corpus::convert_labels(labels, iob2, style);
    CHECK(printed(converted, style) == expected);
  }
}

TEST_CASE("IOE labels score as conlleval reads them") {
  const Columns columns = {{{"I-A", "E-A", "O", "E-B"}, {"O", "E-A"}},
                           {{"I-A", "E-A", "E-B", "E-B"}, {"I-A", "E-A"}}};
  CHECK(printed(columns, {TagScheme::ioe2, '-'}) ==
        "processed 6 tokens with 3 phrases; found: 4 phrases; correct: 2.\n"
        "accuracy:  66.67%; precision:  50.00%; recall:  66.67%; FB1:  57.14\n"
        "                A: precision:  50.00%; recall:  50.00%; FB1:  50.00  2\n"
        "                B: precision:  50.00%; recall: 100.00%; FB1:  66.67  2\n");
}

TEST_CASE("spans without a type have one line without a name") {
  CHECK(printed({{{"B", "I", "O"}}, {{"B", "O", "B"}}}, {TagScheme::iob2, '-'}) ==
        "processed 3 tokens with 1 phrases; found: 2 phrases; correct: 0.\n"
        "accuracy:  33.33%; precision:   0.00%; recall:   0.00%; FB1:   0.00\n"
        "                 : precision:   0.00%; recall:   0.00%; FB1:   0.00  2\n");
}

TEST_CASE("nothing to score gives zeros and no division by zero") {
  TaggingScore spans({TagScheme::iob2, '-'});
  TaggingScore labels({});
  for (const double value :
       {spans.accuracy(), spans.seen_accuracy(), spans.unseen_accuracy(), spans.total().f1(),
        spans.total().precision(), spans.total().recall(), labels.accuracy()}) {
    CHECK(value == 0.0);
  }
  std::ostringstream output;
  spans.print(output);
  CHECK(output.str() == "processed 0 tokens with 0 phrases; found: 0 phrases; correct: 0.\n");
  output.str("");
  labels.print(output);
  CHECK(output.str() == "processed 0 tokens; correct: 0.\n");
}

TEST_CASE("labels without a scheme get accuracy and one line each") {
  TaggingScore score({});
  score.add(Labels{"NOUN", "VERB", "NOUN"}, Labels{"NOUN", "NOUN", "ADJ"});
  CHECK(score.accuracy() == Approx(1.0 / 3));
  CHECK(score.by_type().at("NOUN").f1() == Approx(0.5));
  CHECK(score.by_type().at("VERB").f1() == 0.0);
  std::ostringstream output;
  score.print(output);
  CHECK(output.str() ==
        "processed 3 tokens; correct: 1.\n"
        "accuracy:  33.33%\n"
        "              ADJ: precision:   0.00%; recall:   0.00%; FB1:   0.00  1\n"
        "             NOUN: precision:  50.00%; recall:  50.00%; FB1:  50.00  2\n"
        "             VERB: precision:   0.00%; recall:   0.00%; FB1:   0.00  0\n");
}

TEST_CASE("a token without a gold label is neither right nor wrong") {
  TaggingScore spans({TagScheme::iob2, '-'});
  spans.add(Labels{"", "B-A", "O"}, Labels{"B-A", "B-A", "O"});
  CHECK(spans.tokens() == 2);
  CHECK(spans.accuracy() == 1.0);
  CHECK(spans.total().predicted == 1);
  CHECK(spans.total().f1() == 1.0);
  TaggingScore labels({});
  labels.add(Labels{"", "NOUN"}, Labels{"VERB", "NOUN"});
  CHECK(labels.tokens() == 1);
  CHECK(labels.by_type().size() == 1);
}

TEST_CASE("words seen and unseen in training are scored separately") {
  TaggingScore score({});
  score.add(Labels{"A", "B", "A", ""}, Labels{"A", "A", "A", "A"}, {true, false, false, true});
  CHECK(score.seen_tokens() == 1);
  CHECK(score.unseen_tokens() == 2);
  CHECK(score.seen_accuracy() == 1.0);
  CHECK(score.unseen_accuracy() == Approx(0.5));
}

TEST_CASE("gold and predicted labels of different lengths are refused") {
  TaggingScore score({});
  CHECK_THROWS_AS(score.add(Labels{"A"}, Labels{"A", "A"}), std::invalid_argument);
}
