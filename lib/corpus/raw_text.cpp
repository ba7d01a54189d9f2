// Raw text: a line is a record, or a paragraph.
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
  RawTextReader(Lines lines, const ReaderOptions& options) : lines_(std::move(lines)), options_(options) {}

  bool next(Record& record) override {
    record = {};
    while (!complete_ && !ended_) take_line();
    if (!complete_) return false;
    complete_ = false;
    record.text = std::exchange(text_, {});
    const std::vector<Start> starts = std::exchange(starts_, {});
    for (const text::TextSentence& tokens : tokenised(record.text, options_)) {
      Sentence sentence = sentence_of(record.text, tokens, options_);
      sentence.file = lines_.name();
      for (const text::TextSpan& token : tokens) {
        const auto after = std::upper_bound(starts.begin(), starts.end(), token.begin,
                                            [](std::size_t byte, const Start& s) { return byte < s.byte; });
        sentence.lines.push_back((after - 1)->line);
      }
      record.sentences.push_back(std::move(sentence));
    }
    return true;
  }

  [[nodiscard]] bool record_buffered() const override {
    while (!complete_ && !ended_ && lines_.buffered()) take_line();
    return complete_ || ended_;
  }
  [[nodiscard]] Format format() const override { return Format::text; }

 private:
  // Where a line of a paragraph begins in its text.
  struct Start {
    std::size_t byte;
    std::size_t line;
  };

  void take_line() const {
    Line line;
    if (!lines_.next(line)) {
      ended_ = true;
      complete_ = !starts_.empty();
      return;
    }
    if (options_.paragraphs && is_blank(line.text)) {
      complete_ = !starts_.empty();
      return;
    }
    // A space for the line end keeps offsets as long as lines end in "\n", and lets a sentence go on.
    if (!starts_.empty()) text_ += ' ';
    starts_.push_back({text_.size(), line.number});
    text_ += line.text;
    complete_ = !options_.paragraphs;
  }

  // What has been read of the next record: asking whether it is complete reads on.
  mutable Lines lines_;
  mutable std::string text_;
  mutable std::vector<Start> starts_;
  mutable bool complete_ = false;
  mutable bool ended_ = false;
  ReaderOptions options_;
};

}  // namespace

std::unique_ptr<RecordReader> make_raw_text_reader(Lines lines, const ReaderOptions& options) {
  return std::make_unique<RawTextReader>(std::move(lines), options);
}

}  // namespace seqlab::corpus
