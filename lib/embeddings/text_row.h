// One line of a text table: a word and its values.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace seqlab::embeddings {

// The header of word2vec and fastText: the number of vectors and their dimension.
struct TableHeader {
  std::size_t vectors = 0;
  std::size_t dimension = 0;
};

// An error in a line, and the byte where it is (from 1; 0: the whole line).
struct RowProblem {
  std::string message;
  std::size_t column = 0;
};

// At the start of a file it is not part of the first line.
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

constexpr std::string_view empty_line = "the line is empty; a word and its values are expected";

// Fields are separated by ASCII spaces and tabs.

// A line of exactly two whole numbers is a header. Numbers that do not fit become the largest size.
std::optional<TableHeader> parse_header(std::string_view line);

// A header with further fields: a line whose second field is `dimension`, the number of values that rows
// have. A line that could be a row, too, is one unless its first field is the number of rows after it.
std::optional<TableHeader> parse_wide_header(std::string_view line, std::size_t dimension, std::size_t rows);

// "the header says 3 words, the file has 2"; empty if the header is right.
std::string remark_on_count(const TableHeader& header, std::size_t vectors);

// Whether a text is empty or holds spaces, tabs and ends of lines only.
bool is_blank(std::string_view text);

// True also for NaN and infinities.
bool is_number(std::string_view field);

// The number of numbers (also NaN and infinities) at the end of the line; the first field is the word and
// never counts.
std::size_t count_values(std::string_view line);
// The same, if either spaces or tabs are between the values, so that the other separator ends the word: 2 for
// "No 5<TAB>0.1 0.2" and for "No 5<TAB>0.1<TAB>0.2".
std::size_t count_values_of_one_separator(std::string_view line);

// Whether a word ends in a number in digits, after this separator.
bool ends_in_number(std::string_view word, char separator);

// What a word may end in: after a header, which settles the dimension, also in a number.
enum class WordEnd { no_number, any };

// Fills `values` from the right and returns the word before them, or an error. Ignores spaces at both ends of
// the line and tabs at its end. A number before the values is one value too many, unless the word may end in
// it: by `word_end`, or because another separator is before it than before the values ("No 5<TAB>0.1 0.2").
std::optional<RowProblem> parse_row(std::string_view line, std::span<float> values, std::string_view& word,
                                    WordEnd word_end = WordEnd::no_number);

// Why a line without values is no row, and what would be right.
std::string unlike_a_row(std::string_view line);

// A part of a damaged file for an error message: shortened, without control characters.
std::string excerpt(std::string_view bytes);

}  // namespace seqlab::embeddings
