// A model that training goes on from.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "embeddings/pretrained_tables.h"
#include "model/sequence_model.h"
#include "options/training_options.h"
#include "training/training.h"
#include "training/word_table.h"

namespace seqlab::training {

// The model with its weights, labels and alphabet, and with the words of the training data that it did not
// have: those that occur at least min_count times become words of the vocabulary. Each begins with the vector
// under which the model read it before, in lower case or as an unknown word, so that the model says what it
// said; but what was unknown, and the tables (`vectors`: none, or all those that the model was made with)
// have, begins with theirs. Where there are fewer further words than extra_vectors, those of the tables are
// added. Characters and values of features are those of the model. `singletons` gets the rows of new words
// that occur once. Throws UsageError when there are more or fewer tables, or one has vectors of another
// length.
model::SequenceModel make_continued_model(const model::SequenceModel& from,
                                          const options::TrainingOptions& options,
                                          const model::WordCounts& counts,
                                          const embeddings::PretrainedTables& vectors,
                                          const Provenance& provenance,
                                          const std::function<void(const std::string&)>& note,
                                          std::vector<std::uint32_t>& singletons);

}  // namespace seqlab::training
