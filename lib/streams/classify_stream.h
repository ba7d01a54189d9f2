// Classifying a stream: texts in, results out, in bounded memory.
#pragma once

#include <cstddef>
#include <functional>

#include "corpus/reviews/reviews.h"
#include "model/classifier_model.h"

namespace seqlab::streams {

struct ClassifyStreamOptions {
  std::size_t batch_size = 64;  // texts computed side by side
  std::size_t window = 16384;   // tokens, about, that are classified together; a longer text goes as a whole
};

// Reads to the end and calls `write` for each text, in order, one at a time, from any thread; returns how
// many there were. All that tag_stream says of side by side, waiting, `flush`, memory and errors holds here.
std::size_t classify_stream(
    const model::ClassifierModel& model, corpus::ReviewReader& reader,
    const std::function<void(const corpus::Review&, const model::ClassifierModel::Result&)>& write,
    const ClassifyStreamOptions& options, base::Pool& pool, const std::function<void()>& flush);

}  // namespace seqlab::streams
