// What training a tagger and training a classifier have in common: files, reports, interruption.
#pragma once

#include <array>
#include <cstddef>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command_line.h"
#include "console.h"
#include "embeddings/table.h"
#include "interruption.h"
#include "program.h"
#include "tasks/option_table.h"
#include "tasks/training.h"
#include "tasks/training_options.h"

namespace seqlab::programs {

// Options of training that mean nothing to a tagger, and those that mean nothing to a classifier.
inline constexpr std::array<std::string_view, 4> classifier_options = {"pooling", "tokens", "classes",
                                                                       "phrases"};
inline constexpr std::array<std::string_view, 4> tagger_options = {"label-column", "head-weights",
                                                                   "decoder", "scheme"};

struct TrainingFiles {
  std::vector<std::string> train;
  std::vector<std::string> dev;
  std::vector<std::string> test;
  std::string embeddings;
  std::string model;
  std::string log;
  std::string licence;
  bool force = false;
  bool quiet = false;
};
const tasks::OptionTable<TrainingFiles>& training_file_table();

// --dropout, which stands for the three rates of dropout where these are not given themselves.
tasks::OptionInfo dropout_option();
void spread_dropout(const std::string& value, const Given& given, tasks::TrainingOptions& options);

// Throws UsageError when train or model is missing or a file would be overwritten, Error when the model could
// not be written in the end.
void check_files(const TrainingFiles& files);

// Names of the training files without their folders.
tasks::Provenance provenance(const TrainingFiles& files);

// The table of word vectors, or nothing when none is asked for.
std::optional<embeddings::LoadedVectors> read_vectors(const std::string& path, std::size_t threads,
                                                      Console& console);

// Tells of a training as it goes on: on standard error, and a JSON object an epoch in the log.
class TrainingReport {
 public:
  // Throws Error when the log cannot be opened.
  TrainingReport(Console& console, const std::string& log);

  void progress(std::size_t done, std::size_t all);
  // Throws Error when the log cannot be written.
  void epoch(const tasks::EpochReport& report);
  // The last remark: which epoch was best, where the model is, and whether training was interrupted.
  Exit finish(const std::string& model) const;

 private:
  Console& console_;
  std::string log_path_;
  std::ofstream log_;
  std::size_t epochs_ = 0;
  std::size_t best_ = 0;
  std::string best_scores_;
};

template <class Model>
tasks::TrainingObserver<Model> observe(TrainingReport& report, Console& console, const std::string& path) {
  tasks::TrainingObserver<Model> observer;
  observer.note = [&console](const std::string& text) { console.note(text); };
  observer.progress = [&report](std::size_t done, std::size_t all) { report.progress(done, all); };
  observer.epoch = [&report](const tasks::EpochReport& epoch) { report.epoch(epoch); };
  observer.improved = [path](const Model& model) { model.save(path); };
  observer.stop = [] { return Interruption::requested(); };
  return observer;
}

}  // namespace seqlab::programs
