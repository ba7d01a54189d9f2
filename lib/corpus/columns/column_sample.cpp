#include "corpus/columns/column_sample.h"

#include <algorithm>
#include <map>
#include <utility>

#include "corpus/columns/columns.h"

namespace seqlab::corpus {
namespace {

constexpr std::size_t kMostRows = 1000;
constexpr std::size_t kMostLines = 20000;
constexpr std::size_t kMostBytes = std::size_t{4} << 20U;

// A line that is neither blank nor -DOCSTART-.
struct SampledLine {
  std::string_view text;
  std::size_t number = 0;
  std::size_t sentence = 0;
  bool hash = false;  // it starts with '#' and is the first of its sentence, or follows such lines
};

std::vector<SampledLine> sample_lines(Lines& lines, bool first, bool& blanks) {
  std::vector<SampledLine> sampled;
  std::size_t sentence = 0;
  std::size_t rows = 0;
  std::size_t bytes = 0;
  bool inside = false;  // a row of the sentence that does not start with '#' has come
  for (std::size_t ahead = 0; ahead < kMostLines && rows < kMostRows && bytes < kMostBytes; ++ahead) {
    const Line* line = lines.peek(ahead);
    if (line == nullptr) break;
    const std::string_view text = without_byte_order_mark(line->text);
    bytes += text.size();
    if (is_blank(text) || is_docstart(text)) {
      if (inside && first) break;
      inside = false;
      blanks = blanks || (is_blank(text) && !sampled.empty());
      if (!sampled.empty() && sampled.back().sentence == sentence) ++sentence;
      continue;
    }
    // The first row may be a header, with comments behind it.
    const bool hash = (!inside || rows <= 1) && text.starts_with('#');
    inside = inside || !hash;
    rows += hash ? 0 : 1;
    sampled.push_back({text, line->number, sentence, hash});
  }
  return sampled;
}

std::size_t most_frequent(const std::vector<ColumnSample::Row>& rows) {
  std::map<std::size_t, std::size_t> counts;
  for (const ColumnSample::Row& row : rows) ++counts[row.fields.size()];
  std::size_t columns = rows.empty() ? 0 : rows.front().fields.size();
  for (const auto& [fields, count] : counts) {
    if (count > counts[columns]) columns = fields;
  }
  return columns;
}

void split_rows(const std::vector<SampledLine>& lines, char separator, ColumnSample& sample) {
  sample.separator = separator;
  sample.rows.clear();
  sample.hashes.clear();
  for (const SampledLine& line : lines) {
    ColumnSample::Row& row = (line.hash && !sample.all_hashes ? sample.hashes : sample.rows).emplace_back();
    split_fields(line.text, separator, row.fields);
    row.line = line.number;
    row.sentence = line.sentence;
  }
  sample.columns = most_frequent(sample.rows);
  // An empty field at the end that other rows do not have is no column.
  for (ColumnSample::Row& row : sample.rows) {
    while (row.fields.size() > sample.columns && is_blank(row.fields.back())) row.fields.pop_back();
  }
}

// Whether the separator cuts the rows, nearly all of them, into the same number of fields, at least two.
bool is_table(const ColumnSample& sample) {
  return sample.columns >= 2 && sample.whole_rows() * 20 >= sample.rows.size() * 19;
}

}  // namespace

std::string_view ColumnSample::text(const Row& row) {
  const char* end = row.fields.back().data() + row.fields.back().size();
  return {row.fields.front().data(), static_cast<std::size_t>(end - row.fields.front().data())};
}

std::string ColumnSample::value(const Row& row, std::size_t column) const {
  return column < row.fields.size() ? field_text(row.fields[column], separator) : std::string();
}

std::vector<Labels> ColumnSample::values(std::size_t column,
                                         const std::optional<std::string>& unlabelled) const {
  std::vector<Labels> result;
  const Row* before = nullptr;
  for (const Row& row : rows) {
    if (before == nullptr || row.sentence != before->sentence) result.emplace_back();
    before = &row;
    std::string text = value(row, column);
    if (text == unlabelled) text.clear();
    result.back().push_back(std::move(text));
  }
  return result;
}

void ColumnSample::count_sentences() {
  sentences = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i == 0 || rows[i].sentence != rows[i - 1].sentence) ++sentences;
  }
}

std::size_t ColumnSample::whole_rows() const {
  return static_cast<std::size_t>(std::count_if(
      rows.begin(), rows.end(), [this](const Row& row) { return row.fields.size() == columns; }));
}

ColumnSample sample_columns(Lines& lines, bool first, bool tables) {
  ColumnSample sample;
  const std::vector<SampledLine> sampled = sample_lines(lines, first, sample.blanks);
  sample.all_hashes =
      std::all_of(sampled.begin(), sampled.end(), [](const SampledLine& line) { return line.hash; });
  const auto row = std::find_if(sampled.begin(), sampled.end(), [&sample](const SampledLine& line) {
    return !line.hash || sample.all_hashes;
  });
  if (row == sampled.end()) return sample;
  if (row->text.find('\t') != std::string_view::npos) {
    split_rows(sampled, '\t', sample);
  } else {
    split_rows(sampled, ' ', sample);
    const bool json = row->text.starts_with("{\"") || row->text.starts_with("[{");
    if (tables && !json && !is_table(sample)) {
      split_rows(sampled, ',', sample);
      if (!is_table(sample)) split_rows(sampled, ';', sample);
      if (!is_table(sample)) split_rows(sampled, ' ', sample);
    }
    if (sample.rows.front().fields.size() == 1 && sample.columns == 1) split_rows(sampled, '\t', sample);
  }
  sample.count_sentences();
  return sample;
}

}  // namespace seqlab::corpus
