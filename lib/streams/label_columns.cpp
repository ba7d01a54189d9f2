#include "streams/label_columns.h"

#include "base/errors.h"
#include "corpus/schemes/tag_scheme.h"
#include "options/option_value.h"
#include "text/ascii.h"

namespace seqlab::streams {

namespace {

// The CoNLL-U column for the labels of a head that was trained on the column `learned`.
std::string conllu_column(const std::string& learned, const model::TaggerModel& model, std::size_t head) {
  const std::string lower = text::ascii_lower(learned);
  if (lower == "upos" || lower == "xpos" || lower == "feats" || lower.starts_with("misc:")) return learned;
  if (head > 0) return "MISC:" + model.heads()[head];
  return model.scheme().scheme == corpus::TagScheme::none ? "UPOS" : "MISC:NER";
}

// Throws DataError for the first label that is the type of one of the labels of a head, if none of the labels
// has a prefix.
void refuse_types(const std::vector<corpus::Sentence>& sentences, const model::TaggerModel& model,
                  std::size_t head) {
  corpus::CorpusScheme scheme;
  for (const corpus::Sentence& sentence : sentences) scheme.add(sentence, head);
  const auto label = scheme.first_label();
  if (!label || scheme.reading().style.scheme != corpus::TagScheme::none) return;
  for (const std::string& known : model.written_labels(head)) {
    for (const corpus::Span& span : corpus::read_spans({&known, 1}, model.scheme(head))) {
      if (span.type != label->label) continue;
      throw DataError(label->place,
                      "the label '" + label->label + "' has no prefix, and the model's are like '" + known +
                          "'; give --from-scheme raw if neighbours with one label are one span");
    }
  }
}

}  // namespace

std::vector<std::string> label_columns(const std::string& given, const model::TaggerModel& model) {
  if (given.empty()) return model.label_columns();
  std::vector<std::string> columns = options::split_commas(given);
  const std::size_t heads = model.heads().size();
  if (columns.size() != heads) {
    throw UsageError("--label-column names " + std::to_string(columns.size()) + " columns; the model has " +
                     std::to_string(heads) + " heads" + (heads > 1 ? "; --head NAME chooses one" : ""));
  }
  return columns;
}

void read_gold_labels(std::vector<corpus::Sentence>& sentences, const model::TaggerModel& model,
                      corpus::FromScheme from, const corpus::Relabelling& relabelling) {
  for (std::size_t head = 0; head < model.heads().size(); ++head) {
    corpus::read_labels(sentences, head, from, model.scheme(head));
    const bool spans = model.scheme(head).scheme != corpus::TagScheme::none;
    if (spans && from == corpus::FromScheme::automatic) refuse_types(sentences, model, head);
    if (!relabelling.nothing()) corpus::relabel(sentences, head, model.scheme(head), relabelling);
  }
}

void check_feature_columns(const model::TaggerModel& model, corpus::Format format) {
  const std::vector<std::string> features = model.feature_columns();
  if (features.empty() || (format != corpus::Format::text && format != corpus::Format::tokens)) return;
  throw UsageError("the model reads the column " + features.front() + ", but input in the format " +
                   std::string(base::name_of(format)) +
                   " has no such column; use a format with columns and name it with --input-format");
}

void write_label_columns(const std::string& given, const model::TaggerModel& model,
                         corpus::WriterOptions& writer) {
  const std::vector<std::string> columns = label_columns(given, model);
  writer.label_columns = given.empty() ? model.heads() : columns;
  writer.schemes.clear();
  for (std::size_t head = 0; head < columns.size(); ++head) writer.schemes.push_back(model.scheme(head));
  if (!given.empty() || writer.format != corpus::OutputFormat::conllu) return;
  for (std::size_t head = 0; head < columns.size(); ++head) {
    writer.label_columns[head] = conllu_column(columns[head], model, head);
  }
}

void write_scores(const model::TaggerModel::TagOptions& tag, corpus::WriterOptions& writer) {
  writer.probabilities = tag.probabilities;
  writer.span_probabilities = tag.span_probabilities;
  writer.alternatives = tag.n_best > 0;
}

}  // namespace seqlab::streams
