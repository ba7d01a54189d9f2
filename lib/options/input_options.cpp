#include "options/input_options.h"

#include <vector>

#include "corpus/json/label_names.h"

namespace seqlab::options {

OptionInfo invalid_option() {
  return {
      .name = "invalid",
      .group = "Input",
      .help = "what to do with invalid UTF-8: stop with an error, or replace it by U+FFFD, and NUL as well"};
}

OptionInfo encoding_option() {
  return {.name = "encoding",
          .group = "Input",
          .help = "encoding of the input, such as ISO-8859-1",
          .value = "NAME",
          .default_text = "UTF-8"};
}

OptionInfo unlabelled_option() {
  return {.name = "unlabelled",
          .group = "Input",
          .help = "the label that means 'not annotated'",
          .value = "LABEL"};
}

OptionInfo malformed_option() {
  return {.name = "malformed",
          .group = "Input",
          .help =
              "what to do with a record that cannot be read: stop with an error, or skip it and say so; "
              "output keeps its place"};
}

OptionInfo from_scheme_option() {
  return {.name = "from-scheme",
          .group = "Input",
          .help =
              "tag scheme of the labels that are read; automatic: found in the labels; raw: labels are "
              "types without a prefix, and neighbours of one type are one span; none: labels of single "
              "tokens, whatever they look like"};
}

const OptionTable<InputOptions>& input_option_table() {
  static const auto table = [] {
    using I = InputOptions;
    const std::string group = "Input";
    OptionTable<I> table;
    table
        .add({.name = "input-format",
              .group = group,
              .help =
                  "format of the input; automatic: recognised by content and by the file's ending; file: the "
                  "same "
                  "for a named file that ends in .conllu, .conll, .jsonl or the like or is CoNLL-U, else raw "
                  "text"},
             &I::input_format)
        .add({.name = "word-column",
              .group = group,
              .help = "column of the words: a number from 1 or a name; in JSON the key of the words or text",
              .value = "COLUMN",
              .default_text = "the first; FORM if there is a column of ids"},
             &I::word_column)
        .add({.name = "label-column",
              .group = group,
              .help = "column of the labels: a number from 1; in CoNLL-U also UPOS, XPOS, FEATS or MISC:Key; "
                      "in JSON a key",
              .value = "COLUMN",
              .default_text = "the last; in CoNLL-U UPOS"},
             &I::label_column)
        .add({.name = "header",
              .group = group,
              .help = "whether the first row of columns names them; automatic: if it has usual names such as "
                      "word and tag"},
             &I::header)
        .add(unlabelled_option(), &I::unlabelled)
        .add(from_scheme_option(), &I::from_scheme)
        .add(invalid_option(), &I::invalid)
        .add(encoding_option(), &I::encoding)
        .add(malformed_option(), &I::malformed)
        .add({.name = "paragraphs",
              .group = group,
              .help = "raw text: an empty line ends a text, instead of each line end"},
             &I::paragraphs)
        .add({.name = "offsets", .group = group, .help = "JSON: unit of span offsets"}, &I::offsets)
        .add(
            {.name = "misaligned",
             .group = group,
             .help = "what to do with a span that does not start and end with tokens: stop with an error, or "
                     "pass over it and count it"},
            &I::misaligned)
        .add({.name = "label-names",
              .group = group,
              .help =
                  "JSON: names of labels that are numbers, from 0: NAME,NAME,... or a file with a name per "
                  "line or a JSON list",
              .value = "NAMES",
              .default_text = "none"},
             &I::label_names)
        .add(map_labels_option(), &I::map_labels)
        .add({.name = "unlabelled-words",
              .group = group,
              .help =
                  "words whose gold labels are not trusted, each with the number of tokens after it of which "
                  "that holds too: @:1",
              .value = "WORD[:N],...",
              .default_text = "none"},
             &I::unlabelled_words);
    return table;
  }();
  return table;
}

corpus::ReaderOptions reader_options(const InputOptions& options, bool labels, bool nfc,
                                     const text::Tokeniser& tokeniser) {
  corpus::ReaderOptions reader;
  reader.format = options.input_format;
  reader.word_column = options.word_column;
  reader.label_columns = labels ? std::vector{options.label_column} : std::vector<std::string>();
  reader.unlabelled = options.unlabelled;
  reader.replace_invalid = options.invalid == InvalidUtf8::replace;
  reader.header = options.header;
  reader.malformed = options.malformed;
  reader.nfc = nfc;
  reader.paragraphs = options.paragraphs;
  reader.offsets = options.offsets;
  reader.misaligned = options.misaligned;
  if (!options.label_names.empty()) reader.label_names = corpus::read_label_names(options.label_names);
  reader.encoding = options.encoding;
  reader.from_scheme = options.from_scheme;
  reader.tokeniser = &tokeniser;
  return reader;
}

void read_label_columns(std::span<const std::string> columns, std::span<const std::string> features,
                        corpus::ReaderOptions& reader) {
  reader.label_columns.assign(columns.begin(), columns.end());
  reader.feature_columns.assign(features.begin(), features.end());
  reader.partly_labelled = columns.size() > 1;
}

}  // namespace seqlab::options
