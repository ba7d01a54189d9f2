// What the fuzz targets share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace seqlab::fuzz {

// Ends the run with the input as a finding unless `holds`.
void require(bool holds, const char* fact);

// An input of libFuzzer: a text, and behind it bytes that choose options. A line end chooses what the seeds
// need, so a seed is its text and one empty line per choice.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size)
      : rest_(reinterpret_cast<const char*>(data), data == nullptr ? 0 : size) {}

  // A number below `count`: 0 for a line end and at the end of the input. Requires 0 < count <= 256.
  std::size_t choose(std::size_t count) {
    if (rest_.empty()) return 0;
    const auto byte = static_cast<unsigned char>(rest_.back() ^ '\n');
    rest_.remove_suffix(1);
    return byte % count;
  }
  template <class T>
  T choose_from(std::initializer_list<T> values) {
    return values.begin()[choose(values.size())];
  }
  // What no choice has taken.
  [[nodiscard]] std::string text() const { return std::string(rest_); }
  // The same in two parts: before the first line "====", and after it. The second is empty without one.
  [[nodiscard]] std::pair<std::string, std::string> two_texts() const;

 private:
  std::string_view rest_;
};

}  // namespace seqlab::fuzz
