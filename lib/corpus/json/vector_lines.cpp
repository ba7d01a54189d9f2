#include "corpus/json/vector_lines.h"

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/errors.h"
#include "corpus/json/json_object.h"

namespace seqlab::corpus {

void append_numbers(const nlohmann::json& list, std::size_t& width, std::vector<float>& numbers,
                    const std::function<void(const std::string&)>& fail) {
  if (!list.is_array() || list.empty()) fail("is not a list of numbers");
  if (width == 0) width = list.size();
  if (list.size() != width) {
    fail("has " + std::to_string(list.size()) + " numbers; the first of the file has " +
         std::to_string(width));
  }
  for (const nlohmann::json& number : list) {
    if (!number.is_number()) fail("is not a list of numbers");
    const auto value = number.get<double>();
    if (std::abs(value) > std::numeric_limits<float>::max()) fail("has a number that is too large");
    numbers.push_back(static_cast<float>(value));
  }
}

LineVectors read_line_vectors(Lines lines) {
  LineVectors result;
  Line line;
  while (lines.next(line)) {
    if (is_blank(line.text)) continue;
    const Place place = lines.place(line, 0);
    const JsonObject object(std::string(line.text), place);
    const nlohmann::json* const vector = object.find("vector");
    if (vector == nullptr) throw DataError(place, "the object has no key vector");
    append_numbers(*vector, result.width, result.numbers,
                   [&](const std::string& what) { throw DataError(place, "the vector " + what); });
  }
  return result;
}

}  // namespace seqlab::corpus
