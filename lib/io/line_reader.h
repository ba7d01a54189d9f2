// An input, one line at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/errors.h"
#include "io/input.h"
#include "io/line_length.h"

namespace seqlab::io {

// Only "\n" and "\r\n" end a line; an unterminated last line counts; a byte order mark at the start of the
// input is skipped. Bytes are returned unchecked (NUL, invalid UTF-8). Memory: a block, or twice the longest
// line.
class LineReader {
 public:
  explicit LineReader(std::unique_ptr<Input> input, std::size_t longest = longest_line);

  // The next line without its end; false at the end of the input. The view is valid until the next call of
  // next() or line_buffered(). Throws DataError if a line is too long.
  bool next(std::string_view& line);
  // Whether next() would return without waiting for the input. Reads whatever is available.
  [[nodiscard]] bool line_buffered();
  [[nodiscard]] bool live() const { return input_->live(); }
  // Whether the last line returned ended in "\r\n" / had an end at all.
  [[nodiscard]] bool ended_in_crlf() const { return crlf_; }
  [[nodiscard]] bool ended() const { return ended_; }
  // Whether the input began with a byte order mark, once a line has been returned.
  [[nodiscard]] bool byte_order_mark() const { return mark_; }
  [[nodiscard]] std::size_t line_number() const { return line_number_; }
  [[nodiscard]] const std::string& name() const { return input_->name(); }
  // The place of a byte (from 1; 0: the whole line) of the last line returned.
  [[nodiscard]] Place place(std::size_t column = 0) const { return {name(), line_number_, column}; }

 private:
  // Finds the end of the line that starts at begin_; false if it has not been read yet.
  bool find_end();
  // Reads more bytes after end_; false at the end of the input.
  bool fill();

  std::unique_ptr<Input> input_;
  std::size_t longest_;
  std::size_t capacity_;
  std::unique_ptr<char[]> block_;
  std::size_t begin_ = 0;     // of the bytes that were read but not returned
  std::size_t line_end_ = 0;  // there is no line end between begin_ and here
  std::size_t end_ = 0;
  std::size_t line_number_ = 0;
  bool crlf_ = false;
  bool ended_ = false;
  bool exhausted_ = false;
  bool mark_ = false;
};

}  // namespace seqlab::io
