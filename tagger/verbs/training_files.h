// Options that train and tune have beside those of lib/options: files and --dropout.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "options/corpus_options.h"
#include "options/option_table.h"
#include "options/training_options.h"
#include "program/command_line.h"
#include "program/models.h"
#include "training/labelling/training_examples.h"
#include "verbs/duration.h"

namespace seqlab::programs {

struct TrainingFiles {
  std::vector<std::string> train;
  std::vector<std::string> dev;
  std::vector<std::string> test;
  std::vector<std::string> embeddings;
  std::string model;
  std::string from;
  std::string log;
  std::string checkpoint;
  std::string resume;
  std::optional<Duration> checkpoint_every;
  std::optional<std::size_t> dev_every;
  std::string licence;
  bool force = false;
  bool quiet = false;

  // The corpora, of a task that may have several; they repeat train, dev and test if there is one.
  std::vector<options::CorpusOptions> corpora;
};
const options::OptionTable<TrainingFiles>& training_file_table();

// The names of the logs among the files that a training writes.
inline constexpr const char* log_output = "log";
inline constexpr const char* gradient_flow_output = "gradient-flow";

// The files of labelled data, of all corpora.
training::ExampleFiles example_files(const TrainingFiles& files);

// Throws UsageError if there is no training data.
void check_training_data(const TrainingFiles& files);

// What the model keeps about its data.
training::Provenance provenance_of(const TrainingFiles& files);

// Loads the model of --from, if any. Sets the options that the model decides, and the label column if none is
// given. Throws UsageError if an option that the model decides is given with another value, or one that the
// network's cell does not have.
std::shared_ptr<const model::Model> load_start(const TrainingFiles& files, options::Task task,
                                               const KnownModels& known, const Given& given,
                                               options::TrainingOptions& options);

}  // namespace seqlab::programs
