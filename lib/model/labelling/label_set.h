// The labels of a head, their tag schemes, and what these imply for decoding and for probabilities of spans.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "corpus/schemes/tag_scheme.h"
#include "nn/heads/span_scheme.h"
#include "nn/heads/transitions.h"

namespace seqlab::model {

struct LabelSet {
  std::vector<std::string> names;  // in the order of the head's rows
  corpus::SchemeStyle scheme;      // of the names; none: labels of single tokens, without spans
  corpus::SchemeStyle written;     // of the training data and of predictions

  // All labels that the types of the names can have in the written scheme; the names if the schemes are
  // equal.
  [[nodiscard]] std::vector<std::string> written_names() const;
  // A sentence's labels, converted from the written scheme to that of the names. A label that depends on a
  // neighbour without a gold label (an empty one) becomes empty too. If the schemes are equal, the labels
  // themselves.
  [[nodiscard]] std::vector<std::string> inner_labels(const std::vector<std::string>& labels) const;
  // The same after labels that the written scheme does not allow in their place have been rewritten: what a
  // head can learn and predict.
  [[nodiscard]] std::vector<std::string> learned_labels(const std::vector<std::string>& labels) const {
    return inner_labels(corpus::legal_labels(labels, written));
  }
  // Adds all labels of a type to the names if some of its labels cannot occur in any sequence that the scheme
  // allows: those that began or ended only at tokens without a gold label.
  void complete();
  // A sentence's labels, given as indices of names, in the written scheme.
  [[nodiscard]] std::vector<std::string> written_labels(std::span<const std::int32_t> labels) const;

  // Which names may follow each other. A part of the result is empty if everything is allowed.
  [[nodiscard]] nn::AllowedTransitions allowed_transitions() const;
  // How sequences of names mark spans, so that they are those that corpus::read_spans() finds in
  // written_labels(). Requires a scheme other than none.
  [[nodiscard]] nn::SpanScheme span_scheme() const;
};

}  // namespace seqlab::model
