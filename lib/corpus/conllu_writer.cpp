// CoNLL-U: what came in with one column changed, or a new file of words and labels.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/columns.h"
#include "corpus/conllu_columns.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

class ConlluWriter : public RecordWriter {
 public:
  ConlluWriter(std::ostream& output, const std::string& label_column)
      : output_(output), label_column_(label_column.empty() ? "UPOS" : label_column) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    const auto* columns = dynamic_cast<const ColumnProvenance*>(record.provenance.get());
    if (columns != nullptr && columns->names != nullptr) {
      if (record.sentences.empty()) {
        output_ << columns->lines.raw;
      } else {
        write_columns(*columns, record.sentences.front(), predicted.front());
      }
      return;
    }
    for (std::size_t i = 0; i < record.sentences.size(); ++i) {
      // Whether the next sentence's text begins where this one's ends.
      const bool touches =
          i + 1 < record.sentences.size() && !record.sentences[i].offsets.empty() &&
          record.sentences[i].offsets.back().end == record.sentences[i + 1].offsets.front().begin;
      write_new(record.sentences[i], predicted[i], touches);
    }
  }

  void finish(const std::string& trailing) override { output_ << trailing; }

 private:
  void write_columns(const ColumnProvenance& columns, const Sentence& sentence, const Predicted& predicted) {
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
    // Labels that are only converted go back to where they were read.
    const ConlluField target = predicted.labels.empty() && columns.label_column.has_value()
                                   ? ConlluField{*columns.label_column, columns.label_key}
                                   : find_conllu_field(label_column_, *columns.names);
    const std::string_view raw = columns.lines.raw;
    std::size_t done = 0;
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      const SentenceLines::Row& row = columns.lines.rows[columns.words[t]];
      split_fields(columns.lines.text(row), '\t', views_);
      fields_.assign(views_.begin(), views_.end());
      if (!labels.empty()) set(fields_, target, single_field(labels[t], sentence.place(t), "CoNLL-U"));
      if (!predicted.probabilities.empty()) {
        set(fields_, find_conllu_field("MISC:Probability", *columns.names),
            probability_text(predicted.probabilities[t]));
      }
      output_ << raw.substr(done, row.begin - done);
      write_fields(fields_);
      done = row.end;
    }
    output_ << raw.substr(done);
  }

  // A token that is not annotated keeps what it has.
  static void set(std::vector<std::string>& fields, const ConlluField& target, const std::string& value) {
    if (value.empty()) return;
    std::string& field = fields[target.column];
    field = target.key.empty() ? value : with_value_of_key(field, target.key, value);
  }

  void write_fields(const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) output_ << (i == 0 ? "" : "\t") << fields[i];
  }

  void write_new(const Sentence& sentence, const Predicted& predicted, bool touches_next) {
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
    const auto space_after = [&](std::size_t t) {
      if (sentence.offsets.empty()) return true;
      if (t + 1 == sentence.size()) return !touches_next;
      return sentence.offsets[t].end != sentence.offsets[t + 1].begin;
    };
    output_ << "# sent_id = " << ++sentences_ << "\n# text = ";
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      output_ << single_field(sentence.words[t], sentence.place(t), "CoNLL-U");
      if (t + 1 < sentence.size() && space_after(t)) output_ << ' ';
    }
    output_ << '\n';
    const ConlluField target = find_conllu_field(label_column_, conllu_columns());
    const ConlluField probability = find_conllu_field("MISC:Probability", conllu_columns());
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      fields_.assign(conllu_columns().size(), "_");
      fields_[0] = std::to_string(t + 1);
      fields_[1] = sentence.words[t];
      if (!space_after(t)) fields_.back() = "SpaceAfter=No";
      if (!labels.empty()) set(fields_, target, single_field(labels[t], sentence.place(t), "CoNLL-U"));
      if (!predicted.probabilities.empty()) {
        set(fields_, probability, probability_text(predicted.probabilities[t]));
      }
      write_fields(fields_);
      output_ << '\n';
    }
    output_ << '\n';
  }

  std::ostream& output_;
  std::string label_column_;
  std::size_t sentences_ = 0;
  std::vector<std::string_view> views_;
  std::vector<std::string> fields_;
};

}  // namespace

std::unique_ptr<RecordWriter> make_conllu_writer(std::ostream& output, const std::string& label_column) {
  return std::make_unique<ConlluWriter>(output, label_column);
}

}  // namespace seqlab::corpus
