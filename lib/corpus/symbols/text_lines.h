// The lines of a text of symbols.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "corpus/symbols/symbol_text.h"

namespace seqlab::corpus {

// Where the lines of a text are, so that any can be read. Takes eight bytes a line.
class TextLines {
 public:
  // Reads the text once.
  explicit TextLines(std::shared_ptr<const SymbolText> text);

  [[nodiscard]] std::size_t size() const { return begins_.size() - 1; }
  // The first symbol of a line.
  [[nodiscard]] std::size_t begin(std::size_t line) const { return begins_[line]; }
  // In symbols, without the line end.
  [[nodiscard]] std::size_t length(std::size_t line) const { return end(line) - begins_[line]; }
  // The symbols of a line, without the line end.
  [[nodiscard]] std::vector<std::string> symbols(std::size_t line) const;
  [[nodiscard]] const SymbolText& text() const { return *text_; }

 private:
  [[nodiscard]] std::size_t end(std::size_t line) const {
    return begins_[line + 1] - (line + 1 == size() && !last_ends_ ? 0 : 1);
  }

  std::shared_ptr<const SymbolText> text_;
  std::vector<std::size_t> begins_ = {0};  // of each line, and the end of the text
  bool last_ends_ = true;                  // whether the last line has an end
};

}  // namespace seqlab::corpus
