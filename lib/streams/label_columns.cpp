#include "streams/label_columns.h"

#include "base/errors.h"
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
