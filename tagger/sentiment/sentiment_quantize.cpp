#include "base/pool.h"
#include "model/classifier_model.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/quantize_options.h"
#include "program/shipped_models.h"
#include "sentiment/review_input.h"
#include "sentiment/sentiment_verbs.h"

namespace seqlab::programs {

namespace {

struct QuantizeVerb {
  ModelRunOptions model;
  QuantizeOptions quantize;
  ReviewInputOptions input;
  TextTokenOptions tokens{.tokens = std::nullopt};
  OutputOptions output;
};

options::OptionTable<QuantizeVerb> option_table() {
  options::OptionTable<QuantizeVerb> table;
  table.include(model_run_option_table(), &QuantizeVerb::model)
      .include(quantize_option_table(), &QuantizeVerb::quantize)
      .include(review_input_table({"automatic", "tsv", "space", "fasttext", "jsonl", "trees", "csv"}),
               &QuantizeVerb::input)
      .include(text_token_table(), &QuantizeVerb::tokens)
      .include(output_option_table(), &QuantizeVerb::output);
  return table;
}

DevScores scores(const evaluation::ClassificationScore& score) {
  return {{"accuracy", score.accuracy()}, {"macro_f1", score.macro_f1()}};
}

}  // namespace

Exit sentiment_quantize(std::span<const std::string> arguments) {
  QuantizeVerb verb;
  const auto given = parse(quantize_usage(sentiment_models.program), option_table(), arguments, verb);
  if (!given) return Exit::fine;
  verb.model.model = find_model(verb.model.model, sentiment_models);
  check_target(verb.output);
  const auto model = model::ClassifierModel::load(verb.model.model);
  auto smaller = model.quantized(verb.quantize.to);
  if (!verb.quantize.dev.empty()) {
    const text::Tokeniser tokeniser(model.options().language);
    const auto reading = review_options(verb.input, true, verb.tokens.tokens, model.options(), tokeniser);
    Console console(verb.model.quiet);
    const auto gold = read_all_reviews({verb.quantize.dev}, reading, console);
    base::Pool pool(verb.model.threads);
    smaller.add_facts(quantisation_facts(
        verb.quantize.to, scores(model::evaluate(model, gold, verb.model.batch_size, pool)),
        scores(model::evaluate(smaller, gold, verb.model.batch_size, pool)), console));
  }
  smaller.save(verb.output.output);
  return Exit::fine;
}

}  // namespace seqlab::programs
