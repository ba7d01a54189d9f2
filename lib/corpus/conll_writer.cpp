// CoNLL columns: those that came in and the prediction, or word and label.
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns.h"
#include "corpus/writers.h"
#include "io/errors.h"

namespace seqlab::corpus {
namespace {

class ConllWriter : public RecordWriter {
 public:
  explicit ConllWriter(std::ostream& output) : output_(output) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    const auto* columns = dynamic_cast<const ColumnProvenance*>(record.provenance.get());
    if (columns != nullptr && columns->names == nullptr) {
      write_columns(*columns, record.sentences.front(), predicted.front());
      return;
    }
    for (std::size_t i = 0; i < record.sentences.size(); ++i) write_words(record.sentences[i], predicted[i]);
    if (record.sentences.empty()) output_ << '\n';
  }

  void finish(const std::string& trailing) override { output_ << trailing; }

 private:
  void write_words(const Sentence& sentence, const Predicted& predicted) {
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      output_ << single_field(sentence.words[t], sentence.place(t), "CoNLL");
      if (!labels.empty()) {
        const std::string& label = single_field(labels[t], sentence.place(t), "CoNLL");
        output_ << '\t' << (label.empty() ? "_" : label);
      }
      if (!predicted.probabilities.empty()) output_ << '\t' << probability_text(predicted.probabilities[t]);
      output_ << '\n';
    }
    output_ << '\n';
  }

  void write_columns(const ColumnProvenance& columns, const Sentence& sentence, const Predicted& predicted) {
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
    std::string_view raw = columns.lines.raw;
    std::size_t done = 0;
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      const SentenceLines::Row& row = columns.lines.rows[columns.words[t]];
      if (!predicted.labels.empty()) {
        output_ << raw.substr(done, row.end - done);
        append(columns, labels[t], sentence.place(t));
        if (!predicted.probabilities.empty()) {
          output_ << columns.separator << probability_text(predicted.probabilities[t]);
        }
        done = row.end;
      } else if (!labels.empty() && !labels[t].empty() && columns.label_column.has_value()) {
        split_fields(columns.lines.text(row), columns.separator, fields_);
        const std::string_view field = fields_[*columns.label_column];
        const auto begin = static_cast<std::size_t>(field.data() - raw.data());
        output_ << raw.substr(done, begin - done) << labels[t];
        done = begin + field.size();
      }
    }
    output_ << raw.substr(done);
  }

  void append(const ColumnProvenance& columns, const std::string& label, const Place& place) {
    if (columns.separator == ' ' && label.find(' ') != std::string::npos) {
      throw DataError(place, "the label '" + label +
                                 "' has a space, which stands between this file's columns; "
                                 "write JSON Lines (--output-format jsonl)");
    }
    output_ << columns.separator << single_field(label, place, "CoNLL");
  }

  std::ostream& output_;
  std::vector<std::string_view> fields_;
};

}  // namespace

std::unique_ptr<RecordWriter> make_conll_writer(std::ostream& output) {
  return std::make_unique<ConllWriter>(output);
}

}  // namespace seqlab::corpus
