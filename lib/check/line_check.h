// Checks the bytes of a file while a reader reads them.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "check/findings.h"
#include "io/input.h"

namespace seqlab::check {

// Checks what no reader shows: byte order marks, line ends, invalid UTF-8, control characters, blank lines.
class LineCheck {
 public:
  explicit LineCheck(Findings& findings) : findings_(findings) {}

  // The next bytes of the file.
  void feed(std::string_view bytes);
  // The file has ended. columns: its blank lines separate sentences.
  void finish(bool columns);
  // Whether the file is in UTF-16, so that its lines mean nothing before it is converted.
  [[nodiscard]] bool utf16() const { return utf16_; }

 private:
  struct LineEnds {
    std::size_t count = 0;
    std::vector<std::size_t> lines;  // the first ones
  };

  void check(std::string_view line, bool ended);
  void check_end(LineEnds& ends) const;
  void check_blank(std::string_view line);
  // The characters of a line with control characters or bytes above 0x7F.
  void check_characters(std::string_view line, std::size_t before);
  void report_line_ends();

  Findings& findings_;
  std::string begun_;       // the bytes of a line whose end has not come yet
  std::size_t number_ = 0;  // of the last line
  LineEnds lf_;
  LineEnds crlf_;
  bool content_ = false;                // a line that is not blank has come
  std::size_t blank_run_ = 0;           // blank lines since then
  std::vector<std::size_t> run_lines_;  // of the second and later ones
  bool utf16_ = false;
};

// An input whose bytes are checked as they are read.
class CheckedInput : public io::Input {
 public:
  CheckedInput(std::unique_ptr<io::Input> input, LineCheck& check)
      : io::Input(input->name()), input_(std::move(input)), check_(check) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = input_->read(buffer, size);
    check_.feed({buffer, count});
    return count;
  }
  [[nodiscard]] bool ready() override { return input_->ready(); }
  [[nodiscard]] bool live() const override { return input_->live(); }

 private:
  std::unique_ptr<io::Input> input_;
  LineCheck& check_;
};

}  // namespace seqlab::check
