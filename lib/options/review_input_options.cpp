#include "options/review_input_options.h"

#include <utility>

namespace seqlab::options {

OptionTable<ReviewInputOptions> review_input_table(std::vector<std::string> refused_formats) {
  using R = ReviewInputOptions;
  const std::string group = "Input";
  OptionTable<R> table;
  table
      .add({.name = "input-format",
            .group = group,
            .help =
                "format of the input; automatic and labelled: recognised by the first records; tsv: label, "
                "tab, "
                "text, or columns; space: label, space, text; fasttext: __label__x text; jsonl: objects with "
                "label and text; trees: a parse tree per line, (3 (2 It) (4 works)); csv: columns, with "
                "quotes; "
                "lines: a text per line",
            .refused = std::move(refused_formats)},
           &R::input_format)
      .add({.name = "text-column",
            .group = group,
            .help =
                "tables: column of the texts, a number from 1 or a name from the first line; JSON: their key",
            .value = "COLUMN",
            .default_text =
                "text, review, sentence or the like, or the one with texts; of few records the second"},
           &R::text_column)
      .add({.name = "label-column",
            .group = group,
            .help = "tables and JSON: column or key of the labels",
            .value = "COLUMN",
            .default_text =
                "label, sentiment, stars or the like, or the one with few values; of few records the "
                "first"},
           &R::label_column)
      .add(
          {.name = "delimiter",
           .group = group,
           .help = "CSV: separator of columns; automatic: the one by which all records have as many columns"},
          &R::delimiter)
      .add(invalid_option(), &R::invalid)
      .add(encoding_option(), &R::encoding)
      .add(malformed_option(), &R::malformed)
      .add(
          {.name = "tokens",
           .group = group,
           .help = "how texts become tokens; raw: by the tokeniser; spaces: at spaces; model: as in training",
           .absent = "model"},
          &R::tokens);
  return table;
}

OptionTable<ReviewInputOptions> gold_review_table() {
  using R = ReviewInputOptions;
  return review_input_table({"lines", "labelled"})
      .add(map_labels_option(), &R::map_labels)
      .add({.name = "leave-out",
            .group = "Input",
            .help = "labels whose texts are not read; when a model is scored, it does not give them either",
            .value = "LABEL,...",
            .default_text = "none"},
           &R::leave_out);
}

corpus::ReviewOptions review_options(const ReviewInputOptions& options, bool labels,
                                     const ModelOptions& model, const text::Tokeniser& tokeniser) {
  corpus::ReviewOptions review;
  review.format = options.input_format;
  review.labels = labels;
  review.tokens = options.tokens.value_or(model.tokens);
  review.classes = model.classes;
  review.text_column = options.text_column;
  review.label_column = options.label_column;
  review.delimiter = static_cast<char>(options.delimiter);
  review.replace_invalid = options.invalid == InvalidUtf8::replace;
  review.nfc = model.nfc;
  review.encoding = options.encoding;
  review.malformed = options.malformed;
  review.tokeniser = &tokeniser;
  review.label_names = options.map_labels;
  review.leave_out = options.leave_out;
  return review;
}

}  // namespace seqlab::options
