// Projects the spans of one annotation of a text onto the tokens of another: of two treebanks of the same
// documents in different order and with different tokens (the English Web Treebank and its Universal NER
// layer).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "corpus/schemes/tag_scheme.h"
#include "corpus/sentence.h"

namespace seqlab::corpus {

struct AlignedSpans {
  // One list per sentence, in order, with one label per token. The label is empty if the token is not
  // annotated: its document has no partner, or a span that could not be projected covers it.
  std::vector<std::vector<std::string>> labels;
  std::size_t documents = 0;         // in the sentences
  std::size_t matched = 0;           // those with a partner
  std::size_t unused = 0;            // documents of the annotation without a partner
  std::size_t projected = 0;         // spans
  std::size_t inside_tokens = 0;     // spans that begin or end inside a token; not projected
  std::size_t across_sentences = 0;  // spans that cross a sentence's end; not projected
};

// Projects the spans of `annotated` onto `sentences`. A document is a run of sentences of one file with the
// same Sentence::document. Documents are partners if their words, without spaces, have the same characters;
// of several with the same characters, the first is the partner of the first, and so on. Labels are read from
// Sentence::gold's first list and written in `style`; tokens under a token that is not annotated are not
// annotated either. Time and memory are proportional to the length of the texts. Throws std::invalid_argument
// if `annotated` has no labels or `style` has no scheme.
AlignedSpans align_spans(std::span<const Sentence> sentences, std::span<const Sentence> annotated,
                         SchemeStyle style);

}  // namespace seqlab::corpus
