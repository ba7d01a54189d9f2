// Lines of a corpus: converted, checked, and seen ahead of time.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>

#include "io/errors.h"
#include "io/input.h"
#include "io/line_reader.h"

namespace seqlab::corpus {

struct Line {
  std::string text;        // without its end; valid UTF-8
  std::string end;         // "\n", "\r\n", or empty at the end of a file without a last line end
  std::size_t number = 0;  // from 1
};

// White space of ASCII alone: what makes a line blank.
bool is_blank(const std::string& line);

// Lines in UTF-8 of an input in any encoding, with any number of them read ahead, so that a format can be
// recognised before it is read. Memory: the lines that were read ahead.
class Lines {
 public:
  // Throws UsageError for an unknown encoding (empty: UTF-8).
  Lines(std::unique_ptr<io::Input> input, const std::string& encoding, bool replace_invalid);

  // The next line; false at the end. Throws DataError at invalid UTF-8 unless it is to be replaced.
  bool next(Line& line);
  // The line that is `ahead` lines after the next one, or null past the end. The pointer is good until the
  // next call of next().
  const Line* peek(std::size_t ahead);
  // Whether next() would return without waiting for the input.
  [[nodiscard]] bool buffered() const;
  [[nodiscard]] const std::string& name() const { return reader_.name(); }
  // The place of a byte of a line, from 0.
  [[nodiscard]] Place place(const Line& line, std::size_t byte) const {
    return {name(), line.number, byte + 1};
  }

 private:
  bool read(Line& line);

  io::LineReader reader_;
  bool replace_invalid_;
  std::deque<Line> ahead_;
};

}  // namespace seqlab::corpus
