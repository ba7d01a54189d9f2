#include <nlohmann/json.hpp>

#include "base/pool.h"
#include "model/transduction/transducer_model.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/verb_options.h"
#include "seq2seq/pair_input.h"
#include "seq2seq/search_option.h"
#include "seq2seq/verbs.h"

namespace seqlab::programs {

namespace {

struct PairEvalVerb {
  ModelRunOptions model;
  options::PairInputOptions input;
  std::size_t beam = 1;
  bool json = false;
};

options::OptionTable<PairEvalVerb> pair_eval_table() {
  options::OptionTable<PairEvalVerb> table;
  table.include(model_run_option_table(), &PairEvalVerb::model)
      .include(options::pair_input_table(), &PairEvalVerb::input)
      .add(beam_option(), &PairEvalVerb::beam)
      .add({.name = "json", .group = "Output", .help = "print the scores as a JSON object"},
           &PairEvalVerb::json);
  return table;
}

std::string json_of(const evaluation::TransductionScore& score) {
  return nlohmann::ordered_json{{"pairs", score.pairs()},
                                {"exact_match", score.exact_match()},
                                {"symbols", score.symbols()},
                                {"error_rate", score.error_rate()},
                                {"loss", score.loss()}}
      .dump();
}

}  // namespace

Exit seq2seq_eval(const Arguments& arguments) {
  const VerbUsage usage = {
      "seq2seq eval -m MODEL [options] [FILE...]",
      "Prints how many targets are exactly right, how many symbols would have to be changed to make all of\n"
      "them right, and the loss of the right targets.",
      most_files,
      false,
      {{"lemmas of a test set", "seq2seq eval --model lemmas.model test.conllu"}}};
  PairEvalVerb verb;
  const auto given = parse(usage, pair_eval_table(), arguments, verb);
  if (!given) return Exit::fine;
  const auto model = model::TransducerModel::load(find_model(verb.model.model, transducers));
  Console console(verb.model.quiet);
  const auto gold = read_pair_files(given->inputs(), verb.input, model.options(), console);
  base::Pool pool(verb.model.threads);
  const auto score = model.score(gold, {.batch_size = verb.model.batch_size, .beam = verb.beam}, pool);
  DataOutput output;
  if (verb.json) {
    output.stream() << json_of(score) << '\n';
  } else {
    score.print(output.stream());
  }
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs
