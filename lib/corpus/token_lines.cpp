// One sentence per line, its tokens separated by ASCII spaces or tabs.
#include <string_view>
#include <utility>

#include "corpus/readers.h"

namespace seqlab::corpus {
namespace {

class TokenLineReader : public RecordReader {
 public:
  TokenLineReader(Lines lines, const ReaderOptions& options)
      : RecordReader(options), lines_(std::move(lines)), options_(options) {}

  bool take(Record& record) override {
    record = {};
    Line line;
    if (!lines_.next(line)) return false;
    record.raw = line.text;
    record.line = line.number;
    record.expected_tokens = expected_tokens(line.text);
    return true;
  }

  void read(Record& record) const override {
    const std::string_view text = record.raw;
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    Sentence sentence;
    sentence.words.reserve(record.expected_tokens);
    for (std::size_t end = 0;;) {
      std::size_t begin = end;
      while (begin < text.size() && is_space(text[begin])) ++begin;
      if (begin == text.size()) break;
      end = begin;
      while (end < text.size() && !is_space(text[end])) ++end;
      sentence.words.push_back(normalised(text.substr(begin, end - begin), options_));
    }
    if (sentence.size() == 0) return;
    sentence.file = lines_.name();
    sentence.lines.assign(sentence.size(), record.line);
    sentence.features.assign(options_.feature_columns.size(), Labels(sentence.size()));
    record.sentences.push_back(std::move(sentence));
  }

  [[nodiscard]] bool record_buffered() override { return lines_.buffered(); }
  [[nodiscard]] Format format() const override { return Format::tokens; }
  [[nodiscard]] ReadingPlan plan() const override { return {"a sentence per line, tokens at spaces", {}}; }

 private:
  Lines lines_;
  ReaderOptions options_;
};

}  // namespace

std::unique_ptr<RecordReader> make_token_line_reader(Lines lines, const ReaderOptions& options) {
  return std::make_unique<TokenLineReader>(std::move(lines), options);
}

}  // namespace seqlab::corpus
