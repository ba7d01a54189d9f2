// The corpora of a training: one, or several from sections of a config file.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "options/config.h"
#include "options/input_options.h"
#include "options/option_table.h"

namespace seqlab::options {

struct CorpusOptions {
  std::string name = {};  // of the section; empty for the only corpus
  std::vector<std::string> train = {};
  std::vector<std::string> dev = {};
  std::vector<std::string> test = {};
  std::optional<std::size_t> dev_every = {};  // without `dev`: which part of `train` is held out
  double sampling_rate = 1;                   // how often an epoch sees each sentence, on average
  // Its label_column: a column for each head, with commas; "-" for a head without labels in this corpus;
  // empty: those of the model.
  InputOptions input = {};
};

// The option of training on a single corpus and of each section.
OptionInfo dev_every_option();

// The corpora that the sections describe. Each begins with the settings of `common`. Throws UsageError with
// file and line for an unknown option or a wrong value, and for a section without training data.
std::vector<CorpusOptions> read_corpora(std::span<const ConfigSection> sections, const InputOptions& common);

}  // namespace seqlab::options
