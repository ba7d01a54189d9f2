// One sentence a line, its tokens between ASCII spaces or tabs.
#include <string_view>
#include <utility>

#include "corpus/readers.h"

namespace seqlab::corpus {
namespace {

class TokenLineReader : public RecordReader {
 public:
  TokenLineReader(Lines lines, const ReaderOptions& options) : lines_(std::move(lines)), options_(options) {}

  bool next(Record& record) override {
    record = {};
    Line line;
    if (!lines_.next(line)) return false;
    constexpr std::string_view spaces = " \t";
    const std::string_view text = line.text;
    Sentence sentence;
    sentence.file = lines_.name();
    for (std::size_t begin = text.find_first_not_of(spaces); begin != std::string_view::npos;) {
      const std::size_t end = std::min(text.find_first_of(spaces, begin), text.size());
      sentence.words.push_back(normalised(text.substr(begin, end - begin), options_));
      begin = text.find_first_not_of(spaces, end);
    }
    sentence.lines.assign(sentence.size(), line.number);
    if (sentence.size() > 0) record.sentences.push_back(std::move(sentence));
    return true;
  }

  [[nodiscard]] bool record_buffered() const override { return lines_.buffered(); }
  [[nodiscard]] Format format() const override { return Format::tokens; }

 private:
  Lines lines_;
  ReaderOptions options_;
};

}  // namespace

std::unique_ptr<RecordReader> make_token_line_reader(Lines lines, const ReaderOptions& options) {
  return std::make_unique<TokenLineReader>(std::move(lines), options);
}

}  // namespace seqlab::corpus
