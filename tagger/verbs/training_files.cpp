#include "verbs/training_files.h"

#include <filesystem>
#include <map>
#include <utility>

#include "base/errors.h"
#include "model/model_handle.h"
#include "options/option_ranges.h"
#include "options/training_option_table.h"
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

options::OptionInfo dropout_option() {
  return {.name = "dropout",
          .group = "Regularisation",
          .help = "dropout rate of input, layers and output, where these are not given separately",
          .value = "X",
          .range = options::below_one};
}

void spread_dropout(const std::optional<double>& value, const Given& given,
                    options::TrainingOptions& options) {
  if (!value) return;
  if (!given.has("dropout-input")) options.dropout_input = *value;
  if (!given.has("dropout-layers")) options.dropout_layers = *value;
  if (!given.has("dropout-output")) options.dropout_output = *value;
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
  const auto& table = options::training_option_table();
  std::map<std::string, std::string> here;
  for (auto& [name, value] : table.values(options)) here[name] = std::move(value);
  for (const auto& [name, value] : training::kept_options(*model)) {
    if (!given.has(name)) {
      table.set(options, name, value);
    } else if (here[name] != value) {
      throw UsageError("--" + name + " " + here[name] + ": " + path + " has --" + name + " " + value +
                       ", and continued training keeps network, characters and features; omit the option or "
                       "train a new model");
    }
  }
  if (!given.has("label-column")) options.model.label_columns = model::options_of(*model).label_columns;
  return model;
}

training::Provenance provenance(const TrainingFiles& files) {
  training::Provenance result;
  for (const auto& file : files.train) {
    std::filesystem::path path(file);
    if (path.filename().empty()) path = path.parent_path();  // a folder with a trailing slash
    result.data += (result.data.empty() ? "" : ", ") + path.filename().string();
  }
  result.licence = files.licence;
  result.from = std::filesystem::path(files.from).filename().string();
  return result;
}

}  // namespace seqlab::programs
