#include "verbs/train.h"

#include <cstdint>

#include "base/archive.h"
#include "model/model_handle.h"
#include "program/data_output.h"
#include "verbs/checkpointing.h"
#include "verbs/interruption.h"
#include "verbs/training_report.h"

namespace seqlab::programs {

namespace {

// The trainings of one call, one per seed, one after another.
class Trainings {
 public:
  // All but the options must outlive it.
  Trainings(const TrainingFiles& files, const std::string& gradient_flow, std::size_t seeds,
            const options::TrainingOptions& options, const TrainingStart& start, Checkpointing& checkpoints,
            Console& console)
      : files_(files),
        observes_flow_(!gradient_flow.empty()),
        seeds_(seeds),
        first_seed_(options.seed),
        options_(options),
        start_(start),
        checkpoints_(checkpoints),
        console_(console),
        report_(console, files.log, gradient_flow, seeds) {}

  // Trains all that are left, or until a signal arrives.
  Exit train() {
    if (checkpoints_.resumes()) {
      checkpoints_.restore([this](base::Archive& archive) { archive_number(archive); });
    }
    // A signal ends the first training within an epoch, so that there is a model.
    for (bool first = true; number_ < seeds_ && (first || !Interruption::requested());
         ++number_, first = false) {
      begin();
      if (first) start();
      train_one();
      if (seeds_ > 1 && !Interruption::requested()) {
        report_.end(start_.has_test() ? start_.score_on_test(session_->best(), nullptr) : NamedScores());
      }
    }
    const Exit exit = report_.finish(files_.model);
    // Last, so that a training that ends here goes on to the same model.
    if (kept_) {
      kept_ = session_->finished(kept_);
      model::save_model(*kept_, files_.model);
    }
    return exit;
  }

  // The one that is kept.
  [[nodiscard]] const TrainedModel& best() const { return kept_; }
  [[nodiscard]] const TrainingReport& report() const { return report_; }

 private:
  void begin() {
    options_.seed = first_seed_ + number_;
    report_.begin(options_.seed);
    session_ = start_.begin(options_, observer(), nullptr);
    checkpoints_.identify(options_, {{"seeds", std::to_string(seeds_)}}, *session_);
  }

  training::SessionObserver observer() {
    training::SessionObserver observer;
    observer.note = [this](const std::string& text) { console_.note(text); };
    observer.sample = [this](const std::string& sample) { report_.print_sample(sample); };
    observer.progress = [this](std::size_t done, std::size_t all) { report_.progress(done, all); };
    observer.epoch = [this](const training::EpochReport& epoch) { report_.epoch(epoch); };
    observer.improved = [this](const TrainedModel& model, const training::EpochReport& epoch) {
      if (!report_.improved(epoch)) return;
      model::save_model(*model, files_.model);
      kept_ = model;
    };
    if (observes_flow_) {
      observer.gradient_flow = [this](const training::GradientFlow& flow) { report_.gradient_flow(flow); };
    }
    observer.stop = [this] {
      // Before the unfinished epoch is scored, which training would not have done.
      cut_ = Interruption::requested();
      if (cut_) {
        checkpoints_.write(state());
      } else {
        checkpoints_.write_if_due(state());
      }
      return cut_;
    };
    return observer;
  }

  void train_one() {
    while (!session_->ended()) {
      session_->train_until(session_->epochs() + 1);
      if (!cut_) checkpoints_.write(state());
    }
  }

  void start() {
    if (checkpoints_.resumes()) resume();
    // Before any other file, which the program would not overwrite when it is called again.
    checkpoints_.write(state());
    report_.open_logs(checkpoints_.resumes());
  }

  void resume() {
    checkpoints_.check();
    checkpoints_.restore(state());
    console_.note(files_.resume + ": goes on " +
                  (seeds_ > 1 ? "with seed " + std::to_string(options_.seed) + " " : "") + "after epoch " +
                  std::to_string(session_->epochs()) + ", step " + std::to_string(session_->steps()));
    if (!kept_) kept_ = session_->best();
    // The file may be of a later epoch than the state, or gone.
    if (kept_) model::save_model(*kept_, files_.model);
  }

  Checkpointing::State state() {
    return [this](base::Archive& archive) {
      archive_number(archive);
      report_.archive(archive);
      {
        const base::Archive::Scope scope(archive, "training");
        session_->archive(archive);
      }
      if (!report_.kept_earlier()) return;
      const base::Archive::Scope scope(archive, "kept");
      session_->archive_model(archive, kept_);
    };
  }

  void archive_number(base::Archive& archive) { archive.count("training_number", number_, seeds_ - 1); }

  const TrainingFiles& files_;
  bool observes_flow_;
  std::size_t seeds_;
  std::uint64_t first_seed_;
  options::TrainingOptions options_;
  const TrainingStart& start_;
  Checkpointing& checkpoints_;
  Console& console_;
  TrainingReport report_;
  std::uint64_t number_ = 0;  // of the current training, from 0
  std::unique_ptr<training::TrainingSession> session_;
  TrainedModel kept_;  // the best model of all
  bool cut_ = false;   // the training was ended within an epoch
};

}  // namespace

options::OptionInfo seeds_option() {
  return {.name = "seeds",
          .group = "Training",
          .help =
              "number of models to train, with consecutive seeds; prints mean, standard deviation and "
              "range of their scores on dev and test, and keeps the best on dev",
          .range = {.low = 1, .high = 1000}};
}

options::OptionInfo gradient_flow_option() {
  return {.name = "gradient-flow",
          .group = "Training",
          .help =
              "file for how far gradients reach: their norms by distance from the end of sentences or "
              "texts, before training and after each epoch, as JSON objects",
          .value = "FILE"};
}

Exit train_models(const TrainingFiles& files, const std::string& gradient_flow, std::size_t seeds,
                  const options::TrainingOptions& options, const TrainingStart& start,
                  Checkpointing& checkpoints, Console& console) {
  const Interruption interruption;
  Trainings trainings(files, gradient_flow, seeds, options, start, checkpoints, console);
  const Exit exit = trainings.train();
  DataOutput output;
  print_seeds(trainings.report().seeds(), output.stream());
  if (seeds == 1 && start.has_test() && exit == Exit::fine) {
    start.score_on_test(trainings.best(), &output.stream());
  }
  output.finish();
  return exit;
}

}  // namespace seqlab::programs
