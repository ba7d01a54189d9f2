#include "tagger/corpus_options.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace seqlab::programs {

const options::OptionTable<InputOptions>& input_option_table() {
  static const auto table = [] {
    using I = InputOptions;
    const std::string group = "Input";
    options::OptionTable<I> options;
    options
        .add({.name = "input-format",
              .group = group,
              .help = "format of the input; automatic: recognised by file name and first lines"},
             &I::input_format)
        .add({.name = "word-column",
              .group = group,
              .help = "column of the words: a number from 1 or a name",
              .value = "COLUMN",
              .default_text = "the first; FORM if there is a column of ids"},
             &I::word_column)
        .add({.name = "label-column",
              .group = group,
              .help = "column of the labels: a number from 1; in CoNLL-U also UPOS, XPOS, FEATS or MISC:Key; "
                      "in JSON Lines a key",
              .value = "COLUMN",
              .default_text = "the last; in CoNLL-U UPOS"},
             &I::label_column)
        .add(unlabelled_option(), &I::unlabelled)
        .add(invalid_option(), &I::invalid)
        .add(encoding_option(), &I::encoding)
        .add({.name = "paragraphs",
              .group = group,
              .help = "raw text: an empty line ends a text, instead of each line end"},
             &I::paragraphs)
        .add({.name = "offsets", .group = group, .help = "JSON Lines: unit of span offsets"}, &I::offsets);
    return options;
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
  reader.nfc = nfc;
  reader.paragraphs = options.paragraphs;
  reader.offsets = options.offsets;
  reader.encoding = options.encoding;
  reader.tokeniser = &tokeniser;
  return reader;
}

std::vector<corpus::Sentence> read_all(const std::vector<std::string>& files,
                                       const corpus::ReaderOptions& options) {
  std::vector<corpus::Sentence> all;
  for (const auto& file : files) {
    std::vector<corpus::Sentence> sentences = corpus::read_sentences(file, options);
    const std::size_t first_document = all.empty() ? 0 : all.back().document + 1;
    for (auto& sentence : sentences) sentence.document += first_document;
    all.insert(all.end(), std::make_move_iterator(sentences.begin()),
               std::make_move_iterator(sentences.end()));
  }
  return all;
}

options::OptionInfo unlabelled_option() {
  return {.name = "unlabelled",
          .group = "Input",
          .help = "the label that means 'not annotated'",
          .value = "LABEL"};
}

options::OptionInfo output_format_option(std::string default_text, bool unlabelled) {
  std::vector<std::string> refused;
  if (!unlabelled) refused = {"text", "tokens"};
  return {.name = "output-format",
          .group = "Output",
          .help = "format of the output; inline: word/LABEL, with \\/ and \\\\ for / and \\ in words",
          .refused = std::move(refused),
          .default_text = std::move(default_text)};
}

corpus::OutputFormat output_format_for(std::optional<corpus::OutputFormat> given, corpus::Format input,
                                       corpus::OutputFormat for_text) {
  if (given) return *given;
  switch (input) {
    case corpus::Format::conllu:
      return corpus::OutputFormat::conllu;
    case corpus::Format::jsonl:
      return corpus::OutputFormat::jsonl;
    case corpus::Format::text:
      return for_text;
    default:
      return corpus::OutputFormat::conll;
  }
}

}  // namespace seqlab::programs
