// Labels and spans of JSON objects, in the shapes of annotation tools.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/errors.h"
#include "corpus/reader.h"
#include "corpus/schemes/span_labels.h"
#include "text/tokeniser.h"

namespace seqlab::corpus {

// How the labels of one column are read.
struct LabelContext {
  const ReaderOptions& options;
  bool chosen = false;    // an option names the column, so its numbers may be labels without names
  Place place;            // of the record
  bool digits = false;    // labels that are strings of digits are numbers with names
  bool prefixed = false;  // labels of spans have prefixes, and a span of several tokens is several spans
};

// The label itself. Throws DataError if it has a control character.
std::string checked_json_label(std::string label, const Place& place);

// Whether a list of labels has strings for numbers that ReaderOptions::label_names names, and no other
// string.
bool has_numbers_as_strings(const nlohmann::json& labels, const ReaderOptions& options);

// A label: a string, or a whole number with a name in ReaderOptions::label_names. Spaces around it, also
// no-break and zero width ones, are no part of it. `what` names the value in errors. Throws DataError if it
// is neither.
std::string label_text(const nlohmann::json& value, const std::string& what, const LabelContext& context);

// Whether a value is a list with a span that has its place and label in one of the shapes below.
bool holds_a_span(const nlohmann::json& value, const ReaderOptions& options);

// Adds the labels of spans, as far as they have some.
void collect_span_labels(const nlohmann::json& spans, const ReaderOptions& options,
                         std::set<std::string>& labels);

// Whether labels of spans have prefixes, as those of tokens do: all of them but O. Throws DataError if types
// occur with a prefix and without.
bool have_prefixes(const std::set<std::string>& labels, const Place& place);

// Reads spans of a text: [[0, 4, "PER"]], objects with start, end and label under their usual names, or
// results of Label Studio. Where labels have prefixes, spans that these join are one. `cuts` are the text's
// sentences; those that a span crosses are joined. Throws DataError if the spans are of another shape,
// overlap, or begin or end inside tokens (unless these are skipped).
TokenLabels label_tokens_by_json(const nlohmann::json& spans, const std::string& text,
                                 const LabelContext& context, std::vector<text::TextSentence>& cuts);

}  // namespace seqlab::corpus
