#include "training/training_run.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <map>

#include "base/errors.h"
#include "options/option_ranges.h"
#include "options/training_option_table.h"
#include "program/data_output.h"
#include "program/decimals.h"
#include "program/model_run_options.h"
#include "program/table_input.h"
#include "training/continued_model.h"

namespace seqlab::programs {

namespace {

std::string short_number(double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.4g", value);
  return text.data();
}

std::string in_percent(const NamedScores& scores) {
  std::string text;
  for (const auto& [name, score] : scores) {
    text += (text.empty() ? "" : "  ") + name + " " + decimals(score * 100, 2);
  }
  return text;
}

}  // namespace

const options::OptionTable<TrainingFiles>& training_file_table() {
  static const auto table = [] {
    using F = TrainingFiles;
    const std::string group = "Files";
    options::OptionTable<F> options;
    options.add({.name = "train", .group = group, .help = "what to learn from", .value = "FILE"}, &F::train)
        .add({.name = "dev",
              .group = group,
              .help = "what the best epoch is chosen by",
              .value = "FILE",
              .default_text = "a tenth of the training data, held out"},
             &F::dev)
        .add(
            {.name = "test", .group = group, .help = "scored once, when training has ended", .value = "FILE"},
            &F::test)
        .add({.name = "model",
              .short_name = 'm',
              .group = group,
              .help = "file to write the model to",
              .value = "FILE"},
             &F::model)
        .add({.name = "from",
              .group = group,
              .help = "model to go on from, with its network, labels and words, which those of the training "
                      "data are added to; its options need not be given again",
              .value = "MODEL"},
             &F::from)
        .add({.name = "embeddings",
              .group = group,
              .help = "pretrained word vectors: GloVe, word2vec or fastText, plain, .gz or .zst, or a mapped "
                      "table; of several tables, in any of these formats, a word has all its vectors",
              .value = "FILE"},
             &F::embeddings)
        .add({.name = "log", .group = group, .help = "file for a JSON object an epoch", .value = "FILE"},
             &F::log)
        .add({.name = "licence",
              .group = group,
              .help = "licence of data and model, noted in the model",
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
          .help = "dropout of input, layers and output where these are not given one by one",
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

options::OptionInfo seeds_option() {
  return {.name = "seeds",
          .group = "Training",
          .help =
              "trains so many models, with the seed and those after it, prints mean, standard deviation and "
              "range of their scores on dev and test, and keeps the best on dev",
          .range = {.low = 1, .high = 1000}};
}

void check_files(const TrainingFiles& files) {
  if (files.train.empty()) throw UsageError("no training data is given; say which with --train FILE");
  if (files.model.empty()) throw UsageError("no file for the model is given; say which with --model FILE");
  refuse_overwriting(files.model, files.force);
  if (!files.log.empty()) refuse_overwriting(files.log, files.force);
  check_writable(files.model);
}

std::optional<model::SequenceModel> load_start(const TrainingFiles& files, model::Task task,
                                               const KnownModels& known, const Given& given,
                                               options::TrainingOptions& options) {
  if (files.from.empty()) return std::nullopt;
  const std::string path = find_model(files.from, known);
  model::SequenceModel model = model::SequenceModel::load(path, task);
  const auto& table = options::training_option_table();
  std::map<std::string, std::string> here;
  for (auto& [name, value] : table.values(options)) here[name] = std::move(value);
  for (const auto& [name, value] : training::kept_options(model)) {
    if (!given.has(name)) {
      table.set(options, name, value);
    } else if (here[name] != value) {
      throw UsageError("--" + name + " " + here[name] + ": " + path + " has --" + name + " " + value +
                       ", and a model keeps its network, characters and features; leave the option out or "
                       "train a new model");
    }
  }
  if (!given.has("label-column")) options.model.label_columns = model.options().label_columns;
  return model;
}

training::Provenance provenance(const TrainingFiles& files) {
  training::Provenance result;
  for (const auto& file : files.train) {
    std::filesystem::path path(file);
    if (path.filename().empty()) path = path.parent_path();  // a folder, with a slash behind it
    result.data += (result.data.empty() ? "" : ", ") + path.filename().string();
  }
  result.licence = files.licence;
  result.from = std::filesystem::path(files.from).filename().string();
  return result;
}

std::vector<embeddings::LoadedVectors> read_vectors(std::span<const std::string> paths, std::size_t threads,
                                                    Console& console) {
  std::vector<embeddings::LoadedVectors> tables;
  for (const std::string& path : paths) {
    const embeddings::LoadedVectors& loaded = tables.emplace_back(read_table(path, threads));
    console.note(
        path + ": " + std::to_string(loaded.vectors.size()) + " word vectors of " +
        std::to_string(loaded.vectors.dimension()) + " numbers, read as " +
        std::string(embeddings::to_string(loaded.format)) +
        (loaded.duplicates ? "; " + std::to_string(loaded.duplicates) + " duplicates passed over" : ""));
  }
  return tables;
}

embeddings::PretrainedTables tables_of(std::span<const embeddings::LoadedVectors> loaded) {
  std::vector<const embeddings::WordVectors*> tables;
  for (const embeddings::LoadedVectors& table : loaded) tables.push_back(&table.vectors);
  return embeddings::PretrainedTables(std::move(tables));
}

TrainingReport::TrainingReport(Console& console, const std::string& log, std::size_t seeds)
    : console_(console), log_(log), seeds_(seeds) {}

void TrainingReport::begin(std::uint64_t seed) {
  epochs_ = 0;
  current_ = {};
  current_.seed = seed;
}

void TrainingReport::progress(std::size_t done, std::size_t all) {
  console_.progress((seeds_ > 1 ? "seed " + std::to_string(current_.seed) + "  " : "") + "epoch " +
                        std::to_string(epochs_ + 1),
                    done, all, "tokens");
}

void TrainingReport::epoch(const training::EpochReport& report) {
  epochs_ = report.epoch;
  const std::pair quality(report.score, -report.dev_loss);
  best_of_all_ = report.best && (!kept_quality_ || quality > *kept_quality_);
  if (report.best) {
    current_.epoch = report.epoch;
    current_.dev = report.dev_scores;
  }
  if (best_of_all_) {
    kept_ = current_;
    kept_quality_ = quality;
  }
  const std::string all = std::to_string(report.epochs);
  std::string number = std::to_string(report.epoch);
  number.insert(0, all.size() - std::min(all.size(), number.size()), ' ');
  console_.note((seeds_ > 1 ? "seed " + std::to_string(current_.seed) + "  " : "") + "epoch " + number + "/" +
                all + "  train loss " + decimals(report.train_loss, 4) + "  dev loss " +
                decimals(report.dev_loss, 4) + "  " + in_percent(report.dev_scores) +
                (report.averaging ? report.averaging->averaged_is_better ? "  averaged" : "  raw" : "") +
                "  rate " + short_number(report.learning_rate) + "  " +
                decimals(report.tokens_per_second, 0) + " tokens/s  " + decimals(report.seconds, 1) + " s" +
                (report.best ? "  best" : ""));
  log_.write(json_of_epoch({seeds_ > 1 ? "seed" : "", current_.seed}, report));
}

void TrainingReport::end(NamedScores test) {
  current_.test = std::move(test);
  ended_.push_back(current_);
  log_.write(json_of_seed(current_));
}

Exit TrainingReport::finish(const std::string& model) {
  if (!ended_.empty()) log_.write(json_of_seeds(ended_, kept_.seed));
  const bool interrupted = Interruption::requested();
  console_.note((interrupted ? "interrupted; " : "") + model + ": the model of " +
                (seeds_ > 1 ? "seed " + std::to_string(kept_.seed) + ", " : "") + "epoch " +
                std::to_string(kept_.epoch) + " (dev " + in_percent(kept_.dev) + ")");
  return interrupted ? Exit::interrupted : Exit::fine;
}

}  // namespace seqlab::programs
