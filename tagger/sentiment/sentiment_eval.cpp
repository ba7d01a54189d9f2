#include "base/pool.h"
#include "model/classifier_model.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/gold_labels.h"
#include "program/input_options.h"
#include "program/model_run_options.h"
#include "program/shipped_models.h"
#include "sentiment/review_input.h"
#include "sentiment/sentiment_verbs.h"

namespace seqlab::programs {

namespace {

struct EvalVerb {
  ModelRunOptions model;
  ReviewInputOptions input;
  TextTokenOptions tokens{.tokens = std::nullopt};
};

options::OptionTable<EvalVerb> option_table() {
  options::OptionTable<EvalVerb> table;
  table.include(model_run_option_table(), &EvalVerb::model)
      .include(review_input_table({"automatic", "tsv", "space", "fasttext", "jsonl", "trees", "csv"}),
               &EvalVerb::input)
      .include(text_token_table(), &EvalVerb::tokens);
  return table;
}

}  // namespace

Exit sentiment_eval(std::span<const std::string> arguments) {
  const VerbUsage usage = {"sentiment eval [-m MODEL] [options] [FILE...]",
                           "Classifies labelled texts and prints accuracy, macro-averaged F1 and a table of\n"
                           "confusion. A folder has a folder a label, with a file a text.",
                           most_files};
  EvalVerb verb;
  const auto given = parse(usage, option_table(), arguments, verb);
  if (!given) return Exit::fine;
  verb.model.model = find_model(verb.model.model, sentiment_models);
  const auto model = model::ClassifierModel::load(verb.model.model);
  const text::Tokeniser tokeniser(model.options().language);
  Console console(verb.model.quiet);
  const auto reading = review_options(verb.input, true, verb.tokens.tokens, model.options(), tokeniser);
  const auto gold = read_all_reviews(inputs(given->files), reading, console);
  UnknownLabels unknown(model.labels());
  for (const auto& review : gold) unknown.add(std::span(&review.label, 1));
  if (const std::string remark = unknown.remark("the file"); !remark.empty()) console.note(remark);
  base::Pool pool(verb.model.threads);
  DataOutput output;
  model::evaluate(model, gold, verb.model.batch_size, pool).print(output.stream());
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs
