// The task of `lm`, predicting the next symbol, and the verbs that need nothing but its description.
#include <string_view>

#include "lm/texts.h"
#include "lm/verbs.h"
#include "training/language/language_training.h"
#include "verbs/info.h"
#include "verbs/quantize.h"
#include "verbs/task_description.h"
#include "verbs/train.h"
#include "verbs/tune.h"

namespace seqlab::programs {

namespace {

options::OptionTable<TextInput> gold_input_table() {
  options::OptionTable<TextInput> table;
  table.add(condition_option(), &TextInput::condition);
  return table;
}

options::OptionTable<TextInput> training_input_table() {
  options::OptionTable<TextInput> table = gold_input_table();
  table.add({.name = "dev-condition",
             .group = "Input",
             .help = "the same for the lines of --dev",
             .value = "FILE",
             .default_text = "none"},
            &TextInput::dev_condition);
  return table;
}

constexpr std::string_view not_for_texts[] = {"embeddings", "dev-every", "gradient-flow"};

training::TrainingExamples<LanguageText> read_training_data(const TrainingFiles& files,
                                                            const TextInput& input,
                                                            const options::TrainingOptions& training,
                                                            Console& console) {
  return read_training_files(files, input, training.model.symbols, console);
}

std::vector<LanguageText> read_gold_texts(const std::vector<std::string>& files, const TextInput& input,
                                          const SharedModel& model, Console& /*console*/) {
  return read_texts(files, input.condition, *model::as<model::LanguageModel>(model));
}

std::unique_ptr<training::TrainingSession> begin(const options::TrainingOptions& options,
                                                 const std::vector<LanguageText>& train,
                                                 const std::vector<LanguageText>& dev,
                                                 const embeddings::PretrainedTables& /*vectors*/,
                                                 const training::Provenance& provenance,
                                                 const training::SessionObserver& observer,
                                                 const model::Model* from, std::shared_ptr<base::Pool> pool) {
  return training::begin_language_training(
      options, {train.front().part, dev.front().part, train.front().lines, dev.front().lines}, provenance,
      observer, from, std::move(pool));
}

NamedScores score(const SharedModel& model, const std::vector<LanguageText>& texts,
                  std::size_t /*batch_size*/, std::size_t threads, std::ostream* report) {
  base::Pool pool(threads);
  return score_texts(*model::as<model::LanguageModel>(model), texts, pool, report);
}

TaskDescription<TextInput, LanguageText> language_modelling() {
  return {.models = language_models,
          .task = options::Task::language_model,
          .unused = not_for_texts,
          .training_input = training_input_table(),
          .gold_input = gold_input_table(),
          .corpora = nullptr,
          .read_training_data = read_training_data,
          .read_gold = read_gold_texts,
          .begin_training = begin,
          .score = score,
          .fitted = nullptr};
}

}  // namespace

Exit lm_train(const Arguments& arguments) {
  const VerbUsage usage = {
      "lm train --train FILE [--dev FILE] --model FILE [options]",
      "Trains a language model on a text in UTF-8. Without --dev, the last twentieth of the text chooses "
      "the\n"
      "best epoch. Writes the model of the best epoch as soon as it is found; Ctrl-C ends training and "
      "keeps\n"
      "it. Shows after each epoch what the model writes.",
      0,
      false,
      {{"a model of characters", "lm train --train plays.txt --model plays.model"},
       {"a model of words, read from the end",
        "lm train --train plays.txt --symbols words --direction back --min-count 3 --model words.model"}}};
  return train_verb(language_modelling(), usage, arguments);
}

Exit lm_tune(const Arguments& arguments) {
  return tune_verb(language_modelling(), arguments);
}

Exit lm_info(const Arguments& arguments) {
  return info_verb(language_models, options::Task::language_model, arguments);
}

Exit lm_quantize(const Arguments& arguments) {
  return quantize_verb(language_modelling(), arguments);
}

}  // namespace seqlab::programs
