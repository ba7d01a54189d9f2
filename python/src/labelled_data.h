// Sentences and texts with their labels, for training and evaluation.
#pragma once

#include <nanobind/nanobind.h>
#include <seqlab/classifier.h>
#include <seqlab/tagger.h>

#include <vector>

namespace seqlab::python {

// Sentences as (words, {column: values}, labels of each head, document).
std::vector<LabelledSentence> sentences(const nanobind::list& given);

// Texts as (label, text, words or None).
std::vector<LabelledText> texts(const nanobind::list& given);

}  // namespace seqlab::python
