#include "corpus/symbols/text_lines.h"

#include <utility>

namespace seqlab::corpus {

TextLines::TextLines(std::shared_ptr<const SymbolText> text) : text_(std::move(text)) {
  std::size_t position = 0;
  text_->read(0, text_->size(), [&](std::string_view symbol) {
    ++position;
    if (symbol == line_end) begins_.push_back(position);
  });
  if (begins_.back() == position) return;
  begins_.push_back(position);
  last_ends_ = false;
}

std::vector<std::string> TextLines::symbols(std::size_t line) const {
  std::vector<std::string> result;
  text_->read(begins_[line], end(line), [&](std::string_view symbol) { result.emplace_back(symbol); });
  return result;
}

}  // namespace seqlab::corpus
