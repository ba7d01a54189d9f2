// CoNLL columns: those that came in and the prediction, or word and label.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
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
    if (columns != nullptr && columns->names == nullptr) {
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
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      lines_ += single_field(sentence.words[t], sentence, t, "CoNLL");
      if (!labels.empty()) {
        const std::string& label = single_field(labels[t], sentence, t, "CoNLL");
        lines_ += '\t';
        lines_ += label.empty() ? std::string_view("_") : label;
      }
      if (!predicted.probabilities.empty()) {
        lines_ += '\t';
        lines_ += probability_text(predicted.probabilities[t]);
      }
      append_further('\t', sentence, predicted, t);
      lines_ += '\n';
    }
    lines_ += '\n';
  }

  void add_columns(const ColumnProvenance& columns, const Sentence& sentence, const Predicted& predicted) {
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
    const std::string_view raw = columns.lines.raw;
    std::size_t done = 0;
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      const SentenceLines::Row& row = columns.lines.rows[columns.words[t]];
      if (!predicted.labels.empty()) {
        lines_ += raw.substr(done, row.end - done);
        append(columns.separator, labels[t], sentence, t);
        if (!predicted.probabilities.empty()) {
          lines_ += columns.separator;
          lines_ += probability_text(predicted.probabilities[t]);
        }
        append_further(columns.separator, sentence, predicted, t);
        done = row.end;
      } else if (!labels.empty() && !labels[t].empty() && columns.label_column.has_value()) {
        split_fields(columns.lines.text(row), columns.separator, fields_);
        const std::string_view field = fields_[*columns.label_column];
        const auto begin = static_cast<std::size_t>(field.data() - raw.data());
        lines_ += raw.substr(done, begin - done);
        lines_ += labels[t];
        done = begin + field.size();
      }
    }
    lines_ += raw.substr(done);
  }

  void append_further(char separator, const Sentence& sentence, const Predicted& predicted,
                      std::size_t token) {
    static const std::string none = "_";
    for (const std::vector<std::string>& labels : predicted.further) {
      append(separator, labels[token].empty() ? none : labels[token], sentence, token);
    }
  }

  void append(char separator, const std::string& label, const Sentence& sentence, std::size_t token) {
    if (separator == ' ' && label.find(' ') != std::string::npos) {
      throw DataError(sentence.place(token), "the label '" + label +
                                                 "' has a space, which stands between this file's columns; "
                                                 "write JSON Lines (--output-format jsonl)");
    }
    lines_ += separator;
    lines_ += single_field(label, sentence, token, "CoNLL");
  }

  std::ostream& output_;
  std::string lines_;  // of the record
  std::vector<std::string_view> fields_;
};

}  // namespace

std::unique_ptr<RecordWriter> make_conll_writer(std::ostream& output) {
  return std::make_unique<ConllWriter>(output);
}

}  // namespace seqlab::corpus
