#include "corpus/lines.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <optional>
#include <string_view>
#include <utility>

#include "text/utf8.h"

namespace seqlab::corpus {
namespace {

// An input that converts its bytes to UTF-8.
class TranscodedInput : public io::Input {
 public:
  TranscodedInput(std::unique_ptr<io::Input> input, const std::string& encoding)
      : io::Input(input->name()), input_(std::move(input)), transcoder_(encoding) {}

  std::size_t read(char* buffer, std::size_t size) override {
    // The converter may hold bytes back and return nothing for a chunk; only the end of the input is the end.
    while (position_ == converted_.size() && !ended_) convert_chunk();
    const std::size_t count = std::min(size, converted_.size() - position_);
    std::memcpy(buffer, converted_.data() + position_, count);
    position_ += count;
    return count;
  }

  bool ready() override {
    while (position_ == converted_.size() && !ended_ && input_->ready()) convert_chunk();
    return position_ < converted_.size() || ended_;
  }

  [[nodiscard]] bool live() const override { return input_->live(); }

 private:
  void convert_chunk() {
    std::array<char, 1U << 14> chunk{};
    const std::size_t count = input_->read(chunk.data(), chunk.size());
    ended_ = count == 0;
    converted_ = transcoder_.convert({chunk.data(), count}, ended_);
    position_ = 0;
  }

  std::unique_ptr<io::Input> input_;
  text::Transcoder transcoder_;
  std::string converted_;
  std::size_t position_ = 0;
  bool ended_ = false;
};

std::string hexadecimal(char byte) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "0x%02X", static_cast<unsigned>(static_cast<unsigned char>(byte)));
  return text.data();
}

// The byte order mark of UTF-16; else the encoding of western European text that has the invalid bytes.
// Windows-1252 has letters and quotes at 0x80 to 0x9F, where ISO-8859-1 has control characters.
std::string hint_at_encoding(const Line& line, std::size_t wrong) {
  if (line.number == 1 && (line.text.starts_with("\xFF\xFE") || line.text.starts_with("\xFE\xFF"))) {
    return "this is the byte order mark of UTF-16: give --encoding UTF-16";
  }
  bool windows = false;
  for (std::size_t position = wrong; position < line.text.size() && !windows;) {
    const std::size_t start = position;
    if (text::next_code_point(line.text, position) >= 0) continue;
    const std::string_view invalid = line.text.substr(start, position - start);
    windows = std::ranges::any_of(invalid, [](char byte) {
      return static_cast<unsigned char>(byte) >= 0x80 && static_cast<unsigned char>(byte) <= 0x9F;
    });
  }
  return std::string("name the encoding (--encoding ") + (windows ? "windows-1252" : "ISO-8859-1") +
         ") or replace invalid bytes (--invalid=replace)";
}

bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

}  // namespace

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r\v\f") == std::string_view::npos;
}

std::unique_ptr<io::Input> in_utf8(std::unique_ptr<io::Input> input, const std::string& encoding) {
  if (encoding.empty()) return input;
  return std::make_unique<TranscodedInput>(std::move(input), encoding);
}

void refuse_carriage_returns(Lines& lines) {
  const Line* first = lines.peek(0);
  if (first == nullptr || !first->end.empty()) return;
  if (std::count(first->text.begin(), first->text.end(), '\r') < 2) return;
  throw DataError(
      lines.place(*first, first->text.find('\r')),
      "the lines end in carriage returns alone, as on old systems; a line ends in \\n or \\r\\n: convert "
      "the file, for instance with tr '\\r' '\\n'");
}

Lines::Lines(std::unique_ptr<io::Input> input, const std::string& encoding, bool replace_invalid,
             std::shared_ptr<Tally> replaced)
    : reader_(in_utf8(std::move(input), encoding)),
      replace_invalid_(replace_invalid),
      replaced_lines_(std::move(replaced)) {}

bool Lines::read(Line& line) {
  if (!reader_.next(line.text)) return false;
  line.number = reader_.line_number();
  line.end = reader_.ended_in_crlf() ? "\r\n" : reader_.ended() ? "\n" : "";
  const std::optional<std::size_t> wrong = text::find_invalid_utf8(line.text);
  if (wrong && !replace_invalid_) {
    throw DataError(place(line, *wrong), "byte " + hexadecimal(line.text[*wrong]) + " is not valid UTF-8; " +
                                             hint_at_encoding(line, *wrong));
  }
  if (wrong || (replace_invalid_ && has_nul(line.text))) {
    replaced_ = text::replace_nul(wrong ? text::replace_invalid_utf8(line.text) : std::string(line.text));
    line.text = replaced_;
    if (replaced_lines_) replaced_lines_->add(1, line.number);
  }
  return true;
}

void Lines::drop_returned() {
  if (front_returned_) ahead_.pop_front();
  front_returned_ = false;
}

bool Lines::next(Line& line) {
  drop_returned();
  if (ahead_.empty()) {
    if (unreadable_) std::rethrow_exception(unreadable_);
    return read(line);
  }
  line = ahead_.front().line;
  front_returned_ = true;
  return true;
}

const Line* Lines::peek(std::size_t ahead) {
  drop_returned();
  while (ahead_.size() <= ahead) {
    if (unreadable_) return nullptr;
    Line line;
    try {
      if (!read(line)) return nullptr;
    } catch (const DataError&) {
      unreadable_ = std::current_exception();
      return nullptr;
    }
    ahead_.emplace_back(line);
  }
  return &ahead_[ahead].line;
}

bool Lines::peek_buffered(std::size_t ahead) {
  drop_returned();
  return ahead < ahead_.size() || reader_.line_buffered();
}

bool Lines::buffered() {
  drop_returned();
  return !ahead_.empty() || unreadable_ || reader_.line_buffered();
}

}  // namespace seqlab::corpus
