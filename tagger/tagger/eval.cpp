#include <memory>

#include "base/pool.h"
#include "corpus/columns/scored_columns.h"
#include "model/labelling/tagger_model.h"
#include "options/input_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/models.h"
#include "program/verb_options.h"
#include "tagger/head_option.h"
#include "tagger/scoring.h"
#include "tagger/verbs.h"
#include "verbs/score_json.h"

namespace seqlab::programs {

namespace {

struct EvalVerb {
  ModelRunOptions model;
  std::string head;
  options::InputOptions input;
  EvalOptions eval;
  std::string predictions;
  bool force = false;
};

options::OptionTable<EvalVerb> eval_option_table() {
  constexpr std::string_view raw_only[] = {"paragraphs"};
  options::OptionTable<EvalVerb> table;
  table.include(model_run_option_table(), &EvalVerb::model)
      .add(head_option(), &EvalVerb::head)
      .include(options::input_option_table().without(raw_only), &EvalVerb::input)
      .include(eval_options(), &EvalVerb::eval)
      .add({.name = "predictions",
            .group = "Output",
            .help = "file for a line 'word gold predicted' per token, as the standard conlleval script and "
                    "'tagger score' read it; for the first head only",
            .value = "FILE"},
           &EvalVerb::predictions)
      .add(force_option(), &EvalVerb::force);
  return table;
}

}  // namespace

Exit tagger_eval(const Arguments& arguments) {
  const VerbUsage usage = {
      "tagger eval [-m MODEL] [options] [FILE...]",
      "Tags labelled sentences and prints scores: spans in the format of the standard conlleval script if\n"
      "the labels follow a tag scheme, else a line per label; then the accuracy on words that occur in the\n"
      "training data and on others; then how far the probabilities say how often the answers are right. For "
      "a\n"
      "model with several heads, scores each of them.",
      most_files,
      false,
      {{"scores of names", "tagger eval --model names.model test.iob2"}}};
  EvalVerb verb;
  const auto given = parse(usage, eval_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  verb.model.model = find_model(verb.model.model, tagger_models);

  std::unique_ptr<DataOutput> predictions;
  if (!verb.predictions.empty()) {
    predictions = std::make_unique<DataOutput>(OutputOptions{verb.predictions, verb.force});
  }
  const auto model = with_head(model::TaggerModel::load(verb.model.model), verb.head);
  Console console(verb.model.quiet);
  const auto gold = read_gold(given->inputs(), verb.input, model, console);

  base::Pool pool(verb.model.threads);
  std::vector<const corpus::Sentence*> sentences;
  for (const corpus::Sentence& sentence : gold) sentences.push_back(&sentence);
  const auto predicted = model.tag(sentences,
                                   {.batch_size = verb.model.batch_size,
                                    .probabilities = true,
                                    .span_probabilities = true,
                                    .raw = verb.eval.raw_probabilities},
                                   pool);
  const auto scores = model::score_heads(model, gold, predicted);
  const auto calibrations = calibrations_of(gold, predicted, scores.size());
  DataOutput output;
  if (verb.eval.json) {
    output.stream() << score_json(model.heads(), scores, calibrations) << '\n';
  } else {
    print_scores(model.heads(), scores, calibrations, verb.eval.reliability, output.stream());
  }
  output.finish();
  if (predictions) {
    for (std::size_t i = 0; i < gold.size(); ++i) {
      corpus::write_scored(predictions->stream(), gold[i], predicted[i].heads.front().labels);
    }
    predictions->finish();
  }
  return Exit::fine;
}

}  // namespace seqlab::programs
