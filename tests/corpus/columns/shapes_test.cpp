// Every combination of what tools do to columns: separator, order, header, numbers, comments, scheme, line
// ends.
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "corpus/schemes/tag_scheme.h"
#include "error_message.h"
#include "read_text.h"
#include "sanitized.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;

namespace {

struct Token {
  std::string word;
  std::string pos;
  std::string type;  // of the span that it is in; empty: none
  bool begins = false;
};
using Tokens = std::vector<Token>;

// Twelve sentences with numbers, a hash, commas, quotes and touching spans of one type.
std::vector<Tokens> some_sentences() {
  const std::vector<Tokens> frames = {
      {{"Anna", "PROPN", "PER", true}, {"Berg", "PROPN", "PER"}, {"left", "VERB", ""}, {".", "PUNCT", ""}},
      {{"We", "PRON", ""},
       {"saw", "VERB", ""},
       {"2", "NUM", ""},
       {"films", "NOUN", ""},
       {",", "PUNCT", ""},
       {"in", "ADP", ""},
       {"Oslo", "PROPN", "LOC", true}},
      {{"#", "SYM", ""},
       {"3", "NUM", ""},
       {"of", "ADP", ""},
       {"Bergen", "PROPN", "LOC", true},
       {"Bodø", "PROPN", "LOC", true},
       {"\"", "PUNCT", ""}},
      {{"Statoil", "PROPN", "ORG", true},
       {"Norge", "PROPN", "ORG"},
       {"AS", "PROPN", "ORG"},
       {"hired", "VERB", ""},
       {"Eva", "PROPN", "PER", true},
       {";", "PUNCT", ""}}};
  std::vector<Tokens> sentences;
  for (std::size_t i = 0; i < 12; ++i) {
    Tokens sentence = frames[i % frames.size()];
    // Other words in each sentence, as a real text has.
    for (Token& token : sentence) {
      if (token.word.size() > 2) token.word += std::string(1, static_cast<char>('a' + i));
    }
    sentences.push_back(std::move(sentence));
  }
  return sentences;
}

// nothing: the labels are parts of speech.
std::vector<std::string> labels_of(const Tokens& sentence, TagScheme scheme) {
  std::vector<std::string> labels;
  if (scheme == TagScheme::none) {
    for (const Token& token : sentence) labels.push_back(token.pos);
    return labels;
  }
  std::vector<Span> spans;
  for (std::size_t t = 0; t < sentence.size(); ++t) {
    if (sentence[t].begins) spans.push_back({t, t + 1, sentence[t].type});
    if (!sentence[t].begins && !sentence[t].type.empty()) spans.back().end = t + 1;
  }
  return write_spans(spans, sentence.size(), {scheme, '-'});
}

enum class Column { word, label, lemma, other };

struct Shape {
  char separator = '\t';
  std::vector<Column> order;
  bool header = false;
  bool numbers = false;
  bool comments = false;
  TagScheme scheme = TagScheme::iob2;
  bool crlf = false;
  bool mark = false;
};

std::string name_of_column(Column column, TagScheme scheme) {
  switch (column) {
    case Column::word:
      return "token";
    case Column::label:
      return scheme == TagScheme::none ? "pos" : "ner_tag";
    case Column::lemma:
      return "lemma";
    default:
      return "case";
  }
}

std::string value_of(Column column, const Token& token, const std::string& label) {
  switch (column) {
    case Column::word:
      return token.word;
    case Column::label:
      return label;
    case Column::lemma:
      return token.word + "+";
    default:
      return token.word.front() >= 'A' && token.word.front() <= 'Z' ? "upper" : "none";
  }
}

std::string quoted(const std::string& value, char separator) {
  if (separator != ',' && separator != ';') return value;
  if (value.find_first_of(",;\"") == std::string::npos) return value;
  std::string result = "\"";
  for (const char c : value) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + '"';
}

std::string written(const std::vector<Tokens>& sentences, const Shape& shape) {
  const std::string end = shape.crlf ? "\r\n" : "\n";
  std::string text = shape.mark ? "\xEF\xBB\xBF" : "";
  const auto add_row = [&](const std::vector<std::string>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) text += shape.separator;
      text += quoted(values[i], shape.separator);
    }
    text += end;
  };
  if (shape.header) {
    std::vector<std::string> names;
    if (shape.numbers) names.emplace_back("id");
    for (const Column column : shape.order) names.push_back(name_of_column(column, shape.scheme));
    add_row(names);
  }
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    if (shape.comments) {
      text += "# sent_id = s-" + std::to_string(i) + end + "# text = " + sentences[i][0].word +
              ", as it came" + end;
    }
    const std::vector<std::string> labels = labels_of(sentences[i], shape.scheme);
    for (std::size_t t = 0; t < sentences[i].size(); ++t) {
      std::vector<std::string> values;
      if (shape.numbers) values.push_back(std::to_string(t + 1));
      for (const Column column : shape.order) values.push_back(value_of(column, sentences[i][t], labels[t]));
      add_row(values);
    }
    text += end;
  }
  return text;
}

std::vector<Shape> all_shapes() {
  using enum Column;
  const std::vector<std::vector<Column>> orders = {
      {word, label},        {label, word},        {word, lemma, label},        {word, label, other},
      {other, word, label}, {label, word, other}, {word, lemma, other, label}, {label, word, lemma}};
  std::vector<Shape> shapes;
  for (const char separator : {'\t', ' ', ',', ';'}) {
    for (const auto& order : orders) {
      for (const TagScheme scheme : {TagScheme::none, TagScheme::io, TagScheme::iob1, TagScheme::iob2,
                                     TagScheme::iobes, TagScheme::bilou}) {
        for (unsigned flags = 0; flags < 32; ++flags) {
          // Labels without a scheme or a header are in the last column, as documented, or in one of two.
          const bool documented = order.size() == 2 || order.back() == label;
          if (scheme == TagScheme::none && (flags & 1U) == 0 && !documented) continue;
          shapes.push_back({separator, order, (flags & 1U) != 0, (flags & 2U) != 0, (flags & 4U) != 0, scheme,
                            (flags & 8U) != 0, (flags & 16U) != 0});
        }
      }
    }
  }
  return shapes;
}

}  // namespace

TEST_CASE("every shape of columns is read right or refused with the option that decides") {
  const std::vector<Tokens> sentences = some_sentences();
  std::size_t read = 0;
  std::size_t refused = 0;
  const std::vector<Shape> shapes = all_shapes();
  // A step that has no factor in common with the numbers of choices.
  const std::size_t step = tests::sanitized ? 7 : 1;
  for (std::size_t number = 0; number < shapes.size(); number += step) {
    const Shape& shape = shapes[number];
    const std::string text = written(sentences, shape);
    try {
      const auto records = tests::read_text(text, ReaderOptions{}, "shape.tsv");
      bool right = records.size() == sentences.size();
      for (std::size_t i = 0; right && i < records.size(); ++i) {
        std::vector<std::string> words;
        for (const Token& token : sentences[i]) words.push_back(token.word);
        right = records[i].sentences.size() == 1 && records[i].sentences[0].words == words &&
                records[i].sentences[0].gold.at(0) == labels_of(sentences[i], shape.scheme);
      }
      if (!right) {
        INFO(text.substr(0, 400));
        CHECK(right);
      }
      ++read;
    } catch (const DataError& error) {
      ++refused;
      if (!contains(error.what(), "--")) {
        INFO(text.substr(0, 400) << "\n" << error.what());
        CHECK(false);
      }
    }
  }
  INFO(read << " read, " << refused << " refused");
  CHECK(read >= 9 * (read + refused) / 10);
}
