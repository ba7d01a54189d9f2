#include "corpus/writer.h"

#include <array>
#include <charconv>
#include <stdexcept>

#include "base/errors.h"
#include "corpus/writers.h"

namespace seqlab::corpus {

bool shows_spans(OutputFormat format) {
  return format == OutputFormat::html || format == OutputFormat::terminal || format == OutputFormat::brat;
}

bool is_one_document(OutputFormat format) {
  return format == OutputFormat::html || format == OutputFormat::brat || format == OutputFormat::tsv;
}

std::unique_ptr<RecordWriter> make_writer(std::ostream& output, const WriterOptions& options) {
  switch (options.format) {
    case OutputFormat::conll:
      return make_conll_writer(output);
    case OutputFormat::conllu:
      return make_conllu_writer(output, options);
    case OutputFormat::jsonl:
      return make_json_line_writer(output, options);
    case OutputFormat::inline_tags:
      return make_inline_writer(output);
    case OutputFormat::html:
      return make_html_writer(output, options);
    case OutputFormat::terminal:
      return make_terminal_writer(output, options);
    case OutputFormat::brat:
      return make_brat_writer(output, options);
    case OutputFormat::tsv:
      return make_token_table_writer(output, options);
    case OutputFormat::text:
      return make_text_writer(output);
    default:
      return make_token_line_writer(output);
  }
}

std::vector<std::span<const std::string>> labels_to_write(const Sentence& sentence,
                                                          const Predicted& predicted) {
  std::vector<std::span<const std::string>> lists;
  for (const HeadPrediction& head : predicted.heads) lists.emplace_back(head.labels);
  if (lists.empty()) lists.assign(sentence.gold.begin(), sentence.gold.end());
  for (const std::span<const std::string> labels : lists) {
    if (labels.size() != sentence.size()) {
      throw std::invalid_argument("a writer needs one label per token from each head");
    }
  }
  return lists;
}

void check_heads(const Predicted& predicted, std::size_t columns) {
  if (!predicted.heads.empty() && predicted.heads.size() != columns) {
    throw std::invalid_argument("a writer needs one column per head");
  }
}

std::span<const double> first_probabilities(const Predicted& predicted) {
  return predicted.heads.empty() ? std::span<const double>() : predicted.heads.front().probabilities;
}

const std::string& single_field(const std::string& text, const Sentence& sentence, std::size_t token,
                                std::string_view format) {
  for (const char c : text) {
    if (c > '\r' || (c != '\t' && c != '\n' && c != '\r' && c != '\0')) continue;
    throw DataError(sentence.place(token),
                    (c == '\0' ? "a NUL" : "a tab or line end") +
                        std::string(" inside a word or label, which ") + std::string(format) +
                        " cannot hold; write JSON Lines (--output-format jsonl)" +
                        (c == '\0' ? " or U+FFFD in its place (--invalid replace)" : ""));
  }
  return text;
}

std::string probability_text(double probability) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), probability, std::chars_format::fixed, 6);
  return {text.data(), end.ptr};
}

std::string sequence_probability_text(double probability) {
  std::array<char, 32> text{};
  const auto end =
      std::to_chars(text.data(), text.data() + text.size(), probability, std::chars_format::general, 6);
  return {text.data(), end.ptr};
}

}  // namespace seqlab::corpus
