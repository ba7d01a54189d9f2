#include "sentiment/review_input.h"

#include <iterator>
#include <span>
#include <utility>

#include "base/errors.h"
#include "corpus/reviews/phrases.h"
#include "corpus/reviews/review_folders.h"
#include "program/unknown_labels.h"

namespace seqlab::programs {

namespace {

std::vector<corpus::Review> read_folder(const std::string& path, const corpus::ReviewOptions& options,
                                        Console& console) {
  const corpus::ReviewFolders folders = corpus::find_review_folders(path);
  std::string labels;
  for (const auto& folder : folders.labelled) {
    labels += (labels.empty() ? "" : ", ") + std::to_string(folder.files.size()) + " " + folder.label;
  }
  std::string left_out;
  for (const auto& name : folders.unlabelled) {
    left_out += "; skipped " + name + ", whose texts have no label";
  }
  console.note(path + ": texts in folders: " + labels + left_out);
  return corpus::read_review_folders(folders, options);
}

}  // namespace

options::OptionTable<ReviewInputOptions> review_input_table(std::vector<std::string> refused_formats) {
  using R = ReviewInputOptions;
  const std::string group = "Input";
  options::OptionTable<R> table;
  table
      .add(
          {.name = "input-format",
           .group = group,
           .help =
               "format of the input; automatic and labelled: recognised by the first lines; tsv: label, tab, "
               "text; space: label, space, text; fasttext: __label__x text; jsonl: objects with label and "
               "text; trees: a parse tree per line, (3 (2 It) (4 works)); csv: columns, with quotes; lines: "
               "a text per line",
           .refused = std::move(refused_formats)},
          &R::input_format)
      .add({.name = "text-column",
            .group = group,
            .help = "CSV: column of the texts, a number from 1 or a name from the first line",
            .value = "COLUMN",
            .default_text = "text, review, sentence or the like; without names the second"},
           &R::text_column)
      .add({.name = "label-column",
            .group = group,
            .help = "CSV: column of the labels",
            .value = "COLUMN",
            .default_text = "label, sentiment, polarity or the like; without names the first"},
           &R::label_column)
      .add({.name = "delimiter",
            .group = group,
            .help = "CSV: separator of columns; automatic: the most frequent in the first line"},
           &R::delimiter)
      .add(invalid_option(), &R::invalid)
      .add(encoding_option(), &R::encoding)
      .add(
          {.name = "tokens",
           .group = group,
           .help = "how texts become tokens; raw: by the tokeniser; spaces: at spaces; model: as in training",
           .absent = "model"},
          &R::tokens);
  return table;
}

options::OptionTable<ReviewInputOptions> gold_review_table() {
  return review_input_table({"lines", "labelled"});
}

corpus::ReviewOptions review_options(const ReviewInputOptions& options, bool labels,
                                     const options::ModelOptions& model, const text::Tokeniser& tokeniser) {
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
  review.tokeniser = &tokeniser;
  return review;
}

std::vector<corpus::Review> read_all_reviews(const std::vector<std::string>& files,
                                             const corpus::ReviewOptions& options, Console& console) {
  std::vector<corpus::Review> all;
  for (const auto& file : files) {
    std::vector<corpus::Review> reviews =
        corpus::is_folder(file) ? read_folder(file, options, console) : corpus::read_reviews(file, options);
    if (!options.phrases) reviews = corpus::without_left_out(std::move(reviews));
    if (reviews.empty()) {
      throw DataError({file, 0, 0},
                      "all texts have labels that --classes leaves out; --classes all keeps them");
    }
    all.insert(all.end(), std::make_move_iterator(reviews.begin()), std::make_move_iterator(reviews.end()));
  }
  return all;
}

void note_unknown_labels(const std::string& what, const std::vector<corpus::Review>& reviews,
                         const std::vector<std::string>& known, Console& console) {
  UnknownLabels unknown(known);
  for (const auto& review : reviews) unknown.add(std::span(&review.label, 1));
  if (const std::string remark = unknown.remark(what); !remark.empty()) console.note(remark);
}

}  // namespace seqlab::programs
