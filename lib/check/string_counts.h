// How often strings have which labels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seqlab::check {

// A string with several labels.
struct AmbiguousString {
  struct Meaning {
    std::string_view label;
    std::size_t count = 0;
    std::size_t line = 0;  // of the first one
  };

  std::string_view string;
  std::size_t count = 0;          // of all labels together
  std::vector<Meaning> meanings;  // most frequent first
};

// Counts pairs of a string and a label. Memory: the distinct pairs, once.
class StringCounts {
 public:
  // Counts a pair at a line.
  void add(std::string_view string, std::string_view label, std::size_t line);
  // Strings with several labels, the most frequent strings first. The views are valid until the next add().
  [[nodiscard]] std::vector<AmbiguousString> ambiguous() const;

 private:
  struct Pair {
    std::size_t begin = 0;     // in bytes_: the string, then the label
    std::uint32_t string = 0;  // length
    std::uint32_t label = 0;   // length
    std::uint32_t count = 0;
    std::uint32_t line = 0;
  };

  [[nodiscard]] std::string_view string_of(const Pair& pair) const {
    return std::string_view(bytes_).substr(pair.begin, pair.string);
  }
  [[nodiscard]] std::string_view label_of(const Pair& pair) const {
    return std::string_view(bytes_).substr(pair.begin + pair.string, pair.label);
  }
  void grow();

  std::string bytes_;
  std::vector<Pair> pairs_;
  std::vector<std::uint32_t> slots_;  // 1 + the index of a pair, 0: free; a power of two in number
};

}  // namespace seqlab::check
