// What training a tagger and training a classifier have in common: files, reports, interruption.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/sequence_model.h"
#include "options/option_table.h"
#include "options/training_options.h"
#include "program/command_line.h"
#include "program/models.h"
#include "training/training.h"

namespace seqlab::programs {

// Options of training that mean nothing to a tagger, and those that mean nothing to a classifier.
inline constexpr std::array<std::string_view, 4> classifier_options = {"pooling", "tokens", "classes",
                                                                       "phrases"};
inline constexpr std::array<std::string_view, 5> tagger_options = {"label-column", "head-weights", "decoder",
                                                                   "scheme", "features"};

struct TrainingFiles {
  std::vector<std::string> train;
  std::vector<std::string> dev;
  std::vector<std::string> test;
  std::vector<std::string> embeddings;
  std::string model;
  std::string from;
  std::string log;
  std::string licence;
  bool force = false;
  bool quiet = false;
};
const options::OptionTable<TrainingFiles>& training_file_table();

// The labelled examples of a training.
template <class Example>
struct TrainingExamples {
  std::vector<Example> train;
  std::vector<Example> dev;   // the file's, or held out of the training data
  std::vector<Example> test;  // empty without a file
};

// --dropout, which stands for the three rates of dropout where these are not given themselves.
options::OptionInfo dropout_option();
void spread_dropout(const std::string& value, const Given& given, options::TrainingOptions& options);

// Throws UsageError when train or model is missing or a file would be overwritten, Error when the model could
// not be written in the end.
void check_files(const TrainingFiles& files);

// The model to go on from, or nothing when none is asked for; the options that it decides become its own, and
// so does the column of the labels where it is not given. Throws UsageError for one that is given with
// another value.
std::optional<model::SequenceModel> load_start(const TrainingFiles& files, model::Task task,
                                               const KnownModels& known, const Given& given,
                                               options::TrainingOptions& options);

// Names of the training files and of the model to go on from, without their folders.
training::Provenance provenance(const TrainingFiles& files);

}  // namespace seqlab::programs
