// The task of `tagger`, labelling tokens, and the verbs that need nothing but its description.
#include <string_view>

#include "base/pool.h"
#include "model/labelling/calibration.h"
#include "model/labelling/sequence_model.h"
#include "model/labelling/tagger_model.h"
#include "options/input_options.h"
#include "tagger/scoring.h"
#include "tagger/training_corpora.h"
#include "tagger/verbs.h"
#include "verbs/info.h"
#include "verbs/quantize.h"
#include "verbs/task_description.h"
#include "verbs/train.h"
#include "verbs/tune.h"

namespace seqlab::programs {

namespace {

// In training, the label column and the scheme to read are options of the training. Raw text has no labels.
constexpr std::string_view not_for_training[] = {"label-column", "from-scheme", "paragraphs"};
constexpr std::string_view not_for_gold[] = {"paragraphs"};

NamedScores score(const SharedModel& shared, const std::vector<corpus::Sentence>& gold,
                  std::size_t batch_size, std::size_t threads, std::ostream* report) {
  const model::TaggerModel model(shared);
  base::Pool pool(threads);
  const auto scores = model::evaluate_heads(model, gold, batch_size, pool);
  if (report != nullptr) print_scores(model.heads(), scores, *report);
  return evaluation::named_scores(model.heads(), scores);
}

std::vector<corpus::Sentence> read_gold_for(const std::vector<std::string>& files,
                                            const options::InputOptions& input, const SharedModel& model,
                                            Console& console) {
  return read_gold(files, input, model::TaggerModel(model), console);
}

SharedModel fitted(const SharedModel& model, const std::vector<corpus::Sentence>& dev, std::size_t batch_size,
                   std::size_t threads) {
  base::Pool pool(threads);
  return model::calibrated(model::TaggerModel(model), dev, batch_size, pool).sequence_model();
}

TaskDescription<options::InputOptions, corpus::Sentence> tagging() {
  return {.models = tagger_models,
          .task = options::Task::tagger,
          .unused = {},
          .training_input = options::input_option_table().without(not_for_training),
          .gold_input = options::input_option_table().without(not_for_gold),
          .corpora = training_corpora,
          .read_training_data = read_training_corpora,
          .read_gold = read_gold_for,
          .begin_training = training::begin_tagger_training,
          .score = score,
          .fitted = fitted};
}

}  // namespace

Exit tagger_train(const Arguments& arguments) {
  const VerbUsage usage = {
      "tagger train --train FILE [--dev FILE] --model FILE [options]",
      "Trains a tagger on labelled sentences in CoNLL columns, CoNLL-U or JSON Lines. Writes the model\n"
      "of the best epoch on the dev data as soon as it is found; Ctrl-C ends training and keeps it. Several\n"
      "corpora, each with its own columns, labels and sampling rate, are described in the config file.",
      0,
      true,
      {{"a tagger for the names in the third column",
        "tagger train --train train.iob2 --dev dev.iob2 --label-column 3 --embeddings glove.txt "
        "--model names.model"},
       {"a long training, which the same command continues after a break",
        "tagger train --train train.conllu --dev dev.conllu --model my.model --resume my.checkpoint"}}};
  return train_verb(tagging(), usage, arguments);
}

Exit tagger_tune(const Arguments& arguments) {
  return tune_verb(tagging(), arguments);
}

Exit tagger_info(const Arguments& arguments) {
  return info_verb(tagger_models, options::Task::tagger, arguments);
}

Exit tagger_quantize(const Arguments& arguments) {
  return quantize_verb(tagging(), arguments);
}

}  // namespace seqlab::programs
