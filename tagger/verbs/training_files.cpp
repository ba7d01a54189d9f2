#include "verbs/training_files.h"

#include <utility>

#include "base/errors.h"
#include "model/model_handle.h"
#include "program/data_output.h"
#include "program/verb_options.h"
#include "training/kept_options.h"

namespace seqlab::programs {

const options::OptionTable<TrainingFiles>& training_file_table() {
  static const auto table = [] {
    using F = TrainingFiles;
    const std::string group = "Files";
    options::OptionTable<F> options;
    options.add({.name = "train", .group = group, .help = "training data", .value = "FILE"}, &F::train)
        .add({.name = "dev",
              .group = group,
              .help = "development data, to choose the best epoch",
              .value = "FILE",
              .default_text = "a tenth of the training data, held out"},
             &F::dev)
        .add({.name = "test",
              .group = group,
              .help = "test data, scored once after training",
              .value = "FILE"},
             &F::test)
        .add({.name = "model",
              .short_name = 'm',
              .group = group,
              .help = "file for the model",
              .value = "FILE"},
             &F::model)
        .add({.name = "from",
              .group = group,
              .help = "model to continue training; keeps its network, options and labels, and adds the "
                      "words of the training data",
              .value = "MODEL"},
             &F::from)
        .add({.name = "embeddings",
              .group = group,
              .help = "pretrained word vectors: GloVe, word2vec or fastText, plain, .gz or .zst, or a mapped "
                      "table; with several tables, a word has a vector from each",
              .value = "FILE"},
             &F::embeddings)
        .add(
            {.name = "log", .group = group, .help = "log file with a JSON object per epoch", .value = "FILE"},
            &F::log)
        .add({.name = "licence",
              .group = group,
              .help = "licence of data and model, kept in the model",
              .value = "TEXT"},
             &F::licence)
        .add(force_option(), &F::force)
        .add(quiet_option(), &F::quiet);
    return options;
  }();
  return table;
}

training::ExampleFiles example_files(const TrainingFiles& files) {
  return {files.train, files.dev, files.test};
}

void check_files(const TrainingFiles& files) {
  if (files.train.empty()) throw UsageError("no training data given; give some with --train FILE");
  if (files.model.empty()) throw UsageError("no file for the model given; give one with --model FILE");
  refuse_overwriting(files.model, files.force);
  if (!files.log.empty()) refuse_overwriting(files.log, files.force);
  check_writable(files.model);
}

std::shared_ptr<const model::SequenceModel> load_start(const TrainingFiles& files, options::Task task,
                                                       const KnownModels& known, const Given& given,
                                                       options::TrainingOptions& options) {
  if (files.from.empty()) return nullptr;
  const std::string path = find_model(files.from, known);
  auto model = model::load_model(path, task);
  training::keep_options(
      *model, path, [&given](const std::string& name) { return given.has(name); }, options);
  return model;
}

}  // namespace seqlab::programs
