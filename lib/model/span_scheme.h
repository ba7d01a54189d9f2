// How the labels of a head write down spans, as the probabilities of nn/ take it.
#pragma once

#include "model/label_set.h"
#include "nn/heads/span_scheme.h"

namespace seqlab::model {

// Of labels in the order of a head, the spans of a sequence of which are those that corpus::read_spans()
// finds in LabelSet::written_labels(). Requires a scheme other than none.
nn::SpanScheme span_scheme(const LabelSet& labels);

}  // namespace seqlab::model
