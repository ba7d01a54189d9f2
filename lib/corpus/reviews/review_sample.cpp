#include "corpus/reviews/review_sample.h"

#include "corpus/reviews/csv.h"

namespace seqlab::corpus {

std::vector<std::string_view> ReviewSample::texts() const {
  std::vector<std::string_view> result;
  for (const Line& line : lines) {
    if (!is_blank(line.text)) result.push_back(line.text);
  }
  return result;
}

ReviewSample sample_of(Lines& lines, const ReviewOptions& options) {
  constexpr std::size_t most_lines = 1000;
  constexpr std::size_t most_bytes = std::size_t{1} << 20U;
  const char delimiter = options.delimiter == 0 ? ',' : options.delimiter;
  CsvScanner scanner({options.format == ReviewFormat::tsv ? '\t' : delimiter,
                      options.format == ReviewFormat::csv ? CsvQuotes::doubled : CsvQuotes::none});
  ReviewSample sample{.file = lines.name()};
  std::size_t bytes = 0;
  std::size_t scanned = 0;
  while (sample.lines.size() < most_lines && bytes < most_bytes) {
    const Line* line = lines.peek(sample.lines.size());
    if (line == nullptr) {
      sample.whole = true;
      break;
    }
    sample.lines.push_back(*line);
    bytes += line->text.size();
    if (!options.by_first_record || (scanned == 0 && is_blank(line->text))) continue;
    scanner.scan(line->text, scanned);
    scanned += line->text.size();
    if (!scanner.open()) break;
  }
  return sample;
}

}  // namespace seqlab::corpus
