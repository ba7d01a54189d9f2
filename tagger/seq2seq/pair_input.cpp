#include "seq2seq/pair_input.h"

namespace seqlab::programs {

options::OptionTable<PairInput> pair_input_table() {
  options::OptionTable<PairInput> table;
  table
      .add({.name = "input-format",
            .group = "Input",
            .help = "automatic: recognised by the first lines; lines: source, target and tags with a tab "
                    "between them, and | between tags; conllu: a pair for each word; jsonl: objects with the "
                    "keys source (a text, or a list of vectors), target and tags"},
           &PairInput::format)
      .add(options::invalid_option(), &PairInput::invalid)
      .add(options::encoding_option(), &PairInput::encoding);
  return table;
}

corpus::PairOptions pair_options(const PairInput& input, const options::ModelOptions& model) {
  return {.format = input.format,
          .source = {model.source_columns.begin(), model.source_columns.end()},
          .target = model.target_column,
          .replace_invalid = input.invalid == options::InvalidUtf8::replace,
          .encoding = input.encoding};
}

std::vector<corpus::Pair> read_pair_files(const std::vector<std::string>& files, const PairInput& input,
                                          const options::ModelOptions& model, Console& console) {
  return corpus::read_pairs(files, pair_options(input, model),
                            [&console](const std::string& remark) { console.note(remark); });
}

}  // namespace seqlab::programs
