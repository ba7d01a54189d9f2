#include "verbs/quantize.h"

#include "base/errors.h"
#include "evaluation/measure.h"
#include "options/option_table.h"

namespace seqlab::programs {

const options::OptionTable<QuantizeOptions>& quantize_option_table() {
  static const options::OptionTable<QuantizeOptions> options = [] {
    options::OptionTable<QuantizeOptions> table;
    table
        .add({.name = "to",
              .group = "Precision",
              .help = "precision of weights and word vectors: int8 takes a quarter of the bytes, bf16 half",
              .refused = {"f32"}},
             &QuantizeOptions::to)
        .add({.name = "dev",
              .group = "Precision",
              .help = "labelled data to score both models on, which is noted in the new model, and to fit "
                      "its probabilities to",
              .value = "FILE"},
             &QuantizeOptions::dev);
    return table;
  }();
  return options;
}

VerbUsage quantize_usage(const std::string& program) {
  return {
      program + " quantize -m MODEL -o FILE [--to int8|bf16] [--dev FILE] [options]",
      "Writes a smaller copy of a model, with rounded weights and word vectors. int8 is also faster,\n"
      "especially on processors with 8-bit dot products. With --dev, reports the loss in accuracy.",
      0,
      false,
      {{"eight bits, and what they cost", program + " quantize -m my.model -o small.model --dev dev.data"}}};
}

void check_target(const OutputOptions& output) {
  if (output.output.empty() || output.output == "-") {
    throw UsageError("no output file given; give one with --output FILE");
  }
  refuse_overwriting(output.output, output.force);
  check_writable(output.output);
}

std::vector<std::pair<std::string, std::string>> quantisation_facts(nn::Precision to,
                                                                    const NamedScores& before,
                                                                    const NamedScores& after,
                                                                    Console& console) {
  const std::string precision(base::name_of(to));
  std::vector<std::pair<std::string, std::string>> facts;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto& [name, score] = before[i];
    const double scale = evaluation::is_share(name) ? 100 : 1;
    const auto points = [scale](double value) { return decimals(scale * value, 3); };
    const std::string lost =
        points(evaluation::quality(name, score) - evaluation::quality(name, after[i].second));
    console.note("dev " + name + ": f32 " + points(score) + ", " + precision + " " + points(after[i].second) +
                 ", lost " + lost + (evaluation::is_share(name) ? " points" : ""));
    facts.emplace_back(precision + "_dev_" + name, options::print_real(after[i].second));
    facts.emplace_back(precision + "_dev_" + name + "_points_lost", lost);
  }
  return facts;
}

}  // namespace seqlab::programs
