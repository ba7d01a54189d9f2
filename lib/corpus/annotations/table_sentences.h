// Where the sentences of a table of tokens begin.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/annotations/table_rows.h"

namespace seqlab::corpus {

// What begins a sentence: another value in a column of sentence numbers, a number of a token that is not
// greater than the one before it, or an empty row.
enum class SentenceMark { number, count, empty_row };

struct SentenceDivision {
  SentenceMark mark = SentenceMark::empty_row;
  std::optional<std::size_t> column;    // of the numbers; nothing for empty rows
  std::optional<std::size_t> document;  // whose change begins a sentence as well
};

// The column of words by its usual names.
std::optional<std::size_t> find_word_column(const std::vector<std::string>& header);

// The column that the header calls one of sentence numbers.
std::optional<std::size_t> find_sentence_numbers(const std::vector<std::string>& header);

// How a table is divided: by the column of sentence numbers that the header names; else by one that counts
// tokens and starts again; else by one whose values stand in runs of rows and never come again; else by empty
// rows. Nothing if the rows show none of these.
std::optional<SentenceDivision> find_division(const FirstRows& sample);

// The value of a sentence's number; empty where it is that of the row above (an empty field, nan).
std::string_view sentence_number(std::string_view field);

// The number of a token; nothing if the field is no number.
std::optional<std::size_t> token_number(std::string_view field);

}  // namespace seqlab::corpus
