// CoNLL-U: what came in with one column changed, or a new file of words and labels.
#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
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

// A field to write to, found by its name, found again when the columns are others.
class FoundField {
 public:
  explicit FoundField(std::string name) : name_(std::move(name)) {}

  // Throws UsageError when the columns have no such name, and for those that say which tokens there are.
  const ConlluField& among(const std::shared_ptr<const std::vector<std::string>>& columns) {
    if (columns != columns_) {
      field_ = find_conllu_field(name_, *columns);
      const std::string& found = (*columns)[field_.column];
      if (found == "ID" || found == "FORM") {
        throw UsageError("labels cannot be written to " + found +
                         " of CoNLL-U, which says what the tokens are; choose another --label-column");
      }
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
  ConlluWriter(std::ostream& output, const WriterOptions& options)
      : output_(output), label_(options.label_column.empty() ? "UPOS" : options.label_column) {
    for (const std::string& name : options.further) further_.emplace_back(name);
  }

  void write(const Record& record, std::span<const Predicted> predicted) override {
    lines_.clear();
    for (const Predicted& one : predicted) check_heads(one, further_.size());
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
  // Calls add(predicted, comments) for what is to be written of a sentence: itself or, where there are
  // alternatives, each of them with comment lines of its own.
  template <typename Add>
  static void each_version(const Predicted& predicted, const Add& add) {
    if (predicted.alternatives.empty()) return add(predicted, {});
    Predicted version;
    version.further = predicted.further;
    for (std::size_t k = 0; k < predicted.alternatives.size(); ++k) {
      version.labels = predicted.alternatives[k].labels;
      version.probabilities = predicted.alternatives[k].probabilities;
      add(version, "# n_best = " + std::to_string(k + 1) + "\n# probability = " +
                       sequence_probability_text(predicted.alternatives[k].probability) + "\n");
    }
  }

  // Adds the blank line that the end of the input may have spared the sentence before.
  void end_sentence() {
    if (lines_.empty()) return;
    const std::size_t last = lines_.find_last_not_of(" \t\r\n");
    const auto ends = std::count(lines_.begin() + static_cast<std::ptrdiff_t>(last + 1), lines_.end(), '\n');
    for (auto missing = ends; missing < 2; ++missing) lines_ += '\n';
  }

  // comments: lines to stand before the first token.
  void add_columns(const ColumnProvenance& columns, const Sentence& sentence, const Predicted& predicted,
                   const std::string& comments) {
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
    // Labels that are only converted go back to where they were read.
    const ConlluField target = predicted.labels.empty() && columns.label_column.has_value()
                                   ? ConlluField{*columns.label_column, columns.label_key}
                                   : label_.among(columns.names);
    if (!predicted.further.empty()) find_heads(columns.names);
    const std::string_view raw = columns.lines.raw;
    std::size_t done = columns.lines.rows.front().begin;
    lines_ += raw.substr(0, done);
    lines_ += comments;
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      const SentenceLines::Row& row = columns.lines.rows[columns.words[t]];
      lines_ += raw.substr(done, row.begin - done);
      done = row.end;
      add_token(columns.lines.text(row), sentence, t, predicted,
                changes_of(sentence, t, target, labels, predicted, columns.names));
    }
    lines_ += raw.substr(done);
  }

  using Names = std::shared_ptr<const std::vector<std::string>>;

  static const Names& conllu_names() {
    static const auto names = std::make_shared<const std::vector<std::string>>(conllu_columns());
    return names;
  }

  // Finds the fields of the further heads. Throws UsageError where two heads have the same.
  void find_heads(const Names& columns) {
    heads_.clear();
    for (FoundField& further : further_) heads_.push_back(&further.among(columns));
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      bool taken = same_place(*heads_[i], label_.among(columns));
      for (std::size_t k = 0; k < i; ++k) taken = taken || same_place(*heads_[i], *heads_[k]);
      if (!taken) continue;
      throw UsageError("two heads of the model would be written to " + (*columns)[heads_[i]->column] +
                       " of CoNLL-U; choose other places, or another format");
    }
  }

  static bool same_place(const ConlluField& a, const ConlluField& b) {
    return a.column == b.column && a.key == b.key;
  }

  // What a field is to hold.
  struct Change {
    const ConlluField* target = nullptr;
    std::string_view value;  // empty: the field stays as it is, for a token that is not annotated
  };

  // A label as its field holds it. Throws DataError for one that would be read back as another.
  static const std::string& label_for(const ConlluField& target, const std::string& label,
                                      const Sentence& sentence, std::size_t token) {
    if (!target.key.empty() && label.find('|') != std::string::npos) {
      throw DataError(
          sentence.place(token),
          "the label " + label + " has a bar in it, at which MISC:" + target.key +
              " of CoNLL-U would end; choose a column of its own with --label-column, or another format");
    }
    return single_field(label, sentence, token, "CoNLL-U");
  }

  // The label and the probability of a token.
  std::array<Change, 2> changes_of(const Sentence& sentence, std::size_t token, const ConlluField& target,
                                   const std::vector<std::string>& labels, const Predicted& predicted,
                                   const std::shared_ptr<const std::vector<std::string>>& columns) {
    std::array<Change, 2> changes;
    if (!labels.empty()) changes[0] = {&target, label_for(target, labels[token], sentence, token)};
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

  // Adds the row of a token with its changes and the labels of the further heads.
  void add_token(std::string_view row, const Sentence& sentence, std::size_t token,
                 const Predicted& predicted, const std::array<Change, 2>& changes) {
    if (predicted.further.empty()) return add_row(row, changes);
    split_fields(row, '\t', split_);
    std::vector<std::string> fields(split_.begin(), split_.end());
    const auto change = [&fields](const Change& one) {
      if (!one.value.empty()) apply(one, fields[one.target->column]);
    };
    for (const Change& one : changes) change(one);
    for (std::size_t head = 0; head < heads_.size(); ++head) {
      change({heads_[head], label_for(*heads_[head], predicted.further[head][token], sentence, token)});
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      if (i != 0) lines_ += '\t';
      lines_ += fields[i];
    }
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

  void add_new(const Sentence& sentence, const Predicted& predicted, bool touches_next,
               const std::string& comments) {
    const Names& columns = conllu_names();
    if (!predicted.further.empty()) find_heads(columns);
    const std::vector<std::string>& labels = labels_to_write(sentence, predicted);
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
    const ConlluField& target = label_.among(columns);
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      std::string row = std::to_string(t + 1);
      row += '\t';
      row += sentence.words[t];
      row += "\t_\t_\t_\t_\t_\t_\t_\t";
      row += space_after(t) ? "_" : "SpaceAfter=No";
      add_token(row, sentence, t, predicted, changes_of(sentence, t, target, labels, predicted, columns));
      lines_ += '\n';
    }
    lines_ += '\n';
  }

  std::ostream& output_;
  FoundField label_;
  FoundField probability_{"MISC:Probability"};
  std::vector<FoundField> further_;
  std::vector<const ConlluField*> heads_;  // the fields of further_
  std::size_t sentences_ = 0;
  std::string lines_;             // of the record
  std::string probability_text_;  // of a token
  std::string field_;             // that is changed
  std::vector<std::string_view> split_;
};

}  // namespace

std::unique_ptr<RecordWriter> make_conllu_writer(std::ostream& output, const WriterOptions& options) {
  return std::make_unique<ConlluWriter>(output, options);
}

}  // namespace seqlab::corpus
