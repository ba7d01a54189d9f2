// Classifies a stream of texts in bounded memory.
#pragma once

#include <cstddef>
#include <functional>

#include "corpus/reviews/review_writer.h"
#include "corpus/reviews/reviews.h"
#include "model/labelling/classifier_model.h"

namespace seqlab::streams {

struct ClassifyStreamOptions {
  model::ClassifierModel::ClassifyOptions classify;
  std::size_t window = 16384;  // about how many tokens are classified together; texts are not cut
};

// Reads to the end, writes every text in order and returns their number. Concurrency, waiting, `flush`,
// memory and errors are as in tag_stream().
std::size_t classify_stream(const model::ClassifierModel& model, corpus::ReviewReader& reader,
                            corpus::ReviewWriter& writer, const ClassifyStreamOptions& options,
                            base::Pool& pool, const std::function<void()>& flush);

}  // namespace seqlab::streams
