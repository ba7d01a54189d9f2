// Gold labels: where they are read for a model, and how well its predictions agree with them.
#pragma once

#include <cstddef>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "corpus/sentence.h"
#include "evaluation/evaluation.h"
#include "model/tagger_model.h"
#include "program/console.h"
#include "tagger/corpus_options.h"

namespace seqlab::programs {

// Sentences with the labels of all heads of a model, and the columns that it reads. Notes labels that it has
// not learned.
std::vector<corpus::Sentence> read_gold(const std::vector<std::string>& files, const InputOptions& input,
                                        const model::TaggerModel& model, Console& console);

// Notes labels of a head (model::gold_of()) that are not among those it has learned.
void note_unknown_labels(const std::string& what, const std::vector<corpus::Sentence>& sentences,
                         std::size_t head, std::size_t features, const std::vector<std::string>& known,
                         Console& console);

// What TaggingScore::print() prints, then accuracy on seen and unseen words where these are known.
void print_score(const evaluation::TaggingScore& score, std::ostream& output);
// The same for each of some heads, their names above where there are several.
void print_scores(std::span<const std::string> heads, std::span<const evaluation::TaggingScore> scores,
                  std::ostream& output);

}  // namespace seqlab::programs
