#include "corpus/reviews/line_labels.h"

#include <algorithm>

#include "corpus/reviews/review_readers.h"

namespace seqlab::corpus {

std::size_t first_space(std::string_view text) {
  return std::min(text.find_first_of(" \t"), text.size());
}

std::string_view after_spaces(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::size_t final_mark(std::string_view line) {
  const std::size_t end = line.find_last_not_of(" \t") + 1;
  const std::size_t space = line.substr(0, end).find_last_of(" \t");
  const bool marked = space != std::string_view::npos && line.substr(space + 1).starts_with(kFastTextMark);
  return marked ? space + 1 : line.size();
}

bool begins_with_mark(std::string_view line) {
  return without_mark(line).starts_with(kFastTextMark);
}

bool ends_with_mark(std::string_view line) {
  return final_mark(line) < line.size();
}

}  // namespace seqlab::corpus
