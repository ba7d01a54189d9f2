#include "program/quantize_options.h"

#include "base/errors.h"
#include "options/option_table.h"
#include "program/decimals.h"

namespace seqlab::programs {

const options::OptionTable<QuantizeOptions>& quantize_option_table() {
  static const options::OptionTable<QuantizeOptions> options = [] {
    options::OptionTable<QuantizeOptions> table;
    table
        .add({.name = "to",
              .group = "Precision",
              .help = "what weights and word vectors are rounded to: a quarter or half of the bytes",
              .refused = {"f32"}},
             &QuantizeOptions::to)
        .add({.name = "dev",
              .group = "Precision",
              .help = "labelled data on which both models are scored; what the rounding costs is kept in the "
                      "model",
              .value = "FILE"},
             &QuantizeOptions::dev);
    return table;
  }();
  return options;
}

VerbUsage quantize_usage(std::string_view program) {
  return {std::string(program) + " quantize -m MODEL -o FILE [--to int8|bf16] [--dev FILE] [options]",
          "Writes a smaller model that computes with fewer bits. In eight bits it is faster, too, most of "
          "all where\n"
          "the processor has dot products of them. With --dev it says what that costs.",
          0};
}

void check_target(const OutputOptions& output) {
  if (output.output.empty() || output.output == "-") {
    throw UsageError("no file to write is given; say which with --output FILE");
  }
  refuse_overwriting(output.output, output.force);
  check_writable(output.output);
}

std::vector<std::pair<std::string, std::string>> quantisation_facts(nn::Precision to, const DevScores& before,
                                                                    const DevScores& after,
                                                                    Console& console) {
  const std::string precision(base::name_of(to));
  const auto points = [](double share) { return decimals(100 * share, 3); };
  std::vector<std::pair<std::string, std::string>> facts;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const auto& [name, score] = before[i];
    const std::string lost = points(score - after[i].second);
    console.note("dev " + name + ": f32 " + points(score) + ", " + precision + " " + points(after[i].second) +
                 ", lost " + lost + " points");
    facts.emplace_back(precision + "_dev_" + name, options::print_real(after[i].second));
    facts.emplace_back(precision + "_dev_" + name + "_points_lost", lost);
  }
  return facts;
}

}  // namespace seqlab::programs
