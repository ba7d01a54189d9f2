#include "verbs/train.h"

#include "model/model_handle.h"
#include "program/data_output.h"
#include "verbs/interruption.h"
#include "verbs/training_report.h"

namespace seqlab::programs {

namespace {

training::SessionObserver observe(TrainingReport& report, Console& console, const std::string& path) {
  training::SessionObserver observer;
  observer.note = [&console](const std::string& text) { console.note(text); };
  observer.progress = [&report](std::size_t done, std::size_t all) { report.progress(done, all); };
  observer.epoch = [&report](const training::EpochReport& epoch) { report.epoch(epoch); };
  observer.improved = [&report, path](const TrainedModel& model) {
    if (report.best_of_all()) model::save_model(*model, path);
  };
  observer.stop = [] { return Interruption::requested(); };
  return observer;
}

}  // namespace

options::OptionInfo seeds_option() {
  return {.name = "seeds",
          .group = "Training",
          .help =
              "number of models to train, with consecutive seeds; prints mean, standard deviation and "
              "range of their scores on dev and test, and keeps the best on dev",
          .range = {.low = 1, .high = 1000}};
}

Exit train_models(const TrainingFiles& files, std::size_t seeds, options::TrainingOptions options,
                  const TrainingStart& start, Console& console) {
  TrainingReport report(console, files.log, seeds);
  const Interruption interruption;
  const auto observer = observe(report, console, files.model);
  const auto train_one = [&] {
    const auto session = start.begin(options, observer, nullptr);
    session->train_until(options.epochs);
    return session->best();
  };
  TrainedModel model;
  for (std::size_t i = 0; i < seeds && !Interruption::requested(); ++i, ++options.seed) {
    report.begin(options.seed);
    model = train_one();
    if (seeds > 1 && !Interruption::requested()) {
      report.end(start.has_test() ? start.score_on_test(model, nullptr) : NamedScores());
    }
  }
  const Exit exit = report.finish(files.model);
  DataOutput output;
  print_seeds(report.seeds(), output.stream());
  if (seeds == 1 && start.has_test() && exit == Exit::fine) start.score_on_test(model, &output.stream());
  output.finish();
  return exit;
}

}  // namespace seqlab::programs
