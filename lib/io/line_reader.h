// Lines of an input, one at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/errors.h"
#include "io/input.h"
#include "io/line_length.h"

namespace seqlab::io {

// Only "\n" and "\r\n" end a line; a last line without either counts; a byte order mark at the start of the
// input is skipped. Bytes are passed on as they are (a NUL, invalid UTF-8): judging them is the caller's.
// Memory: a block, or twice the longest line.
class LineReader {
 public:
  explicit LineReader(std::unique_ptr<Input> input, std::size_t longest = longest_line);

  // The next line without its end; false at the end of the input. The view is good until the next call of
  // next() or line_buffered(). Throws DataError where a line is too long.
  bool next(std::string_view& line);
  // Whether a call of next() would return without waiting for the input. Takes in what lies ready there.
  [[nodiscard]] bool line_buffered();
  // Whether the line last returned ended in "\r\n" / had an end at all.
  [[nodiscard]] bool ended_in_crlf() const { return crlf_; }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::size_t line_number() const { return line_number_; }
  [[nodiscard]] const std::string& name() const { return input_->name(); }
  // The place of a byte (from 1; 0: the line as a whole) of the line last returned.
  [[nodiscard]] Place place(std::size_t column = 0) const { return {name(), line_number_, column}; }

 private:
  // Finds the end of the line that begins at begin_ in what has been read; false where it is not there.
  bool find_end();
  // Reads on behind end_; false at the end of the input.
  bool fill();

  std::unique_ptr<Input> input_;
  std::size_t longest_;
  std::size_t capacity_;
  std::unique_ptr<char[]> block_;
  std::size_t begin_ = 0;     // of what has been read and not returned
  std::size_t line_end_ = 0;  // no line end stands between begin_ and here
  std::size_t end_ = 0;
  std::size_t line_number_ = 0;
  bool crlf_ = false;
  bool ended_ = false;
  bool exhausted_ = false;
};

}  // namespace seqlab::io
