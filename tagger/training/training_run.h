// What training a tagger and training a classifier have in common: files, reports, interruption.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "embeddings/pretrained_tables.h"
#include "embeddings/table.h"
#include "model/sequence_model.h"
#include "options/option_table.h"
#include "options/training_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/interruption.h"
#include "program/program.h"
#include "program/shipped_models.h"
#include "training/seed_scores.h"
#include "training/training.h"
#include "training/training_log.h"

namespace seqlab::programs {

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

// --dropout, which stands for the three rates of dropout where these are not given themselves.
options::OptionInfo dropout_option();
void spread_dropout(const std::optional<double>& value, const Given& given,
                    options::TrainingOptions& options);

// Throws UsageError when train or model is missing or a file would be overwritten, Error when the model could
// not be written in the end.
void check_files(const TrainingFiles& files);

// --seeds.
options::OptionInfo seeds_option();

// The model to go on from, or nothing when none is asked for; the options that it decides become its own, and
// so does the column of the labels where it is not given. Throws UsageError for one that is given with
// another value.
std::optional<model::SequenceModel> load_start(const TrainingFiles& files, model::Task task,
                                               const KnownModels& known, const Given& given,
                                               options::TrainingOptions& options);

// Names of the training files and of the model to go on from, without their folders.
training::Provenance provenance(const TrainingFiles& files);

// The tables of word vectors that are asked for.
std::vector<embeddings::LoadedVectors> read_vectors(std::span<const std::string> paths, std::size_t threads,
                                                    Console& console);
// For training; valid as long as these.
embeddings::PretrainedTables tables_of(std::span<const embeddings::LoadedVectors> loaded);

// Tells of trainings as they go on: on standard error, and a JSON object an epoch in the log. Where there are
// several, the log has also one for each of them, when it has ended, and one for all. Members that write to
// the log throw Error when they cannot.
class TrainingReport {
 public:
  // `seeds`: how many trainings there will be. Throws Error when the log cannot be opened.
  TrainingReport(Console& console, const std::string& log, std::size_t seeds);

  void begin(std::uint64_t seed);
  void progress(std::size_t done, std::size_t all);
  void epoch(const training::EpochReport& report);
  // Whether the epoch of the last report has the best model of all trainings.
  [[nodiscard]] bool best_of_all() const { return best_of_all_; }
  // A training has ended by itself. `test`: what test says of its model; empty without test data.
  void end(NamedScores test);
  // The last remark: which epoch was best, where the model is, and whether training was interrupted.
  Exit finish(const std::string& model);
  // Of the trainings that have ended.
  [[nodiscard]] std::span<const SeedScores> seeds() const { return ended_; }

 private:
  Console& console_;
  TrainingLog log_;
  std::size_t seeds_;
  std::size_t epochs_ = 0;
  SeedScores current_;  // of the present training
  SeedScores kept_;     // of the model that the file has
  std::optional<std::pair<double, double>>
      kept_quality_;  // its score, and of equal ones the loss on dev, negated
  bool best_of_all_ = false;
  std::vector<SeedScores> ended_;
};

template <class Model>
training::TrainingObserver<Model> observe(TrainingReport& report, Console& console, const std::string& path) {
  training::TrainingObserver<Model> observer;
  observer.note = [&console](const std::string& text) { console.note(text); };
  observer.progress = [&report](std::size_t done, std::size_t all) { report.progress(done, all); };
  observer.epoch = [&report](const training::EpochReport& epoch) { report.epoch(epoch); };
  observer.improved = [&report, path](const Model& model) {
    if (report.best_of_all()) model.save(path);
  };
  observer.stop = [] { return Interruption::requested(); };
  return observer;
}

// Trains with so many seeds, from that of the options on, and leaves the model that does best on dev. test,
// if there are test data, scores a model on them, and prints what there is to be said of it where it gets a
// stream; it is called once a model. The scores, or a table of those of several seeds, go to standard output.
template <class Model>
Exit train_models(const TrainingFiles& files, std::size_t seeds, options::TrainingOptions options,
                  Console& console,
                  const std::function<Model(const options::TrainingOptions&,
                                            const training::TrainingObserver<Model>&)>& train,
                  const std::function<NamedScores(const Model&, std::ostream*)>& test) {
  TrainingReport report(console, files.log, seeds);
  const Interruption interruption;
  const auto observer = observe<Model>(report, console, files.model);
  std::optional<Model> model;
  for (std::size_t i = 0; i < seeds && !Interruption::requested(); ++i, ++options.seed) {
    report.begin(options.seed);
    model = train(options, observer);
    if (seeds > 1 && !Interruption::requested()) {
      report.end(test ? test(*model, nullptr) : NamedScores());
    }
  }
  const Exit exit = report.finish(files.model);
  DataOutput output;
  print_seeds(report.seeds(), output.stream());
  if (seeds == 1 && test && exit == Exit::fine) test(*model, &output.stream());
  output.finish();
  return exit;
}

}  // namespace seqlab::programs
