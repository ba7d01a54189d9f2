// Phrases as texts of their own: a parse tree gives as many training texts as it has labelled nodes (Socher
// et al. 2013, Recursive deep models for semantic compositionality over a sentiment treebank).
#pragma once

#include <vector>

#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

// What is learned of a parse tree. root: the whole text. all: each labelled phrase as often as it occurs.
// unique: phrases with the same tokens and the same label once, in the place of the first.
enum class PhraseChoice { root, all, unique };
constexpr auto name_table(PhraseChoice /*choice*/) {
  return base::NameTable<PhraseChoice, 3>{
      {{"root", PhraseChoice::root}, {"all", PhraseChoice::all}, {"unique", PhraseChoice::unique}}};
}

// The reviews with each tree that was read with its phrases replaced by these, in their order; the others
// stay unless they are left out.
std::vector<Review> phrases_of(std::vector<Review> reviews, PhraseChoice choice);

// The reviews without those that are left out.
std::vector<Review> without_left_out(std::vector<Review> reviews);

}  // namespace seqlab::corpus
