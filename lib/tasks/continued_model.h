// A model that training goes on from.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "embeddings/table.h"
#include "tasks/sequence_model.h"
#include "tasks/training.h"
#include "tasks/training_options.h"
#include "tasks/word_table.h"

namespace seqlab::tasks {

// Throws UsageError, with both values, for an option of the model that is another than that of the model to
// go on from: all but the column of the labels shape the network or what it reads. Throws ModelError for a
// model whose weights have fewer bits than training needs.
void check_continues(const ModelOptions& options, const SequenceModel& from);

// The model with its weights, labels and alphabet, and with the words of the training data that it did not
// have: those that occur at least min_count times become words of the vocabulary. Each begins with the vector
// under which the model read it before, in lower case or as an unknown word, so that the model says what it
// said; but what was unknown, and the table (`vectors`, which may be null) has, begins with the table's.
// Where there are fewer further words than extra_vectors, those of the table are added. Characters are those
// of the model. `singletons` gets the rows of new words that occur once. Throws UsageError when the table has
// vectors of another length.
SequenceModel make_continued_model(const SequenceModel& from, const TrainingOptions& options,
                                   const WordCounts& counts, const embeddings::WordVectors* vectors,
                                   const Provenance& provenance,
                                   const std::function<void(const std::string&)>& note,
                                   std::vector<std::uint32_t>& singletons);

}  // namespace seqlab::tasks
