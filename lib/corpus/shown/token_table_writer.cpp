// A table with a header and a token in each row, separated by tabs.
#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/reviews/csv.h"
#include "corpus/writers.h"
#include "text/ascii.h"

namespace seqlab::corpus {
namespace {

class TokenTableWriter : public RecordWriter {
 public:
  TokenTableWriter(std::ostream& output, const WriterOptions& options)
      : output_(output), columns_(options.label_columns), probabilities_(options.probabilities) {}

  void write(const Record& record, std::span<const Predicted> predicted) override {
    rows_.clear();
    add_header();
    for (std::size_t i = 0; i < record.sentences.size(); ++i) add_rows(record.sentences[i], predicted[i]);
    output_ << rows_;
  }

  void finish(const std::string& /*trailing*/) override {}

  void close() override {
    rows_.clear();
    add_header();
    output_ << rows_;
  }

 private:
  // Once.
  void add_header() {
    if (begun_) return;
    begun_ = true;
    rows_ += "sentence\tposition\ttoken";
    for (const std::string& column : columns_) {
      const std::string name = column_name(column);
      add_field(name);
      if (probabilities_) add_field(name + "_probability");
    }
    rows_ += '\n';
  }

  // A column that has only a number where it was learned, or no name, is called label.
  [[nodiscard]] std::string column_name(const std::string& column) const {
    if (!std::ranges::all_of(column, text::is_digit)) return column;
    return columns_.size() == 1 ? "label" : "label_" + column;
  }

  void add_rows(const Sentence& sentence, const Predicted& predicted) {
    const auto lists = labels_to_write(sentence, predicted);
    if (lists.size() > columns_.size()) {
      throw std::invalid_argument("a writer needs one column per list of labels");
    }
    const std::string number = std::to_string(++sentences_) + '\t';
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      rows_ += number + std::to_string(t + 1);
      add_field(sentence.words[t]);
      for (std::size_t i = 0; i < columns_.size(); ++i) {
        add_field(i < lists.size() ? std::string_view(lists[i][t]) : std::string_view());
        if (!probabilities_) continue;
        const bool known = i < predicted.heads.size() && !predicted.heads[i].probabilities.empty();
        add_field(known ? probability_text(predicted.heads[i].probabilities[t]) : "");
      }
      rows_ += '\n';
    }
  }

  void add_field(std::string_view text) {
    rows_ += '\t';
    rows_ += csv_field(text, {'\t', CsvQuotes::doubled});
  }

  std::ostream& output_;
  std::vector<std::string> columns_;  // of labels
  bool probabilities_;
  std::string rows_;           // of the record
  std::size_t sentences_ = 0;  // that have been written
  bool begun_ = false;
};

}  // namespace

std::unique_ptr<RecordWriter> make_token_table_writer(std::ostream& output, const WriterOptions& options) {
  return std::make_unique<TokenTableWriter>(output, options);
}

}  // namespace seqlab::corpus
