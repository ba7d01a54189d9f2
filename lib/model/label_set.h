// The labels of a model.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "corpus/tag_scheme.h"

namespace seqlab::model {

struct LabelSet {
  std::vector<std::string> names;  // in the order of the head's rows
  corpus::SchemeStyle scheme;      // of the names; none: they write down no spans
  corpus::SchemeStyle written;     // of the training data, and of what is predicted

  // The labels in the written scheme that spans of the same types may have; the names where both schemes are
  // one.
  [[nodiscard]] std::vector<std::string> written_names() const;
  // The labels of a sentence in the scheme of the names. A label that would depend on a neighbour without a
  // gold label (empty) has none either.
  [[nodiscard]] std::vector<std::string> inner_labels(const std::vector<std::string>& labels) const;
  // The names of the labels of a sentence, in the written scheme.
  [[nodiscard]] std::vector<std::string> written_labels(std::span<const std::int32_t> labels) const;
};

}  // namespace seqlab::model
