// Word lists of the English rules. All lists are in lower case.
#pragma once

#include <cstddef>
#include <string_view>

namespace seqlab::text {

// What the dot of an abbreviation says about the end of a sentence.
enum class Abbreviation {
  none,     // no abbreviation
  never,    // a name or a number follows ("Mr.", "Sept.", "e.g."): the dot ends no sentence
  may_end,  // often the last word ("etc."): only a small letter behind it shows that it is not
  rarely,   // seldom the last word ("Inc."): only a word that begins sentences shows that it is
};

// `word` without its dot, in lower case.
Abbreviation abbreviation(std::string_view word);

// Whether the word is written together with what follows a hyphen ("non-commercial", "e-mail").
bool is_hyphen_prefix(std::string_view word);

// Where a word without apostrophe is cut in two ("can|not", "gon|na", "do|nt"); 0 where it is not.
std::size_t merged_word_cut(std::string_view word);

// Whether the letters after a number are a token of their own ("35|mm", "7|pm").
bool is_unit(std::string_view letters);

// Words that begin with an apostrophe ("'em", "'cause"), given without it.
bool loses_its_start(std::string_view word);

// Capitalised words that seldom stand inside a sentence ("The", "However").
bool begins_sentences(std::string_view word);

// Words that close a letter ("Thanks", "Regards"): with the comma behind them they are a sentence.
bool closes_a_letter(std::string_view word);

// The last part of a host name ("com", "org") or of a file name ("doc", "xls").
bool ends_a_name(std::string_view part);

}  // namespace seqlab::text
