// Continues the training of a model.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "embeddings/pretrained_tables.h"
#include "model/labelling/sequence_model.h"
#include "options/training_options.h"
#include "training/labelling/word_table.h"
#include "training/training.h"

namespace seqlab::training {

// The model to train: `from`, with new words in its vocabulary. These are the words of the training data that
// it was not trained on and that occur at least min_count times. A new word starts with the vector that the
// model has read it with, say that of its lower-case form, so that the answers do not change at first. But a
// word that was unknown starts with its vector in the pretrained tables, if they have it. `vectors`: no
// tables, or all that the model was made with. Words of the tables also become further words until there are
// extra_vectors of these. Weights, heads, characters and feature values are those of `from`. `singletons`
// receives the rows of new words that occur once. Throws UsageError for another number of tables, or vectors
// of another length.
model::SequenceModel make_continued_model(const model::SequenceModel& from,
                                          const options::TrainingOptions& options,
                                          const model::WordCounts& counts,
                                          const embeddings::PretrainedTables& vectors,
                                          const Provenance& provenance,
                                          const std::function<void(const std::string&)>& note,
                                          std::vector<std::uint32_t>& singletons);

}  // namespace seqlab::training
