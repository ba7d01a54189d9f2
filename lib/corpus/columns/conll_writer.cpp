// CoNLL columns: the input's with the prediction added, or word and label.
#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/columns/columns.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

class ConllWriter : public RecordWriter {
 public:
  explicit ConllWriter(std::ostream& output) : output_(output) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    lines_.clear();
    const auto* columns = dynamic_cast<const ColumnProvenance*>(record.provenance.get());
    if (columns != nullptr && columns->names == nullptr && record.sentences.empty()) {
      lines_ += columns->lines.raw;  // skipped
    } else if (columns != nullptr && columns->names == nullptr) {
      add_columns(*columns, record.sentences.front(), predicted.front());
    } else {
      for (std::size_t i = 0; i < record.sentences.size(); ++i) add_words(record.sentences[i], predicted[i]);
      if (record.sentences.empty()) lines_ += '\n';
    }
    output_ << lines_;
  }

  void finish(const std::string& trailing) override { output_ << trailing; }

 private:
  void add_words(const Sentence& sentence, const Predicted& predicted) {
    const auto lists = labels_to_write(sentence, predicted);
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      lines_ += single_field(sentence.words[t], sentence, t, "CoNLL");
      append_labels('\t', sentence, lists, predicted, t);
      lines_ += '\n';
    }
    lines_ += '\n';
  }

  void add_columns(const ColumnProvenance& columns, const Sentence& sentence, const Predicted& predicted) {
    const auto lists = labels_to_write(sentence, predicted);
    const std::string_view raw = columns.lines.raw;
    std::size_t done = 0;
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      const SentenceLines::Row& row = columns.lines.rows[columns.words[t]];
      lines_ += raw.substr(done, row.begin - done);
      done = row.end;
      if (predicted.heads.empty()) {
        append_changed(columns, columns.lines.text(row), lists, t);
      } else {
        lines_ += columns.lines.text(row);
        append_labels(columns.separator, sentence, lists, predicted, t);
      }
    }
    lines_ += raw.substr(done);
  }

  // Adds a row with the current gold labels in their fields.
  void append_changed(const ColumnProvenance& columns, std::string_view row,
                      const std::vector<std::span<const std::string>>& gold, std::size_t token) {
    if (gold.empty()) {
      lines_ += row;
      return;
    }
    changes_.clear();
    split_fields(row, columns.separator, fields_);
    for (std::size_t i = 0; i < std::min(gold.size(), columns.label_fields.size()); ++i) {
      const std::string& label = gold[i][token];
      const std::string_view field = fields_[columns.label_fields[i].column];
      if (!label.empty() && label != field_text(field, columns.separator))
        changes_.emplace_back(field, label);
    }
    std::sort(changes_.begin(), changes_.end(),
              [](const auto& a, const auto& b) { return a.first.data() < b.first.data(); });
    const char* done = row.data();
    for (const auto& [field, label] : changes_) {
      lines_.append(done, field.data());
      lines_ += label;
      done = field.data() + field.size();
    }
    lines_.append(done, row.data() + row.size());
  }

  // Adds a token's labels, with the probability after the first.
  void append_labels(char separator, const Sentence& sentence,
                     const std::vector<std::span<const std::string>>& lists, const Predicted& predicted,
                     std::size_t token) {
    const std::span<const double> probabilities = first_probabilities(predicted);
    for (std::size_t i = 0; i < lists.size(); ++i) {
      append(separator, lists[i][token], sentence, token);
      if (i > 0 || probabilities.empty()) continue;
      lines_ += separator;
      lines_ += probability_text(probabilities[token]);
    }
  }

  void append(char separator, const std::string& label, const Sentence& sentence, std::size_t token) {
    if (separator != '\t' && label.find(separator) != std::string::npos) {
      throw DataError(sentence.place(token),
                      "the label '" + label + "' has a character that separates this file's columns (" +
                          separator_name(separator) + "); write JSON Lines (--output-format jsonl)");
    }
    lines_ += separator;
    lines_ += label.empty() ? std::string_view("_") : single_field(label, sentence, token, "CoNLL");
  }

  std::ostream& output_;
  std::string lines_;                     // of the record
  std::vector<std::string_view> fields_;  // of a row
  std::vector<std::pair<std::string_view, std::string_view>>
      changes_;  // of a row: fields and their new values
};

}  // namespace

std::unique_ptr<RecordWriter> make_conll_writer(std::ostream& output) {
  return std::make_unique<ConllWriter>(output);
}

}  // namespace seqlab::corpus
