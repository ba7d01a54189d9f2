// Options that change gold labels: --map-labels and --unlabelled-words.
#pragma once

#include <string>

#include "corpus/schemes/relabel.h"
#include "options/option_value.h"

namespace seqlab::options {

// "MISC=O,person=PER". parse() throws UsageError for an item without `=` or a name, and for a name that
// occurs twice. An empty text is an empty list. A label that has a comma or an equals sign cannot be named.
template <>
struct OptionValue<corpus::LabelNames> {
  static constexpr OptionType type = OptionType::text;
  static corpus::LabelNames parse(const OptionInfo& option, const std::string& text);
  static std::string print(const corpus::LabelNames& names);
};

// "@:1"; without a number, the word alone.
template <>
struct OptionValue<corpus::UnlabelledWord> {
  static constexpr OptionType type = OptionType::text;
  static corpus::UnlabelledWord parse(const OptionInfo& option, const std::string& text);
  static std::string print(const corpus::UnlabelledWord& word);
};

// --map-labels.
OptionInfo map_labels_option();

}  // namespace seqlab::options
