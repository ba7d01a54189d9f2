#include "corpus/tally.h"

#include <algorithm>

namespace seqlab::corpus {

void Tally::add(std::size_t times, std::size_t line) {
  if (times == 0) return;
  first = count == 0 ? line : std::min(first, line);
  count += times;
}

void Tally::remark(const std::string& file, const std::string& one, const std::string& many,
                   std::vector<std::string>& remarks) const {
  if (count == 0) return;
  std::string place;
  if (first != 0) place = (count == 1 ? ", at line " : ", first at line ") + std::to_string(first);
  remarks.push_back(file + ": " + std::to_string(count) + " " + (count == 1 ? one : many) + place);
}

void remark_on_replaced(const Tally& lines, const std::string& file, std::vector<std::string>& remarks) {
  lines.remark(file, "line had invalid UTF-8 or NUL, which is U+FFFD now",
               "lines had invalid UTF-8 or NUL, which are U+FFFD now", remarks);
}

}  // namespace seqlab::corpus
