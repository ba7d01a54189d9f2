// What `tagger quantize` and `sentiment quantize` share.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "nn/choices.h"
#include "options/option_table.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/model_run_options.h"

namespace seqlab::programs {

struct QuantizeOptions {
  nn::Precision to = nn::Precision::int8;
  std::string dev;
};
const options::OptionTable<QuantizeOptions>& quantize_option_table();

// The first lines of the verb's help.
VerbUsage quantize_usage(std::string_view program);

// Throws UsageError when the target is missing, is there without --force, or cannot be written.
void check_target(const OutputOptions& output);

// Scores of one model on dev, by name, in [0, 1].
using DevScores = std::vector<std::pair<std::string, double>>;

// The facts that the new model keeps of what the rounding cost on dev; each is noted, too.
std::vector<std::pair<std::string, std::string>> quantisation_facts(nn::Precision to, const DevScores& before,
                                                                    const DevScores& after, Console& console);

}  // namespace seqlab::programs
