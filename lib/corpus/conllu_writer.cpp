// CoNLL-U: what came in with one column changed, or a new file of words and labels.
#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "corpus/columns.h"
#include "corpus/conllu_columns.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

// A field found by its name, found again when the columns are others.
class FoundField {
 public:
  explicit FoundField(std::string name) : name_(std::move(name)) {}

  // Throws UsageError when the columns have no such name.
  const ConlluField& among(const std::shared_ptr<const std::vector<std::string>>& columns) {
    if (columns != columns_) {
      field_ = find_conllu_field(name_, *columns);
      columns_ = columns;
    }
    return field_;
  }

 private:
  std::string name_;
  ConlluField field_;
  std::shared_ptr<const std::vector<std::string>> columns_;
};

class ConlluWriter : public RecordWriter {
 public:
  ConlluWriter(std::ostream& output, const std::string& label_column)
      : output_(output), label_(label_column.empty() ? "UPOS" : label_column) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    lines_.clear();
    const auto* columns = dynamic_cast<const ColumnProvenance*>(record.provenance.get());
    if (columns == nullptr || columns->names == nullptr) {
      for (std::size_t i = 0; i < record.sentences.size(); ++i) {
        // Whether the next sentence's text begins where this one's ends.
        const bool touches =
            i + 1 < record.sentences.size() && !record.sentences[i].offsets.empty() &&
            record.sentences[i].offsets.back().end == record.sentences[i + 1].offsets.front().begin;
        add_new(record.sentences[i], predicted[i], touches);
      }
    } else if (record.sentences.empty()) {
      lines_ += columns->lines.raw;
    } else {
      add_columns(*columns, record.sentences.front(), predicted.front());
    }
    output_ << lines_;
  }

  void finish(const std::string& trailing) override { output_ << trailing; }

 private:
  void add_columns(const ColumnProvenance& columns, const Sentence& sentence, const Predicted& predicted) {
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
    // Labels that are only converted go back to where they were read.
    const ConlluField target = predicted.labels.empty() && columns.label_column.has_value()
                                   ? ConlluField{*columns.label_column, columns.label_key}
                                   : label_.among(columns.names);
    const std::string_view raw = columns.lines.raw;
    std::size_t done = 0;
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      const SentenceLines::Row& row = columns.lines.rows[columns.words[t]];
      lines_ += raw.substr(done, row.begin - done);
      done = row.end;
      add_row(columns.lines.text(row), changes_of(sentence, t, target, labels, predicted, columns.names));
    }
    lines_ += raw.substr(done);
  }

  // What a field is to hold.
  struct Change {
    const ConlluField* target = nullptr;
    std::string_view value;  // empty: the field stays as it is, for a token that is not annotated
  };

  // The label and the probability of a token.
  std::array<Change, 2> changes_of(const Sentence& sentence, std::size_t token, const ConlluField& target,
                                   const std::vector<std::string>& labels, const Predicted& predicted,
                                   const std::shared_ptr<const std::vector<std::string>>& columns) {
    std::array<Change, 2> changes;
    if (!labels.empty()) changes[0] = {&target, single_field(labels[token], sentence, token, "CoNLL-U")};
    if (!predicted.probabilities.empty()) {
      probability_text_ = probability_text(predicted.probabilities[token]);
      changes[1] = {&probability_.among(columns), probability_text_};
    }
    return changes;
  }

  static void apply(const Change& change, std::string& field) {
    const std::string& key = change.target->key;
    field = key.empty() ? std::string(change.value) : with_value_of_key(field, key, change.value);
  }

  // Adds a row with its changes, the second of which is made after the first.
  void add_row(std::string_view row, const std::array<Change, 2>& changes) {
    const char* done = row.data();
    const auto column = [](const Change& change) { return change.target->column; };
    const bool first = !changes[0].value.empty();
    const bool second = !changes[1].value.empty();
    const bool same_field = first && second && column(changes[0]) == column(changes[1]);
    const bool swapped = first && second && column(changes[1]) < column(changes[0]);
    const std::size_t earlier = swapped ? 1 : 0;
    for (const std::size_t i : {earlier, 1 - earlier}) {
      if (changes[i].value.empty() || (same_field && i == 1)) continue;
      const std::string_view field = field_between_tabs(row, column(changes[i]));
      lines_.append(done, field.data());
      done = field.data() + field.size();
      if (changes[i].target->key.empty() && !same_field) {
        lines_ += changes[i].value;
        continue;
      }
      field_ = field;
      apply(changes[i], field_);
      if (same_field) apply(changes[1], field_);
      lines_ += field_;
    }
    lines_.append(done, row.data() + row.size());
  }

  void add_new(const Sentence& sentence, const Predicted& predicted, bool touches_next) {
    static const auto columns = std::make_shared<const std::vector<std::string>>(conllu_columns());
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
    const auto space_after = [&](std::size_t t) {
      if (sentence.offsets.empty()) return true;
      if (t + 1 == sentence.size()) return !touches_next;
      return sentence.offsets[t].end != sentence.offsets[t + 1].begin;
    };
    lines_ += "# sent_id = " + std::to_string(++sentences_) + "\n# text = ";
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      lines_ += single_field(sentence.words[t], sentence, t, "CoNLL-U");
      if (t + 1 < sentence.size() && space_after(t)) lines_ += ' ';
    }
    lines_ += '\n';
    const ConlluField& target = label_.among(columns);
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      std::string row = std::to_string(t + 1);
      row += '\t';
      row += sentence.words[t];
      row += "\t_\t_\t_\t_\t_\t_\t_\t";
      row += space_after(t) ? "_" : "SpaceAfter=No";
      add_row(row, changes_of(sentence, t, target, labels, predicted, columns));
      lines_ += '\n';
    }
    lines_ += '\n';
  }

  std::ostream& output_;
  FoundField label_;
  FoundField probability_{"MISC:Probability"};
  std::size_t sentences_ = 0;
  std::string lines_;             // of the record
  std::string probability_text_;  // of a token
  std::string field_;             // that is changed
};

}  // namespace

std::unique_ptr<RecordWriter> make_conllu_writer(std::ostream& output, const std::string& label_column) {
  return std::make_unique<ConlluWriter>(output, label_column);
}

}  // namespace seqlab::corpus
