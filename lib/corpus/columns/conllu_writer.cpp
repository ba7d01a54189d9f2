// CoNLL-U: the input with the labels replaced, or a new file of words and labels.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/columns/columns.h"
#include "corpus/columns/conllu_columns.h"
#include "corpus/writers.h"

namespace seqlab::corpus {
namespace {

// A field to write to, looked up by name again only if the input's columns change.
class FoundField {
 public:
  explicit FoundField(std::string name) : name_(std::move(name)) {}

  // Throws UsageError if the columns have no such name, or if it is ID or FORM.
  const ColumnField& among(const std::shared_ptr<const std::vector<std::string>>& columns) {
    if (columns != columns_) {
      field_ = find_conllu_field(name_, *columns);
      const std::string& found = (*columns)[field_.column];
      if (found == "ID" || found == "FORM") {
        throw UsageError("labels cannot replace " + found +
                         " of CoNLL-U, which identifies the tokens; choose another --label-column");
      }
      columns_ = columns;
    }
    return field_;
  }

 private:
  std::string name_;
  ColumnField field_;
  std::shared_ptr<const std::vector<std::string>> columns_;
};

class ConlluWriter : public RecordWriter {
 public:
  ConlluWriter(std::ostream& output, const WriterOptions& options) : output_(output) {
    for (const std::string& name : options.label_columns) columns_.emplace_back(name.empty() ? "UPOS" : name);
  }

  void write(const Record& record, std::span<const Predicted> predicted) override {
    lines_.clear();
    for (const Predicted& one : predicted) check_heads(one, columns_.size());
    const auto* columns = dynamic_cast<const ColumnProvenance*>(record.provenance.get());
    if (columns == nullptr || columns->names == nullptr) {
      for (std::size_t i = 0; i < record.sentences.size(); ++i) {
        // Whether the next sentence's text begins where this one's ends.
        const bool touches =
            i + 1 < record.sentences.size() && !record.sentences[i].offsets.empty() &&
            record.sentences[i].offsets.back().end == record.sentences[i + 1].offsets.front().begin;
        ++sentences_;
        each_version(predicted[i], [&](const Predicted& one, const std::string& comments) {
          add_new(record.sentences[i], one, touches, comments);
        });
      }
    } else if (record.sentences.empty()) {
      lines_ += columns->lines.raw;
    } else {
      each_version(predicted.front(), [&](const Predicted& one, const std::string& comments) {
        end_sentence();
        add_columns(*columns, record.sentences.front(), one, comments);
      });
    }
    output_ << lines_;
  }

  void finish(const std::string& trailing) override { output_ << trailing; }

 private:
  using Names = std::shared_ptr<const std::vector<std::string>>;
  using Lists = std::vector<std::span<const std::string>>;

  // A new value of a field.
  struct Change {
    const ColumnField* field;
    std::string_view value;
  };

  // Calls add(predicted, comments) for each version of a sentence to write: the prediction or, if the first
  // head has alternatives, each of these with comment lines of its own.
  template <typename Add>
  static void each_version(const Predicted& predicted, const Add& add) {
    if (predicted.heads.empty() || predicted.heads.front().alternatives.empty()) return add(predicted, {});
    Predicted version = predicted;
    HeadPrediction& first = version.heads.front();
    for (std::size_t k = 0; k < first.alternatives.size(); ++k) {
      first.labels = first.alternatives[k].labels;
      first.probabilities = first.alternatives[k].probabilities;
      add(version, "# n_best = " + std::to_string(k + 1) + "\n# probability = " +
                       sequence_probability_text(first.alternatives[k].probability) + "\n");
    }
  }

  // Adds the blank line that the last sentence of an input may lack.
  void end_sentence() {
    if (lines_.empty()) return;
    const std::size_t last = lines_.find_last_not_of(" \t\r\n");
    const auto ends = std::count(lines_.begin() + static_cast<std::ptrdiff_t>(last + 1), lines_.end(), '\n');
    for (auto missing = ends; missing < 2; ++missing) lines_ += '\n';
  }

  // A sentence read as CoNLL-U. comments: lines to insert before the first token.
  void add_columns(const ColumnProvenance& columns, const Sentence& sentence, const Predicted& predicted,
                   const std::string& comments) {
    const Lists lists = labels_to_write(sentence, predicted);
    // Labels that are only converted go back to where they were read.
    if (predicted.heads.empty() && !columns.label_fields.empty()) {
      fields_.clear();
      for (const ColumnField& field : columns.label_fields) fields_.push_back(&field);
    } else {
      find_fields(columns.names);
    }
    const std::string_view raw = columns.lines.raw;
    std::size_t done = columns.lines.rows.front().begin;
    lines_ += raw.substr(0, done);
    lines_ += comments;
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      const SentenceLines::Row& row = columns.lines.rows[columns.words[t]];
      lines_ += raw.substr(done, row.begin - done);
      done = row.end;
      find_changes(sentence, t, lists, predicted, columns.names);
      add_row(columns.lines.text(row));
    }
    lines_ += raw.substr(done);
  }

  static const Names& conllu_names() {
    static const auto names = std::make_shared<const std::vector<std::string>>(conllu_columns());
    return names;
  }

  // Finds the fields of label_columns. Throws UsageError if two are the same.
  void find_fields(const Names& names) {
    fields_.clear();
    for (FoundField& column : columns_) {
      const ColumnField& field = column.among(names);
      for (const ColumnField* other : fields_) {
        if (*other != field) continue;
        throw UsageError("two heads of the model would be written to " + (*names)[field.column] +
                         " of CoNLL-U; choose other places, or another format");
      }
      fields_.push_back(&field);
    }
  }

  // Returns the label; throws DataError if its field would be read back as another.
  static const std::string& checked(const std::string& label, const ColumnField& field,
                                    const Sentence& sentence, std::size_t token) {
    if (!field.key.empty() && label.find('|') != std::string::npos) {
      throw DataError(sentence.place(token),
                      "the label " + label + " contains a bar, which would end MISC:" + field.key +
                          " of CoNLL-U; choose a column of its own with --label-column, or another format");
    }
    return single_field(label, sentence, token, "CoNLL-U");
  }

  // Finds the changes in a token's row: its labels, and the probability of the first. The field of an empty
  // label is left alone.
  void find_changes(const Sentence& sentence, std::size_t token, const Lists& lists,
                    const Predicted& predicted, const Names& names) {
    changes_.clear();
    const std::span<const double> probabilities = first_probabilities(predicted);
    for (std::size_t i = 0; i < std::min(lists.size(), fields_.size()); ++i) {
      add_change(*fields_[i], checked(lists[i][token], *fields_[i], sentence, token));
      if (i > 0 || probabilities.empty()) continue;
      probability_text_ = probability_text(probabilities[token]);
      add_change(probability_.among(names), probability_text_);
    }
  }

  // Keeps the changes sorted by column, and those of one column in the order in which they apply.
  void add_change(const ColumnField& field, std::string_view value) {
    if (value.empty()) return;
    const auto after = std::upper_bound(
        changes_.begin(), changes_.end(), field.column,
        [](std::size_t column, const Change& change) { return column < change.field->column; });
    changes_.insert(after, {&field, value});
  }

  // Adds a row with the changes.
  void add_row(std::string_view row) {
    const char* done = row.data();
    for (std::size_t i = 0; i < changes_.size();) {
      const std::size_t column = changes_[i].field->column;
      const std::string_view old = field_between_tabs(row, column);
      lines_.append(done, old.data());
      done = old.data() + old.size();
      field_ = old;
      for (; i < changes_.size() && changes_[i].field->column == column; ++i) {
        const std::string& key = changes_[i].field->key;
        field_ =
            key.empty() ? std::string(changes_[i].value) : with_value_of_key(field_, key, changes_[i].value);
      }
      lines_ += field_;
    }
    lines_.append(done, row.data() + row.size());
  }

  // A sentence read from another format.
  void add_new(const Sentence& sentence, const Predicted& predicted, bool touches_next,
               const std::string& comments) {
    const Names& names = conllu_names();
    find_fields(names);
    const Lists lists = labels_to_write(sentence, predicted);
    const auto space_after = [&](std::size_t t) {
      if (sentence.offsets.empty()) return true;
      if (t + 1 == sentence.size()) return !touches_next;
      return sentence.offsets[t].end != sentence.offsets[t + 1].begin;
    };
    lines_ += "# sent_id = " + std::to_string(sentences_) + "\n# text = ";
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      lines_ += single_field(sentence.words[t], sentence, t, "CoNLL-U");
      if (t + 1 < sentence.size() && space_after(t)) lines_ += ' ';
    }
    lines_ += '\n';
    lines_ += comments;
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      std::string row = std::to_string(t + 1);
      row += '\t';
      row += sentence.words[t];
      row += "\t_\t_\t_\t_\t_\t_\t_\t";
      row += space_after(t) ? "_" : "SpaceAfter=No";
      find_changes(sentence, t, lists, predicted, names);
      add_row(row);
      lines_ += '\n';
    }
    lines_ += '\n';
  }

  std::ostream& output_;
  std::vector<FoundField> columns_;  // of WriterOptions::label_columns
  FoundField probability_{"MISC:Probability"};
  std::vector<const ColumnField*> fields_;  // where the labels of the current sentence go
  std::size_t sentences_ = 0;
  std::string lines_;             // of the record
  std::vector<Change> changes_;   // of a row
  std::string probability_text_;  // of a token
  std::string field_;             // a changed field
};

}  // namespace

std::unique_ptr<RecordWriter> make_conllu_writer(std::ostream& output, const WriterOptions& options) {
  return std::make_unique<ConlluWriter>(output, options);
}

}  // namespace seqlab::corpus
