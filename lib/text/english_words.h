// Word lists of the English rules, all in lower case.
#pragma once

#include <cstddef>
#include <string_view>

namespace seqlab::text {

// Whether the dot of an abbreviation also ends the sentence.
enum class Abbreviation {
  none,     // not an abbreviation
  never,    // a name or number follows ("Mr.", "Sept.", "e.g."): never
  may_end,  // often the last word ("etc."): unless a lower-case letter follows
  rarely,   // rarely the last word ("Inc."): only if a typical first word follows
};

// `word` without its dot, in lower case.
Abbreviation abbreviation(std::string_view word);

// Whether the word stays joined to what follows a hyphen ("non-commercial", "e-mail").
bool is_hyphen_prefix(std::string_view word);

// Where a word without apostrophe is cut in two ("can|not", "gon|na", "do|nt"); 0 if it is not.
std::size_t merged_word_cut(std::string_view word);

// Whether letters after a number are a separate token ("35|mm", "7|pm").
bool is_unit(std::string_view letters);

// Words that start with an apostrophe ("'em", "'cause"), given without it.
bool loses_its_start(std::string_view word);

// Capitalised words that rarely occur inside a sentence ("The", "However").
bool begins_sentences(std::string_view word);

// Words that close a letter ("Thanks", "Regards"): with a comma after them they are a sentence.
bool closes_a_letter(std::string_view word);

// The last part of a host name ("com", "org") or file name ("doc", "xls").
bool ends_a_name(std::string_view part);

}  // namespace seqlab::text
