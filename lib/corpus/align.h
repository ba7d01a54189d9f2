// Spans of one annotation of a text on the tokens of another: two treebanks of the same documents, in another
// order and with tokens of their own (the English Web Treebank and its Universal NER layer).
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "corpus/sentence.h"
#include "corpus/tag_scheme.h"

namespace seqlab::corpus {

struct AlignedSpans {
  // A list a sentence, in their order, with a label a token in the scheme asked for. An empty label is a
  // token that is not annotated: its document has no partner, or it is under a span that is not projected.
  std::vector<std::vector<std::string>> labels;
  std::size_t documents = 0;         // of the sentences
  std::size_t matched = 0;           // of these, with a partner
  std::size_t unused = 0;            // documents of the annotation without a partner
  std::size_t projected = 0;         // spans
  std::size_t inside_tokens = 0;     // spans that begin or end inside a token; not projected
  std::size_t across_sentences = 0;  // spans that go on over a sentence's end; not projected
};

// Projects the spans of `annotated` onto `sentences`. A document is a run of sentences with one number
// (Sentence::document) in one file. Documents are partners when their words, written without spaces, are the
// same characters; of several with the same characters, the first has the first as its partner, and so on.
// Labels are read and written in `style`; a token under one that is not annotated is none either. Time grows
// with the texts' length, memory is that of their characters. Throws std::invalid_argument when `annotated`
// has no labels or the style is no scheme.
AlignedSpans align_spans(std::span<const Sentence> sentences, std::span<const Sentence> annotated,
                         SchemeStyle style);

}  // namespace seqlab::corpus
