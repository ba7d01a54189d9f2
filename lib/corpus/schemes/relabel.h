// Changes of gold labels between a corpus and a model: other names, and labels that are not trusted.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "corpus/schemes/tag_scheme.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

// A name and its new name. In labels of a tag scheme, a name is a label ("B-MISC") or a type ("MISC"); a type
// that becomes O loses its prefix. An empty new name: the token is not annotated.
using LabelNames = std::vector<std::pair<std::string, std::string>>;

// A word whose labels are not trusted, and the number of tokens after it of which that holds too.
struct UnlabelledWord {
  std::string word;
  std::size_t following = 0;
  friend bool operator==(const UnlabelledWord&, const UnlabelledWord&) = default;
};

struct Relabelling {
  LabelNames names;
  std::vector<UnlabelledWord> unlabelled;

  [[nodiscard]] bool nothing() const { return names.empty() && unlabelled.empty(); }
};

// The new name of a label; the label itself if it has none. style: of the labels.
std::string renamed(const std::string& label, SchemeStyle style, const LabelNames& names);

// Renames the labels of a column, then empties those of the words that are not trusted.
void relabel(std::vector<Sentence>& sentences, std::size_t column, SchemeStyle style,
             const Relabelling& relabelling);

}  // namespace seqlab::corpus
