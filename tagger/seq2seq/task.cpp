// The task of `seq2seq`, writing targets, and the verbs that need nothing but its description.
#include <string_view>

#include "model/transduction/transducer_model.h"
#include "seq2seq/pair_input.h"
#include "seq2seq/verbs.h"
#include "training/transduction/transducer_training.h"
#include "verbs/info.h"
#include "verbs/quantize.h"
#include "verbs/task_description.h"
#include "verbs/train.h"
#include "verbs/tune.h"

namespace seqlab::programs {

namespace {

constexpr std::string_view not_for_pairs[] = {"embeddings", "dev-every", "gradient-flow"};

training::TrainingExamples<corpus::Pair> read_training_pairs(const TrainingFiles& files,
                                                             const options::PairInputOptions& input,
                                                             const options::TrainingOptions& training,
                                                             Console& console) {
  training::TrainingExamples<corpus::Pair> examples;
  examples.train = read_pair_files(files.train, input, training.model, console);
  if (files.dev.empty()) {
    training::TrainingPairs parts =
        training::hold_out_pairs(std::move(examples.train), training.seed,
                                 [&console](const std::string& remark) { console.note(remark); });
    examples.train = std::move(parts.train);
    examples.dev = std::move(parts.dev);
  } else {
    examples.dev = read_pair_files(files.dev, input, training.model, console);
  }
  examples.test = read_pair_files(files.test, input, training.model, console);
  return examples;
}

std::vector<corpus::Pair> read_gold_pairs(const std::vector<std::string>& files,
                                          const options::PairInputOptions& input, const SharedModel& model,
                                          Console& console) {
  return read_pair_files(files, input, model->options(), console);
}

std::unique_ptr<training::TrainingSession> begin_on_pairs(
    const options::TrainingOptions& options, const std::vector<corpus::Pair>& train,
    const std::vector<corpus::Pair>& dev, const embeddings::PretrainedTables& /*vectors*/,
    const training::Provenance& provenance, const training::SessionObserver& observer,
    const model::Model* from, std::shared_ptr<base::Pool> pool) {
  return training::begin_transducer_training(options, train, dev, provenance, observer, from,
                                             std::move(pool));
}

NamedScores score_pairs(const SharedModel& model, const std::vector<corpus::Pair>& gold,
                        std::size_t batch_size, std::size_t threads, std::ostream* report) {
  base::Pool pool(threads);
  const auto score = model::as<model::TransducerModel>(model)->score(gold, {.batch_size = batch_size}, pool);
  if (report != nullptr) score.print(*report);
  return {{"exact_match", score.exact_match()}, {"error_rate", score.error_rate()}};
}

TaskDescription<options::PairInputOptions, corpus::Pair> transduction() {
  return {.models = transducers,
          .task = options::Task::transducer,
          .unused = not_for_pairs,
          .training_input = options::pair_input_table(),
          .gold_input = options::pair_input_table(),
          .corpora = nullptr,
          .read_training_data = read_training_pairs,
          .read_gold = read_gold_pairs,
          .begin_training = begin_on_pairs,
          .score = score_pairs,
          .fitted = nullptr};
}

}  // namespace

Exit seq2seq_train(const Arguments& arguments) {
  const VerbUsage usage = {
      "seq2seq train --train FILE [--dev FILE] --model FILE [options]",
      "Trains an encoder-decoder with attention on pairs of source and target: lines, words of CoNLL-U, or\n"
      "JSON Lines. Writes the model of the best epoch on the dev data as soon as it is found; Ctrl-C ends\n"
      "training and keeps it.",
      0,
      false,
      {{"words as they are pronounced",
        "seq2seq train --train words.tsv --source-symbols characters --symbols words --model spoken.model"},
       {"lemmas from forms, parts of speech and features",
        "seq2seq train --train train.conllu --dev dev.conllu --model lemmas.model"}}};
  return train_verb(transduction(), usage, arguments);
}

Exit seq2seq_tune(const Arguments& arguments) {
  return tune_verb(transduction(), arguments);
}

Exit seq2seq_info(const Arguments& arguments) {
  return info_verb(transducers, options::Task::transducer, arguments);
}

Exit seq2seq_quantize(const Arguments& arguments) {
  return quantize_verb(transduction(), arguments);
}

}  // namespace seqlab::programs
