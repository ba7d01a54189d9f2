// Describes the task of a program: all that the verbs that every program has must know of it.
#pragma once

#include <cstddef>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "embeddings/pretrained_tables.h"
#include "options/corpus_options.h"
#include "options/option_table.h"
#include "options/training_options.h"
#include "program/console.h"
#include "program/models.h"
#include "training/training_session.h"
#include "verbs/seed_scores.h"
#include "verbs/training_files.h"

namespace seqlab::programs {

using SharedModel = std::shared_ptr<const model::Model>;

// Input: the options for reading the data of examples. Example: what is learned from, such as a sentence or
// text with its labels.
template <class Input, class Example>
struct TaskDescription {
  using Examples = std::vector<Example>;

  const KnownModels& models;
  options::Task task;

  // Options of training and its files that the task does not have.
  std::span<const std::string_view> unused;

  // Options for reading training data, and labelled data for a model. Training has some of the latter as
  // options of the model.
  options::OptionTable<Input> training_input;
  options::OptionTable<Input> gold_input;
  // The corpora of a training, from the sections of a config file if there are any; null for a task that has
  // no sections.
  std::vector<options::CorpusOptions> (*corpora)(const TrainingFiles& files,
                                                 std::span<const options::ConfigSection> sections,
                                                 const Input& input,
                                                 const options::TrainingOptions& training);
  training::TrainingExamples<Example> (*read_training_data)(const TrainingFiles& files, const Input& input,
                                                            const options::TrainingOptions& training,
                                                            Console& console);
  Examples (*read_gold)(const std::vector<std::string>& files, const Input& input, const SharedModel& model,
                        Console& console);

  // As begin_tagger_training().
  std::unique_ptr<training::TrainingSession> (*begin_training)(
      const options::TrainingOptions&, const Examples& train, const Examples& dev,
      const embeddings::PretrainedTables&, const training::Provenance&, const training::SessionObserver&,
      const model::Model* from, std::shared_ptr<base::Pool>);

  // The scores of a model by name. Prints the full report if there is a stream.
  NamedScores (*score)(const SharedModel& model, const Examples& gold, std::size_t batch_size,
                       std::size_t threads, std::ostream* report);
  // The model with what is fitted on dev, such as temperatures; null for a task that fits nothing.
  SharedModel (*fitted)(const SharedModel& model, const Examples& dev, std::size_t batch_size,
                        std::size_t threads);
};

}  // namespace seqlab::programs
