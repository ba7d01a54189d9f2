// Lines of a corpus: converted, checked, and seen ahead of time.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "base/errors.h"
#include "io/input.h"
#include "io/line_reader.h"

namespace seqlab::corpus {

// The views are good until the next call of a function of Lines.
struct Line {
  std::string_view text;   // without its end; valid UTF-8
  std::string_view end;    // "\n", "\r\n", or empty at the end of a file without a last line end
  std::size_t number = 0;  // from 1
};

// White space of ASCII alone: what makes a line blank.
bool is_blank(std::string_view line);

// Lines in UTF-8 of an input in any encoding, with any number of them read ahead, so that a format can be
// recognised before it is read. Memory: the lines that were read ahead.
class Lines {
 public:
  // Throws UsageError for an unknown encoding (empty: UTF-8).
  Lines(std::unique_ptr<io::Input> input, const std::string& encoding, bool replace_invalid);

  // The next line; false at the end. Throws DataError at invalid UTF-8 unless it is to be replaced.
  bool next(Line& line);
  // The line that is `ahead` lines after the next one, or null past the end. It is good until the next call
  // of next(), whatever else is peeked at.
  const Line* peek(std::size_t ahead);
  // Whether next() would return without waiting for the input. Takes in what lies ready there.
  [[nodiscard]] bool buffered();
  [[nodiscard]] const std::string& name() const { return reader_.name(); }
  // The place of a byte of a line, from 0.
  [[nodiscard]] Place place(const Line& line, std::size_t byte) const {
    return {name(), line.number, byte + 1};
  }

 private:
  bool read(Line& line);
  void drop_returned();

  // A line with the text that its view shows.
  struct Kept {
    explicit Kept(const Line& seen) : text(seen.text), line(seen) { line.text = text; }
    Kept(const Kept&) = delete;
    Kept& operator=(const Kept&) = delete;

    std::string text;
    Line line;
  };

  io::LineReader reader_;
  bool replace_invalid_;
  std::string replaced_;  // the last line, where something in it was replaced
  std::deque<Kept> ahead_;
  bool front_returned_ = false;  // the first of `ahead_` is the line last returned
};

}  // namespace seqlab::corpus
