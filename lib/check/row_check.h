// Checks the rows of a record in columns, also of one that cannot be read.
#pragma once

#include <cstddef>
#include <string_view>

#include "check/findings.h"
#include "corpus/columns/columns.h"

namespace seqlab::check {

// How the rows of a file are laid out.
struct RowLayout {
  bool tabs = false;     // fields are separated by tabs, so that they may begin or end in spaces
  bool numbers = false;  // the first field counts the tokens
  // The numbers are checked by the reader, as in CoNLL-U.
  bool numbers_read = false;
};

// Adds findings for fields that begin or end in a space, and for token numbers that do not count.
void check_rows(const corpus::ColumnProvenance& record, const RowLayout& layout, Findings& findings);

// Removes the row of a line that cannot be read, so that parse() can read the others; where the first field
// counts the tokens, it counts again. False if there is no such row or no other row.
bool remove_row(std::size_t line, bool numbers, corpus::ColumnProvenance& record);

// The field without spaces around it, or as it is if nothing else is in it.
std::string_view trimmed_field(std::string_view field);

}  // namespace seqlab::check
