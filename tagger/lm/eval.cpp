#include "lm/texts.h"
#include "lm/verbs.h"
#include "program/command_line.h"
#include "program/data_output.h"
#include "program/verb_options.h"

namespace seqlab::programs {

namespace {

struct LmEvalVerb {
  std::string model;
  std::string condition;
  std::size_t threads = 1;
  bool quiet = false;
};

options::OptionTable<LmEvalVerb> lm_eval_option_table() {
  options::OptionTable<LmEvalVerb> table;
  table.add(model_option(), &LmEvalVerb::model)
      .add(condition_option(), &LmEvalVerb::condition)
      .add(threads_option("Model"), &LmEvalVerb::threads)
      .add(quiet_option(), &LmEvalVerb::quiet);
  return table;
}

}  // namespace

Exit lm_eval(const Arguments& arguments) {
  const VerbUsage usage = {"lm eval -m MODEL FILE...",
                           "Prints how well a model predicts texts: loss in nats, bits a symbol and "
                           "perplexity. A text is read in up\n"
                           "to eight streams side by side, of at least 2,500 symbols each.",
                           most_files,
                           false,
                           {{"bits a character", "lm eval --model plays.model test.txt"}}};
  LmEvalVerb verb;
  const auto given = parse(usage, lm_eval_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  if (given->files.empty()) throw UsageError("no text given; name a file");
  const auto model = model::LanguageModel::load(find_model(verb.model, language_models));
  base::Pool pool(verb.threads);
  DataOutput output;
  score_texts(model, read_texts(given->files, verb.condition, model), pool, &output.stream());
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs
