// Checks the rows of a record in columns, also of one that cannot be read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "check/findings.h"
#include "corpus/columns/columns.h"

namespace seqlab::check {

// How the rows of a file are laid out.
struct RowLayout {
  char separator = 0;    // of fields, as in FileReport; all but spaces allow fields that begin or end in one
  bool numbers = false;  // the first field counts the tokens
  // The numbers are checked by the reader, as in CoNLL-U.
  bool numbers_read = false;
};

// Adds findings for fields that begin or end in a space, and for token numbers and ranges of them that do not
// count.
void check_rows(const corpus::ColumnProvenance& record, const RowLayout& layout, Findings& findings);

// Adds findings for empty fields behind the last column. Requires a record that was parsed.
void check_surplus(const corpus::ColumnProvenance& record, Findings& findings);

// Removes the row of a line that cannot be read, so that parse() can read the others; where the first field
// counts the tokens, it counts again. False if there is no such row or no other row.
bool remove_row(std::size_t line, bool numbers, corpus::ColumnProvenance& record);

// The field without spaces around it and, where commas or semicolons separate, inside its quotes; as it is if
// nothing else is in it.
std::string trimmed_field(std::string_view field, char separator);

// The bytes behind the columns of a row: separators of empty fields that other rows do not have.
std::size_t surplus_bytes(std::string_view row, char separator, std::size_t columns);

}  // namespace seqlab::check
