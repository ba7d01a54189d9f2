#include "verbs/training_files.h"

#include <utility>

#include "base/errors.h"
#include "model/model_handle.h"
#include "options/cell_options.h"
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
        .add(options::dev_every_option(), &F::dev_every)
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
        .add({.name = "checkpoint",
              .group = group,
              .help =
                  "file for the state of the training, after each epoch and in between, to go on from with "
                  "--resume",
              .value = "FILE",
              .default_text = "the file of --resume"},
             &F::checkpoint)
        .add({.name = "checkpoint-every",
              .group = group,
              .help = "time between two states within an epoch: 30s, 5m, 1h",
              .value = "TIME",
              .default_text = "5m"},
             &F::checkpoint_every)
        .add(
            {.name = "resume",
             .group = group,
             .help = "state to go on from, with the same data and options and the same result as without the "
                     "break; if there is no such file, training starts anew",
             .value = "FILE"},
            &F::resume)
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
  if (files.corpora.empty()) return {files.train, files.dev, files.test, files.dev_every};
  training::ExampleFiles all;
  const auto append = [](const std::vector<std::string>& own, std::vector<std::string>& list) {
    list.insert(list.end(), own.begin(), own.end());
  };
  for (const options::CorpusOptions& corpus : files.corpora) {
    append(corpus.train, all.train);
    append(corpus.dev, all.dev);
    append(corpus.test, all.test);
  }
  return all;
}

void check_training_data(const TrainingFiles& files) {
  if (files.train.empty() && files.corpora.empty()) {
    throw UsageError("no training data given; give some with --train FILE");
  }
}

training::Provenance provenance_of(const TrainingFiles& files) {
  training::Provenance provenance =
      training::provenance_of(example_files(files).train, files.licence, files.from);
  std::string data;
  for (const options::CorpusOptions& corpus : files.corpora) {
    if (corpus.name.empty()) continue;
    provenance.corpora.push_back({corpus.name, corpus.sampling_rate});
    data += (data.empty() ? "" : ", ") + corpus.name + " (" +
            training::provenance_of(corpus.train, "", "").data +
            (corpus.sampling_rate == 1 ? "" : "; rate " + options::print_real(corpus.sampling_rate)) + ")";
  }
  if (!data.empty()) provenance.data = data;
  return provenance;
}

std::shared_ptr<const model::Model> load_start(const TrainingFiles& files, options::Task task,
                                               const KnownModels& known, const Given& given,
                                               options::TrainingOptions& options) {
  std::shared_ptr<const model::Model> model;
  if (!files.from.empty()) {
    const std::string path = find_model(files.from, known);
    model = model::load_model(path, task);
    training::keep_options(
        *model, path, [&given](const std::string& name) { return given.has(name); }, options);
  }
  options::check_cell(options);
  if (given.has("gradient-flow") && !options.model.cell.kind) {
    throw UsageError("--gradient-flow needs a recurrent cell, not --cell none");
  }
  return model;
}

}  // namespace seqlab::programs
