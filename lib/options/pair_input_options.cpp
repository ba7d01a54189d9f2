#include "options/pair_input_options.h"

namespace seqlab::options {

const OptionTable<PairInputOptions>& pair_input_table() {
  static const OptionTable<PairInputOptions> table = [] {
    using I = PairInputOptions;
    OptionTable<I> options;
    options
        .add({.name = "input-format",
              .group = "Input",
              .help = "automatic: recognised by the first lines; lines: source, target and tags with a tab "
                      "between them, and | between tags; conllu: a pair for each word; jsonl: objects with "
                      "the keys source (a text, or a list of vectors), target and tags"},
             &I::format)
        .add(invalid_option(), &I::invalid)
        .add(encoding_option(), &I::encoding);
    return options;
  }();
  return table;
}

corpus::PairOptions pair_options(const PairInputOptions& input, const ModelOptions& model) {
  return {.format = input.format,
          .source = {model.source_columns.begin(), model.source_columns.end()},
          .target = model.target_column,
          .replace_invalid = input.invalid == InvalidUtf8::replace,
          .encoding = input.encoding};
}

}  // namespace seqlab::options
