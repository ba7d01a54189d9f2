#include "check/line_check.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "corpus/lines.h"
#include "text/utf8.h"

namespace seqlab::check {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Whether a line has control characters other than tabs, or bytes above 0x7E. Compiled into vector code.
bool has_odd_bytes(std::string_view line) {
  unsigned odd = 0;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    odd |= static_cast<unsigned>((byte < 0x20) & (byte != '\t')) | static_cast<unsigned>(byte >= 0x7F);
  }
  return odd != 0;
}

std::string hexadecimal(const char* format, unsigned value) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

bool is_control(std::int32_t c) {
  return (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0);
}

}  // namespace

void LineCheck::feed(std::string_view bytes) {
  while (!bytes.empty() && !utf16_) {
    const std::size_t end = bytes.find('\n');
    if (end == std::string_view::npos) {
      begun_ += bytes;
      return;
    }
    if (begun_.empty()) {
      check(bytes.substr(0, end), true);
    } else {
      begun_ += bytes.substr(0, end);
      check(begun_, true);
      begun_.clear();
    }
    bytes.remove_prefix(end + 1);
  }
}

void LineCheck::finish(bool columns) {
  if (!begun_.empty()) check(begun_, false);
  begun_.clear();
  if (!columns) findings_.drop(Kind::blank_line);
  report_line_ends();
}

void LineCheck::check(std::string_view line, bool ended) {
  ++number_;
  std::size_t before = 0;
  if (number_ == 1) {
    utf16_ = line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF");
    if (utf16_) {
      findings_.add(Level::error, Kind::encoding, 1, 1,
                    [] { return "the byte order mark of UTF-16; give --encoding UTF-16"; });
      return;
    }
    if (line.starts_with(byte_order_mark)) {
      findings_.add(Level::warning, Kind::byte_order_mark, 1, 1,
                    [] { return "a byte order mark; other programs read it as part of the first word"; });
      before = byte_order_mark.size();
      line.remove_prefix(before);
    }
  }
  if (ended) {
    const bool crlf = line.ends_with('\r');
    if (crlf) line.remove_suffix(1);
    check_end(crlf ? crlf_ : lf_);
  }
  check_blank(line);
  if (has_odd_bytes(line)) check_characters(line, before);
}

void LineCheck::check_end(LineEnds& ends) const {
  ++ends.count;
  if (!findings_.limit() || ends.lines.size() < *findings_.limit()) {
    // The majority's lines are not reported, so that a few of them are enough.
    constexpr std::size_t most = 10000;
    if (ends.lines.size() < most) ends.lines.push_back(number_);
  }
}

void LineCheck::check_blank(std::string_view line) {
  if (!corpus::is_blank(line)) {
    for (const std::size_t number : run_lines_) {
      findings_.add(Level::warning, Kind::blank_line, number, 0,
                    [] { return "two blank lines in a row; one ends a sentence"; });
    }
    if (content_ && blank_run_ > run_lines_.size() + 1) {
      findings_.add_uncounted(Level::warning, Kind::blank_line, blank_run_ - 1 - run_lines_.size());
    }
    run_lines_.clear();
    blank_run_ = 0;
    content_ = true;
    return;
  }
  if (!content_) return;
  ++blank_run_;
  constexpr std::size_t most = 1000;
  if (blank_run_ > 1 && run_lines_.size() < most) run_lines_.push_back(number_);
  if (!line.empty()) {
    findings_.add(Level::warning, Kind::blank_line, number_, 1,
                  [] { return "a line of white space ends the sentence; leave it empty if that is meant"; });
  }
}

void LineCheck::check_characters(std::string_view line, std::size_t before) {
  bool invalid = false;
  for (std::size_t position = 0; position < line.size();) {
    const std::size_t start = position;
    const std::int32_t c = text::next_code_point(line, position);
    const std::size_t column = before + start + 1;
    if (c < 0) {
      // One wrong encoding makes many invalid bytes; the first one of a line is enough.
      if (invalid) continue;
      invalid = true;
      findings_.add(Level::error, Kind::encoding, number_, column, [&] {
        return "byte " + hexadecimal("0x%02X", static_cast<unsigned char>(line[start])) +
               " is not valid UTF-8; name the encoding (--encoding windows-1252)";
      });
    } else if (c == 0) {
      findings_.add(Level::error, Kind::control_character, number_, column,
                    [] { return "a NUL byte; a corpus holds only text"; });
    } else if (c == '\r') {
      findings_.add(Level::warning, Kind::control_character, number_, column,
                    [] { return "a carriage return inside a line; lines end in LF or CRLF"; });
    } else if (is_control(c)) {
      findings_.add(Level::warning, Kind::control_character, number_, column, [&] {
        return "the control character " + hexadecimal("U+%04X", static_cast<unsigned>(c)) +
               (c >= 0x80 ? "; was windows-1252 read as ISO-8859-1?" : "");
      });
    } else if (c == 0xFFFD) {
      findings_.add(Level::warning, Kind::lost_character, number_, column,
                    [] { return "U+FFFD stands for a character that an earlier conversion has lost"; });
    } else if (c == 0xFEFF) {
      findings_.add(Level::warning, Kind::byte_order_mark, number_, column,
                    [] { return "a byte order mark (U+FEFF) inside the file"; });
    }
  }
}

void LineCheck::report_line_ends() {
  if (crlf_.count == 0) return;
  if (lf_.count == 0) {
    findings_.add(Level::warning, Kind::line_end, 1, 0,
                  [this] { return "all " + std::to_string(crlf_.count) + " lines end in CRLF"; });
    return;
  }
  const bool few_crlf = crlf_.count <= lf_.count;
  const LineEnds& few = few_crlf ? crlf_ : lf_;
  for (const std::size_t number : few.lines) {
    findings_.add(Level::warning, Kind::line_end, number, 0, [&] {
      return std::string("the line ends in ") + (few_crlf ? "CRLF" : "LF") + ", most others in " +
             (few_crlf ? "LF" : "CRLF");
    });
  }
  findings_.add_uncounted(Level::warning, Kind::line_end, few.count - few.lines.size());
}

}  // namespace seqlab::check
