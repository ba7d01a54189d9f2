#include <algorithm>
#include <set>

#include "command_line.h"
#include "console.h"
#include "corpus/hold_out.h"
#include "corpus/phrases.h"
#include "data_output.h"
#include "gold_labels.h"
#include "interruption.h"
#include "io/errors.h"
#include "nn/pool.h"
#include "review_input.h"
#include "sentiment_verbs.h"
#include "tasks/classifier_model.h"
#include "tasks/training.h"
#include "tasks/training_option_table.h"
#include "training_run.h"

namespace seqlab::programs {

namespace {

struct TrainVerb {
  TrainingFiles files;
  ReviewInputOptions input;
  tasks::TrainingOptions training;
  std::string dropout;
  std::size_t seeds = 1;
};

tasks::OptionTable<TrainVerb> option_table() {
  tasks::OptionTable<TrainVerb> table;
  table.include(training_file_table(), &TrainVerb::files)
      .include(review_input_table({"automatic", "tsv", "space", "fasttext", "jsonl", "trees", "csv"}),
               &TrainVerb::input)
      .include(tasks::training_option_table().without(tagger_options), &TrainVerb::training)
      .add(dropout_option(), &TrainVerb::dropout)
      .add(seeds_option(), &TrainVerb::seeds);
  return table;
}

std::vector<std::string> labels_of(const std::vector<corpus::Review>& reviews) {
  std::set<std::string> labels;
  for (const auto& review : reviews) labels.insert(review.label);
  return {labels.begin(), labels.end()};
}

// Of trees, also the labels of their phrases, if these are to be learned from. Throws UsageError where an
// option for trees would do nothing.
std::vector<corpus::Review> read_training_reviews(const TrainVerb& verb, corpus::ReviewOptions reading,
                                                  Console& console) {
  reading.phrases = verb.training.phrases != "root";
  std::vector<corpus::Review> reviews = read_all_reviews(verb.files.train, reading, console);
  const bool trees = std::any_of(reviews.begin(), reviews.end(), [](const corpus::Review& review) {
    return review.format == corpus::ReviewFormat::trees;
  });
  if (!trees && (reading.phrases || reading.classes != corpus::TreeClasses::all)) {
    throw UsageError(std::string(reading.phrases ? "--phrases " + verb.training.phrases
                                                 : "--classes " + verb.training.model.classes) +
                     " is for parse trees, and " + verb.files.train.front() + " was read as " +
                     std::string(corpus::to_string(reviews.front().format)));
  }
  return reviews;
}

void remark_unknown(const std::string& what, const std::vector<corpus::Review>& reviews,
                    const std::vector<std::string>& known, Console& console) {
  UnknownLabels unknown(known);
  for (const auto& review : reviews) unknown.add(std::span(&review.label, 1));
  if (const std::string remark = unknown.remark(what); !remark.empty()) console.note(remark);
}

}  // namespace

Exit sentiment_train(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "sentiment train --train FILE [--dev FILE] --model FILE [options]",
      "Learns to label texts from texts with one label each: a file of them, or a "
      "folder that has a folder a\n"
      "label with a file a text. The model of the epoch that does best on the dev data is "
      "written as soon as it\n"
      "is found; Ctrl-C ends training and keeps it.",
      0};
  TrainVerb verb;
  const auto given = parse(usage, option_table(), arguments, verb);
  if (!given) return Exit::fine;
  spread_dropout(verb.dropout, *given, verb.training);
  check_files(verb.files);
  const auto from =
      load_start(verb.files, tasks::Task::classifier, sentiment_models, *given, verb.training.model);

  Console console(verb.files.quiet);
  const text::Tokeniser tokeniser(verb.training.model.language);
  const auto reading = review_options(verb.input, true, "model", verb.training.model, tokeniser);
  std::vector<corpus::Review> train = read_training_reviews(verb, reading, console);
  std::vector<corpus::Review> dev;
  if (!verb.files.dev.empty()) {
    dev = read_all_reviews(verb.files.dev, reading, console);
  } else {
    corpus::HeldOutReviews parts = corpus::hold_out(std::move(train), verb.training.seed);
    train = std::move(parts.train);
    dev = corpus::without_left_out(std::move(parts.dev));
    console.note("no --dev: a tenth of the training data is held out to choose the best epoch by");
  }
  if (verb.training.phrases != "root") {
    // Only now, since no phrase of a text that is held out may be learned from.
    train =
        corpus::phrases_of(std::move(train), verb.training.phrases == "all" ? corpus::PhraseChoice::all
                                                                            : corpus::PhraseChoice::unique);
  }
  const auto test = read_all_reviews(verb.files.test, reading, console);

  const auto labels = labels_of(train);
  console.note("train: " + std::to_string(train.size()) + " texts; dev: " + std::to_string(dev.size()) +
               " texts; " + std::to_string(labels.size()) + " labels");
  remark_unknown("dev", dev, labels, console);
  remark_unknown("test", test, labels, console);
  const auto vectors = read_vectors(verb.files.embeddings, verb.training.threads, console);

  const auto train_one = [&](const tasks::TrainingOptions& options,
                             const tasks::TrainingObserver<tasks::ClassifierModel>& observer) {
    return tasks::train_classifier(options, train, dev, tables_of(vectors), provenance(verb.files), observer,
                                   from ? &*from : nullptr);
  };
  const auto score = [&](const tasks::ClassifierModel& model, std::ostream* output) -> NamedScores {
    nn::Pool pool(verb.training.threads);
    const auto scores = tasks::evaluate(model, test, verb.training.batch_size, pool);
    if (output != nullptr) scores.print(*output);
    return {{"accuracy", scores.accuracy()}, {"macro_f1", scores.macro_f1()}};
  };
  using Score = std::function<NamedScores(const tasks::ClassifierModel&, std::ostream*)>;
  return train_models<tasks::ClassifierModel>(verb.files, verb.seeds, verb.training, console, train_one,
                                              test.empty() ? Score() : Score(score));
}

}  // namespace seqlab::programs
