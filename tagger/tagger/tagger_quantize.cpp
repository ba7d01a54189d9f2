#include "base/pool.h"
#include "model/tagger_model.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/input_options.h"
#include "program/quantize_options.h"
#include "program/shipped_models.h"
#include "tagger/label_column.h"
#include "tagger/tagger_verbs.h"

namespace seqlab::programs {

namespace {

struct QuantizeVerb {
  ModelRunOptions model;
  QuantizeOptions quantize;
  InputOptions input;
  OutputOptions output;
};

options::OptionTable<QuantizeVerb> option_table() {
  constexpr std::string_view raw_only[] = {"paragraphs"};
  options::OptionTable<QuantizeVerb> table;
  table.include(model_run_option_table(), &QuantizeVerb::model)
      .include(quantize_option_table(), &QuantizeVerb::quantize)
      .include(input_option_table().without(raw_only), &QuantizeVerb::input)
      .include(output_option_table(), &QuantizeVerb::output);
  return table;
}

}  // namespace

Exit tagger_quantize(std::span<const std::string> arguments) {
  QuantizeVerb verb;
  const auto given = parse(quantize_usage(tagger_models.program), option_table(), arguments, verb);
  if (!given) return Exit::fine;
  verb.model.model = find_model(verb.model.model, tagger_models);
  check_target(verb.output);
  const auto model = model::TaggerModel::load(verb.model.model);
  auto smaller = model.quantized(verb.quantize.to);
  if (!verb.quantize.dev.empty()) {
    const text::Tokeniser tokeniser(model.options().language);
    auto reading = reader_options(verb.input, true, model.options().nfc, tokeniser);
    read_label_columns(label_columns(verb.input.label_column, model), model.feature_columns(), reading);
    const auto gold = read_all({verb.quantize.dev}, reading);
    base::Pool pool(verb.model.threads);
    Console console(verb.model.quiet);
    const auto scores = [&](const model::TaggerModel& scored) {
      return evaluation::named_scores(scored.heads(),
                                      model::evaluate_heads(scored, gold, verb.model.batch_size, pool));
    };
    smaller.add_facts(quantisation_facts(verb.quantize.to, scores(model), scores(smaller), console));
  }
  smaller.save(verb.output.output);
  return Exit::fine;
}

}  // namespace seqlab::programs
