// The lines of a corpus: converted to UTF-8, checked and read ahead.
#pragma once

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "base/errors.h"
#include "corpus/tally.h"
#include "io/input.h"
#include "io/line_reader.h"

namespace seqlab::corpus {

// The views are valid until the next call of a Lines function.
struct Line {
  std::string_view text;   // without its end; valid UTF-8
  std::string_view end;    // "\n", "\r\n", or empty for an unterminated last line
  std::size_t number = 0;  // from 1
};

// Whether a line is empty or holds ASCII white space only.
bool is_blank(std::string_view line);

// The bytes of an input, converted from an encoding to UTF-8; the input itself if the encoding is empty.
// Throws UsageError for an unknown encoding.
std::unique_ptr<io::Input> in_utf8(std::unique_ptr<io::Input> input, const std::string& encoding);

class Lines;

// Throws DataError if the whole input is one line with carriage returns in it, which old programs end lines
// with. Reads one line ahead.
void refuse_carriage_returns(Lines& lines);

// The lines of an input in any encoding as UTF-8. Any number of lines can be read ahead, so that the format
// can be recognised first; memory is that of the lines read ahead.
class Lines {
 public:
  // `replace_invalid`: invalid UTF-8 and NUL become U+FFFD, and `replaced`, if given, counts the lines that
  // had some. Throws UsageError for an unknown encoding (empty: UTF-8).
  Lines(std::unique_ptr<io::Input> input, const std::string& encoding, bool replace_invalid,
        std::shared_ptr<Tally> replaced = nullptr);

  // Reads the next line; false at the end. Throws DataError at invalid UTF-8 unless it is replaced.
  bool next(Line& line);
  // The line `ahead` lines after the next one, or null past the end or from a line on that cannot be read:
  // that is an error only when next() comes to it. It stays valid until the next call of next(), also if
  // other lines are peeked at.
  const Line* peek(std::size_t ahead);
  // Whether peek(ahead) would return without waiting for the input, after a peek at the line before.
  [[nodiscard]] bool peek_buffered(std::size_t ahead);
  // Whether next() would return without waiting for the input. Reads whatever is available.
  [[nodiscard]] bool buffered();
  // Whether a writer may still be at work, so that peeking could wait for it.
  [[nodiscard]] bool live() const { return reader_.live(); }
  // Whether the input began with a byte order mark, once a line has been read.
  [[nodiscard]] bool byte_order_mark() const { return reader_.byte_order_mark(); }
  [[nodiscard]] const std::string& name() const { return reader_.name(); }
  // The place of a byte (from 0) of a line.
  [[nodiscard]] Place place(const Line& line, std::size_t byte) const {
    return {name(), line.number, byte + 1};
  }

 private:
  bool read(Line& line);
  void drop_returned();

  // A line that owns its text.
  struct Kept {
    explicit Kept(const Line& seen) : text(seen.text), line(seen) { line.text = text; }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;

    std::string text;
    Line line;
  };

  io::LineReader reader_;
  bool replace_invalid_;
  std::shared_ptr<Tally> replaced_lines_;
  std::string replaced_;  // the last line, if bytes in it were replaced
  std::deque<Kept> ahead_;
  std::exception_ptr unreadable_;  // why the line behind `ahead_` cannot be read
  bool front_returned_ = false;    // the first of `ahead_` is the line last returned
};

}  // namespace seqlab::corpus
