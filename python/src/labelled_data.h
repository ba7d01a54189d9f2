// Sentences and texts with their labels, and sources with their targets, for training and evaluation.
#pragma once

#include <nanobind/nanobind.h>
#include <seqlab/classifier.h>
#include <seqlab/tagger.h>
#include <seqlab/transducer.h>

#include <vector>

namespace seqlab::python {

// Sentences as (words, {column: values}, labels of each head, document).
std::vector<LabelledSentence> sentences(const nanobind::list& given);

// Texts as (label, text, words or None).
std::vector<LabelledText> texts(const nanobind::list& given);

// Sources as (text, tags, vectors). Valid as long as the Python objects.
std::vector<Source> sources(const nanobind::list& given);

// The same with targets, as (source, target).
std::vector<SourceTarget> source_targets(const nanobind::list& given);

}  // namespace seqlab::python
