#include "embeddings/text_row.h"

#include <algorithm>
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

constexpr std::string_view separators = " \t";

bool is_separator(char c) {
  return c == ' ' || c == '\t';
}

// Parses the usual line: a word without separators, and one separator before each value. False for other
// lines and for errors.
bool parse_usual_row(std::string_view line, std::span<float> values, std::string_view& word) {
  word = line.substr(0, line.find(' '));
  word = word.substr(0, word.find('\t'));
  if (word.empty()) return false;
  const char* begin = word.data() + word.size();
  const char* const end = line.data() + line.size();
  for (float& value : values) {
    if (begin == end || !is_separator(*begin)) return false;
    const auto [stop, error] = std::from_chars(begin + 1, end, value);
    if (error != std::errc() || !std::isfinite(value)) return false;
    begin = stop;
  }
  while (begin != end && is_separator(*begin)) ++begin;
  return begin == end;
}

std::string_view trim_end(std::string_view line) {
  while (!line.empty() && is_separator(line.back())) line.remove_suffix(1);
  return line;
}

// A tab at the start is kept: it follows an empty word.
std::string_view trim(std::string_view line) {
  while (line.starts_with(' ')) line.remove_prefix(1);
  return trim_end(line);
}

// The start of the last field of a trimmed line; 0 if it is the only one.
std::size_t last_field(std::string_view line) {
  const std::size_t separator = line.find_last_of(separators);
  return separator == std::string_view::npos ? 0 : separator + 1;
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

// Why a field is no number, as far as it shows; empty if it does not.
std::string_view spelling_hint(std::string_view field) {
  const std::size_t comma = field.find(',');
  if (field.find_first_of("[]") != std::string_view::npos) return ", without brackets";
  if (comma == std::string_view::npos || !is_number(field.substr(0, comma))) return "";
  return comma + 1 == field.size() ? ", without commas" : ", with decimal points, not commas";
}

}  // namespace

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

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

std::optional<TableHeader> parse_wide_header(std::string_view line, std::size_t dimension, std::size_t rows) {
  const std::size_t end = line.find_first_of(separators, line.find_first_of(separators) + 1);
  const auto header = parse_header(line.substr(0, end));
  if (end == std::string_view::npos || !header || header->dimension != dimension) return std::nullopt;
  const bool may_be_row = count_values(line) == dimension;
  return may_be_row && header->vectors != rows ? std::nullopt : header;
}

std::string remark_on_count(const TableHeader& header, std::size_t vectors) {
  if (header.vectors == vectors) return "";
  return "the header says " + std::to_string(header.vectors) + (header.vectors == 1 ? " word" : " words") +
         ", the file has " + std::to_string(vectors);
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

std::size_t count_values_of_one_separator(std::string_view line) {
  line = trim(line);
  const std::size_t separator = line.find_last_of(separators);
  const std::size_t tab = line.rfind('\t');
  if (separator == std::string_view::npos || tab == std::string_view::npos) return count_values(line);
  if (tab != separator) {
    // Values behind a tab, separated by spaces. The word is shortened to one field, which never counts.
    return std::min(count_values(line), count_values("w " + std::string(line.substr(tab + 1))));
  }
  std::size_t count = 0;
  for (std::size_t begin = tab; begin != std::string_view::npos; begin = line.rfind('\t')) {
    if (!is_number(line.substr(begin + 1))) break;
    ++count;
    line = trim_end(line.substr(0, begin));
  }
  return count;
}

bool ends_in_number(std::string_view word, char separator) {
  const std::size_t begin = last_field(word);
  return begin != 0 && word[begin - 1] == separator && is_written_in_digits(word.substr(begin));
}

std::optional<RowProblem> parse_row(std::string_view line, std::span<float> values, std::string_view& word,
                                    WordEnd word_end) {
  if (parse_usual_row(line, values, word)) return std::nullopt;
  const std::string_view whole = line;
  line = trim(line);
  if (line.empty()) return RowProblem{std::string(empty_line)};
  char separator = ' ';  // before the first value
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
      return RowProblem{
          excerpt(field) + (number == Number::none ? " is not a number; " : " is not a finite number; ") +
              counted(values.size()) + " of a word vector are expected" + std::string(spelling_hint(field)),
          column};
    }
    separator = line[begin - 1];
    line = trim_end(line.substr(0, begin));
  }
  if (line.empty()) return RowProblem{"no word before the values"};
  if (word_end == WordEnd::no_number && ends_in_number(line, separator)) {
    return RowProblem{"the word has " + counted(count_values(whole)) + "; " + std::to_string(values.size()) +
                      " are expected"};
  }
  word = line;
  return std::nullopt;
}

std::string unlike_a_row(std::string_view line) {
  line = trim(line);
  const std::size_t begin = last_field(line);
  std::string message = "no numbers after the word; ";
  const std::size_t commas = static_cast<std::size_t>(std::count(line.begin(), line.end(), ','));
  if (line.ends_with(']') && line.find('[') != std::string_view::npos) {
    return message + "write the values without brackets and commas, separated by spaces";
  }
  if (begin == 0 && commas > 0 && is_number(line.substr(line.rfind(',') + 1))) {
    return message + "the commas must be spaces or tabs";
  }
  if (begin != 0 && !spelling_hint(line.substr(begin)).empty()) {
    return message + "write them with decimal points, not commas, and separated by spaces or tabs";
  }
  return message + "this is not a table of word vectors";
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
