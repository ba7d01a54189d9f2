// Raw text: a record is a line or a paragraph.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "corpus/readers.h"
#include "corpus/tokenised_text.h"

namespace seqlab::corpus {
namespace {

class RawTextReader : public RecordReader {
 public:
  RawTextReader(Lines lines, const ReaderOptions& options)
      : RecordReader(options), lines_(std::move(lines)), options_(options) {}

  bool take(Record& record) override {
    record = {};
    while (!complete_ && !ended_) take_line();
    if (!complete_) return false;
    complete_ = false;
    record.raw = raw_;
    record.line = line_;
    record.line_begins.swap(line_begins_);
    record.expected_tokens = expected_tokens(raw_);
    raw_.clear();
    line_begins_.clear();
    line_ = 0;
    return true;
  }

  void read(Record& record) const override {
    record.text = std::move(record.raw);
    // A space for each line end lets sentences continue, and keeps offsets where lines end in "\n".
    std::vector<std::size_t> line_ends;
    for (std::size_t end = record.text.find('\n'); end != std::string::npos;
         end = record.text.find('\n', end)) {
      record.text[end] = ' ';
      line_ends.push_back(end);
    }
    for (text::TextSentence& tokens : tokenised(record.text, options_)) {
      Sentence sentence = sentence_of(record.text, std::move(tokens), options_);
      sentence.file = lines_.name();
      sentence.lines.reserve(sentence.size());
      for (const text::TextSpan& token : sentence.offsets) {
        const auto before = std::lower_bound(line_ends.begin(), line_ends.end(), token.begin);
        sentence.lines.push_back(record.line + static_cast<std::size_t>(before - line_ends.begin()));
      }
      record.sentences.push_back(std::move(sentence));
    }
  }

  [[nodiscard]] bool record_buffered() override {
    while (!complete_ && !ended_ && lines_.buffered()) take_line();
    return complete_ || ended_;
  }
  [[nodiscard]] Format format() const override { return Format::text; }
  [[nodiscard]] ReadingPlan plan() const override {
    return {options_.paragraphs ? "raw text, a text per paragraph" : "raw text, a text per line", {}};
  }

 private:
  void take_line() {
    Line line;
    if (!lines_.next(line)) {
      ended_ = true;
      complete_ = line_ != 0;
      return;
    }
    if (line.number == 1 && lines_.byte_order_mark()) place_ = text::length_in("\uFEFF", options_.offsets);
    const std::size_t place = place_;
    place_ += text::length_in(line.text, options_.offsets) + line.end.size();
    if (options_.paragraphs && is_blank(line.text)) {
      complete_ = line_ != 0;
      return;
    }
    if (line_ == 0) {
      line_ = line.number;
    } else {
      raw_ += '\n';
    }
    line_begins_.push_back({raw_.size(), place});
    raw_ += line.text;
    complete_ = !options_.paragraphs;
  }

  Lines lines_;
  ReaderOptions options_;
  // What has been read of the next record: finding out whether it is complete reads on.
  std::string raw_;  // its lines, joined by line ends
  std::vector<LineBegin> line_begins_;
  std::size_t line_ = 0;   // of the first line; 0: none yet
  std::size_t place_ = 0;  // of the next line
  bool complete_ = false;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<RecordReader> make_raw_text_reader(Lines lines, const ReaderOptions& options) {
  return std::make_unique<RawTextReader>(std::move(lines), options);
}

}  // namespace seqlab::corpus
