// Vectors of numbers in JSON.
#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "corpus/lines.h"

namespace seqlab::corpus {

// Appends the numbers of a JSON list. width: of the list; if 0, it becomes the list's. Calls fail(what),
// which has to throw, for what is no list of so many numbers in the range of a float: "is not a list of
// numbers".
void append_numbers(const nlohmann::json& list, std::size_t& width, std::vector<float>& numbers,
                    const std::function<void(const std::string&)>& fail);

// One vector for each line of a text, such as what the line is about.
struct LineVectors {
  std::size_t width = 0;       // numbers of a vector
  std::vector<float> numbers;  // vector after vector

  [[nodiscard]] std::size_t size() const { return width == 0 ? 0 : numbers.size() / width; }
  [[nodiscard]] std::span<const float> vector(std::size_t line) const {
    return std::span(numbers).subspan(line * width, width);
  }
};

// Reads JSON objects, one a line, with a list of numbers under the key `vector`; other keys are not looked
// at. Throws DataError with the place.
LineVectors read_line_vectors(Lines lines);

}  // namespace seqlab::corpus
