#include <vector>

#include "base/pool.h"
#include "evaluation/calibration.h"
#include "model/labelling/classifier_model.h"
#include "options/review_input_options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/models.h"
#include "program/verb_options.h"
#include "sentiment/labelled_reviews.h"
#include "sentiment/verbs.h"
#include "verbs/score_json.h"

namespace seqlab::programs {

namespace {

struct EvalVerb {
  ModelRunOptions model;
  options::ReviewInputOptions input;
  EvalOptions eval;
};

options::OptionTable<EvalVerb> eval_option_table() {
  options::OptionTable<EvalVerb> table;
  table.include(model_run_option_table(), &EvalVerb::model)
      .include(options::gold_review_table(), &EvalVerb::input)
      .include(eval_options(), &EvalVerb::eval);
  return table;
}

}  // namespace

Exit sentiment_eval(const Arguments& arguments) {
  const VerbUsage usage = {
      "sentiment eval [-m MODEL] [options] [FILE...]",
      "Classifies labelled texts and prints accuracy, macro-averaged F1, a confusion table, and how far the\n"
      "probabilities say how often the labels are right. A folder needs a folder per label with a file per\n"
      "text.",
      most_files,
      false,
      {{"scores of labelled reviews", "sentiment eval --model reviews.model test.tsv"}}};
  EvalVerb verb;
  const auto given = parse(usage, eval_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  const auto model = model::ClassifierModel::load(find_model(verb.model.model, sentiment_models));
  Console console(verb.model.quiet);
  const auto gold = read_gold_reviews(given->inputs(), verb.input, model, console);
  base::Pool pool(verb.model.threads);
  const auto results = model.classify(gold,
                                      {.batch_size = verb.model.batch_size,
                                       .raw = verb.eval.raw_probabilities,
                                       .leave_out = model.indices_of(verb.input.leave_out)},
                                      pool);
  const auto score = model::score(model, gold, results);
  std::vector<evaluation::Answer> answers;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    const auto answer = evaluation::answer_of(gold[i].label, results[i], model.labels());
    if (answer) answers.push_back(*answer);
  }
  const auto calibration = evaluation::calibration(std::move(answers));
  DataOutput output;
  if (verb.eval.json) {
    output.stream() << score_json(score, calibration) << '\n';
  } else {
    score.print(output.stream());
    evaluation::print(calibration, "labels", output.stream());
    if (verb.eval.reliability) evaluation::print_reliability(calibration, output.stream());
  }
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs
