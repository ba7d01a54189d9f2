// How the labels of a head write down spans, as the probabilities of nn/ take it.
#pragma once

#include "nn/span_scheme.h"
#include "tasks/label_set.h"

namespace seqlab::tasks {

// Of labels in the order of a head, the spans of a sequence of which are those that corpus::read_spans()
// finds in LabelSet::written_labels(). Requires a scheme other than none.
nn::SpanScheme span_scheme(const LabelSet& labels);

}  // namespace seqlab::tasks
