// Lines of an input, one at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "io/errors.h"
#include "io/input.h"

namespace seqlab::io {

// Only "\n" and "\r\n" end a line; a last line without either counts; a byte order mark at the start of the
// input is skipped. Bytes are passed on as they are (a NUL, invalid UTF-8): judging them is the caller's.
// Memory: one block and the longest line.
class LineReader {
 public:
  explicit LineReader(std::unique_ptr<Input> input);

  // The next line without its end; false at the end of the input.
  bool next(std::string& line);
  // Whether a call of next() would return from what has been read already, without waiting for the input.
  [[nodiscard]] bool line_buffered() const;
  // Whether the line last returned ended in "\r\n" / had an end at all.
  [[nodiscard]] bool ended_in_crlf() const { return crlf_; }
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] std::size_t line_number() const { return line_number_; }
  [[nodiscard]] const std::string& name() const { return input_->name(); }
  // The place of a byte (from 1; 0: the line as a whole) of the line last returned.
  [[nodiscard]] Place place(std::size_t column = 0) const { return {name(), line_number_, column}; }

 private:
  bool fill();

  std::unique_ptr<Input> input_;
  std::vector<char> block_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t line_number_ = 0;
  bool crlf_ = false;
  bool ended_ = false;
  bool exhausted_ = false;
};

}  // namespace seqlab::io
