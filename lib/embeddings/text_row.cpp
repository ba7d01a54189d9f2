#include "embeddings/text_row.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <system_error>

namespace seqlab::embeddings {
namespace {

enum class Number { finite, not_finite, none };

Number parse_number(std::string_view field, float& value) {
  const char* begin = field.data();
  const char* const end = begin + field.size();
  // std::from_chars does not accept a plus sign; after one, another sign is an error.
  if (field.size() > 1 && field[0] == '+' && field[1] != '-') ++begin;
  auto [stop, error] = std::from_chars(begin, end, value);
  if (error == std::errc::result_out_of_range && stop == end) {
    // Out of range for a float: values close to zero may be rounded to it.
    double wide = 0;
    error = std::from_chars(begin, end, wide).ec;
    if (error == std::errc::result_out_of_range) return Number::not_finite;
    value = static_cast<float>(wide);
  }
  if (error != std::errc() || stop != end) return Number::none;
  return std::isfinite(value) ? Number::finite : Number::not_finite;
}

// Parses the usual line: a word without spaces, and one space before each value. False for other lines and
// for errors.
bool parse_usual_row(std::string_view line, std::span<float> values, std::string_view& word) {
  word = line.substr(0, line.find(' '));
  if (word.empty()) return false;
  const char* begin = word.data() + word.size();
  const char* const end = line.data() + line.size();
  for (float& value : values) {
    if (begin == end || *begin != ' ') return false;
    const auto [stop, error] = std::from_chars(begin + 1, end, value);
    if (error != std::errc() || !std::isfinite(value)) return false;
    begin = stop;
  }
  while (begin != end && *begin == ' ') ++begin;
  return begin == end;
}

std::string_view trim_end(std::string_view line) {
  while (line.ends_with(' ')) line.remove_suffix(1);
  return line;
}

std::string_view trim(std::string_view line) {
  while (line.starts_with(' ')) line.remove_prefix(1);
  return trim_end(line);
}

// The start of the last field of a trimmed line; 0 if it is the only one.
std::size_t last_field(std::string_view line) {
  const std::size_t space = line.rfind(' ');
  return space == std::string_view::npos ? 0 : space + 1;
}

std::optional<std::size_t> parse_size(std::string_view field) {
  std::size_t size = 0;
  const auto [stop, error] = std::from_chars(field.data(), field.data() + field.size(), size);
  if (stop != field.data() + field.size() || field.empty()) return std::nullopt;
  if (error == std::errc::result_out_of_range) return std::numeric_limits<std::size_t>::max();
  if (error != std::errc()) return std::nullopt;
  return size;
}

// "nan" and "infinity" are words as well as numbers.
bool is_written_in_digits(std::string_view field) {
  return is_number(field) && field.find_first_of("0123456789") != std::string_view::npos;
}

std::string counted(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " value" : " values");
}

}  // namespace

bool is_number(std::string_view field) {
  float value = 0;
  return parse_number(field, value) != Number::none;
}

std::optional<TableHeader> parse_header(std::string_view line) {
  line = trim(line);
  const std::size_t second = last_field(line);
  if (second == 0) return std::nullopt;
  const auto vectors = parse_size(trim_end(line.substr(0, second)));
  const auto dimension = parse_size(line.substr(second));
  if (!vectors || !dimension) return std::nullopt;
  return TableHeader{*vectors, *dimension};
}

std::size_t count_values(std::string_view line) {
  line = trim(line);
  std::size_t count = 0;
  for (;;) {
    const std::size_t begin = last_field(line);
    if (begin == 0 || !is_number(line.substr(begin))) return count;
    ++count;
    line = trim_end(line.substr(0, begin));
  }
}

std::optional<RowProblem> parse_row(std::string_view line, std::span<float> values, std::string_view& word) {
  if (parse_usual_row(line, values, word)) return std::nullopt;
  const std::string_view whole = line;
  line = trim(line);
  if (line.empty()) return RowProblem{"the line is empty; a word and its values are expected"};
  for (std::size_t left = values.size(); left > 0; --left) {
    const std::size_t begin = last_field(line);
    if (begin == 0) {
      return RowProblem{"the word has " + counted(values.size() - left) + "; " +
                        std::to_string(values.size()) + " are expected"};
    }
    const std::string_view field = line.substr(begin);
    const Number number = parse_number(field, values[left - 1]);
    if (number != Number::finite) {
      const auto column = static_cast<std::size_t>(field.data() - whole.data()) + 1;
      return RowProblem{excerpt(field) +
                            (number == Number::none ? " is not a number; " : " is not a finite number; ") +
                            counted(values.size()) + " of a word vector are expected",
                        column};
    }
    line = trim_end(line.substr(0, begin));
  }
  const std::size_t begin = last_field(line);
  if (begin != 0 && is_written_in_digits(line.substr(begin))) {
    return RowProblem{"the word has " + counted(count_values(whole)) + "; " + std::to_string(values.size()) +
                      " are expected"};
  }
  word = line;
  return std::nullopt;
}

std::string excerpt(std::string_view bytes) {
  constexpr std::size_t longest = 40;
  std::string shown = "\"";
  for (const char c : bytes.substr(0, longest)) {
    const auto byte = static_cast<unsigned char>(c);
    shown += byte < 0x20 || byte >= 0x7f ? '?' : c;
  }
  return shown + (bytes.size() > longest ? "...\"" : "\"");
}

}  // namespace seqlab::embeddings
