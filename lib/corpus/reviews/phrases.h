// Phrases as texts: a parse tree gives one training text per labelled node (Socher et al. 2013, Recursive
// deep models for semantic compositionality over a sentiment treebank).
#pragma once

#include <vector>

#include "corpus/reviews/reviews.h"

namespace seqlab::corpus {

// What to learn from a parse tree. root: the whole text. all: every labelled phrase, as often as it occurs.
// unique: the same, but phrases with equal tokens and label only once.
enum class PhraseChoice { root, all, unique };
constexpr auto name_table(PhraseChoice /*choice*/) {
  return base::NameTable<PhraseChoice, 3>{
      {{"root", PhraseChoice::root}, {"all", PhraseChoice::all}, {"unique", PhraseChoice::unique}}};
}

// Replaces each tree that was read with its phrases by these, in order. Others stay unless they are left out.
std::vector<Review> phrases_of(std::vector<Review> reviews, PhraseChoice choice);

// The reviews that are not left out.
std::vector<Review> without_left_out(std::vector<Review> reviews);

}  // namespace seqlab::corpus
