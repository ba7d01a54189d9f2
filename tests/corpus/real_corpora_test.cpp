// What is odd in real corpora.
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "catch.h"
#include "corpus/columns/columns.h"
#include "corpus/schemes/scheme_detector.h"
#include "corpus/schemes/tag_scheme.h"
#include "read_text.h"

using namespace seqlab;
using namespace seqlab::corpus;

namespace {

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Totals {
  std::size_t sentences = 0, words = 0, spans = 0, hashes = 0, ranges = 0, empty_nodes = 0, longest = 0;
  std::size_t documents = 0;
  std::set<std::string> labels, forms;
  SchemeStyle style;
};

Totals totals_of(const std::string& path, const std::string& label_column = "") {
  ReaderOptions options;
  options.label_columns = {label_column};
  const auto reader = make_reader(io::open_input(path), options);
  Totals totals;
  SchemeDetector detector;
  for (Record record; reader->next(record);) {
    const auto& columns = dynamic_cast<const ColumnProvenance&>(*record.provenance);
    for (const auto& row : columns.lines.rows) {
      const std::string_view line = columns.lines.text(row);
      const std::string_view id = line.substr(0, line.find('\t'));
      totals.ranges += id.find('-') != std::string_view::npos ? 1U : 0U;
      totals.empty_nodes += id.find('.') != std::string_view::npos ? 1U : 0U;
    }
    for (const Sentence& sentence : record.sentences) {
      ++totals.sentences;
      totals.words += sentence.size();
      totals.documents = sentence.document + 1;
      detector.add(sentence.gold.at(0));
      totals.spans += read_spans(sentence.gold.at(0), {TagScheme::iob2, '-'}).size();
      totals.labels.insert(sentence.gold.at(0).begin(), sentence.gold.at(0).end());
      for (const std::string& word : sentence.words) {
        totals.hashes += word.starts_with('#') ? 1U : 0U;
        totals.longest = std::max(totals.longest, word.size());
        totals.forms.insert(word);
      }
    }
  }
  totals.style = detector.style();
  return totals;
}

bool comes_back(const std::string& path, Format format) {
  ReaderOptions options;
  const auto reader = make_reader(io::open_input(path), options);
  WriterOptions writer;
  writer.format = format == Format::conllu ? OutputFormat::conllu : OutputFormat::conll;
  return reader->format() == format && tests::rewritten(*reader, writer) == contents(path);
}

}  // namespace

TEST_CASE("English Web Treebank: multi-word tokens, empty nodes, tags that look like a scheme") {
  const std::string path = tests::shared_data("ud-ewt/dev.conllu");
  if (path.empty()) return;
  const Totals upos = totals_of(path);
  CHECK(upos.sentences == 2001);
  CHECK(upos.words == 25147);
  CHECK(upos.documents == 318);
  CHECK(upos.labels.size() == 17);
  CHECK(upos.ranges == 359);
  CHECK(upos.empty_nodes == 4);
  CHECK(upos.style.scheme == TagScheme::none);
  const Totals xpos = totals_of(path, "XPOS");
  CHECK(xpos.labels.count("-LRB-") == 1);
  CHECK(xpos.style.scheme == TagScheme::none);
  CHECK(totals_of(path, "FEATS").labels.count("_") == 1);
  CHECK(comes_back(path, Format::conllu));
  const std::string test = tests::shared_data("ud-ewt/test.conllu");
  CHECK(totals_of(test).ranges == 354);
  CHECK(totals_of(test).longest == 473);
  CHECK(comes_back(test, Format::conllu));
}

TEST_CASE("Universal NER: five columns, comments, forms with '#'") {
  const std::string dev = tests::shared_data("uner-ewt/dev.iob2");
  const std::string test = tests::shared_data("uner-ewt/test.iob2");
  if (dev.empty() || test.empty()) return;
  const Totals totals = totals_of(dev);
  CHECK(totals.sentences == 2001);
  CHECK(totals.spans == 966);
  CHECK(totals.hashes == 5);
  CHECK(totals.labels == std::set<std::string>{"O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"});
  CHECK(totals.style == SchemeStyle{TagScheme::iob2, '-'});
  CHECK(totals_of(test).spans == 1088);
  CHECK(totals_of(test).hashes == 8);
  CHECK(comes_back(dev, Format::conll));
}

TEST_CASE("Uyghur: a bare I as XPOS, _ as a form") {
  const std::string dev = tests::shared_data("ud-uyghur/dev.conllu");
  if (dev.empty()) return;
  const Totals xpos = totals_of(dev, "XPOS");
  CHECK(xpos.sentences == 900);
  CHECK(xpos.labels.count("I") == 1);
  CHECK(xpos.forms.count("_") == 1);
  CHECK(xpos.style.scheme == TagScheme::none);
  CHECK(comes_back(dev, Format::conllu));
}
