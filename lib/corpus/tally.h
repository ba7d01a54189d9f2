// How often something was found in a file, and where first.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace seqlab::corpus {

struct Tally {
  std::size_t count = 0;
  std::size_t first = 0;  // line; 0: not known

  void add(std::size_t times, std::size_t line);
  // Appends "FILE: 3 spans meet no token border, first at line 12", unless nothing was found; `one` and
  // `many` come after the number.
  void remark(const std::string& file, const std::string& one, const std::string& many,
              std::vector<std::string>& remarks) const;
};

// Remarks on the lines of a file in which bytes were replaced.
void remark_on_replaced(const Tally& lines, const std::string& file, std::vector<std::string>& remarks);

}  // namespace seqlab::corpus
