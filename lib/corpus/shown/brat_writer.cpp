// brat's standoff annotation: the spans of a text, for a file beside it.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/shown/shown_sentence.h"
#include "corpus/writers.h"
#include "text/utf8.h"

namespace seqlab::corpus {
namespace {

// Places in a record's text as places in the whole text: the input if it is raw text, else the texts of all
// records, a line each.
class TextPlaces {
 public:
  // `begin`: of the record, if it is no raw text.
  TextPlaces(const Record& record, std::size_t begin, text::OffsetUnit unit)
      : record_(record), begin_(begin), map_(record.text, unit) {}

  [[nodiscard]] std::size_t operator()(std::size_t byte) const {
    const LineBegin* line = line_of(byte);
    if (line == nullptr) return begin_ + map_.from_byte(byte);
    return line->place + map_.from_byte(byte) - map_.from_byte(line->byte);
  }

  // Whether a line ends between two tokens.
  [[nodiscard]] bool line_ends(text::TextSpan before, text::TextSpan after) const {
    if (line_of(before.begin) != line_of(after.begin)) return true;
    const std::string_view text = record_.text;
    return before.end < after.begin &&
           text.substr(before.end, after.begin - before.end).find('\n') != std::string_view::npos;
  }

 private:
  // The line of raw text with a byte; null for other texts.
  [[nodiscard]] const LineBegin* line_of(std::size_t byte) const {
    const auto after =
        std::upper_bound(record_.line_begins.begin(), record_.line_begins.end(), byte,
                         [](std::size_t place, const LineBegin& line) { return place < line.byte; });
    return after == record_.line_begins.begin() ? nullptr : &*std::prev(after);
  }

  const Record& record_;
  std::size_t begin_;
  text::OffsetMap map_;
};

// A type has no white space in brat, and is not empty.
std::string brat_type(std::string_view type) {
  std::string name(type);
  for (char& c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F) c = '_';
  }
  return name.empty() ? "Span" : name;
}

class BratWriter : public RecordWriter {
 public:
  BratWriter(std::ostream& output, const WriterOptions& options)
      : output_(output), gold_schemes_(options.schemes), unit_(options.offsets) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    if (record.text.empty() && !record.sentences.empty()) {
      throw UsageError(
          "brat keeps places in a running text, and this input has only tokens; raw text, JSON with texts "
          "and "
          "brat's own files can be written so, tokens as conll, jsonl, html or tsv");
    }
    lines_.clear();
    const TextPlaces places(record, begin_, unit_);
    for (std::size_t i = 0; i < record.sentences.size(); ++i) {
      const Sentence& sentence = record.sentences[i];
      add_sentence(record, sentence, shown_sentence(sentence, predicted[i], gold_schemes_), places);
    }
    begin_ += text::length_in(record.text, unit_) + 1;
    output_ << lines_;
  }

  void finish(const std::string& /*trailing*/) override {}

 private:
  // Without a scheme of spans, each token has the label of the first head.
  void add_sentence(const Record& record, const Sentence& sentence, const ShownSentence& shown,
                    const TextPlaces& places) {
    for (const ShownSpan& span : shown.spans) add_span(record, sentence, span, places);
    if (shown.marks_spans || shown.labels.empty()) return;
    const ShownLabels& head = shown.labels.front();
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      if (head.labels[t].empty()) continue;
      ShownSpan token{t, t + 1, head.labels[t], {}};
      if (!head.probabilities.empty()) token.probability = head.probabilities[t];
      add_span(record, sentence, token, places);
    }
  }

  // brat divides a span at the ends of lines.
  void add_span(const Record& record, const Sentence& sentence, const ShownSpan& span,
                const TextPlaces& places) {
    const std::string id = "T" + std::to_string(++spans_);
    lines_ += id + '\t' + brat_type(span.type);
    std::string covered;
    text::TextSpan part = sentence.offsets[span.begin];
    const auto add_part = [&] {
      lines_ += covered.empty() ? ' ' : ';';
      lines_ += std::to_string(places(part.begin)) + ' ' + std::to_string(places(part.end));
      if (!covered.empty()) covered += ' ';
      covered.append(record.text, part.begin, part.end - part.begin);
    };
    for (std::size_t t = span.begin + 1; t < span.end; ++t) {
      const text::TextSpan token = sentence.offsets[t];
      if (places.line_ends(sentence.offsets[t - 1], token)) {
        add_part();
        part.begin = token.begin;
      }
      part.end = token.end;
    }
    add_part();
    std::replace_if(
        covered.begin(), covered.end(), [](char c) { return c >= '\t' && c <= '\r'; }, ' ');
    lines_ += '\t' + covered + '\n';
    if (!span.probability) return;
    lines_ += '#' + std::to_string(spans_) + "\tAnnotatorNotes " + id + '\t';
    lines_ += probability_text(*span.probability) + '\n';
  }

  std::ostream& output_;
  std::vector<SchemeStyle> gold_schemes_;
  text::OffsetUnit unit_;
  std::string lines_;      // of the record
  std::size_t begin_ = 0;  // of the record, where records are joined by line ends
  std::size_t spans_ = 0;  // that have been written
};

}  // namespace

std::unique_ptr<RecordWriter> make_brat_writer(std::ostream& output, const WriterOptions& options) {
  return std::make_unique<BratWriter>(output, options);
}

}  // namespace seqlab::corpus
