// Texts with one label each: reviews, for the classifier.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "base/names.h"
#include "corpus/provenance.h"
#include "io/line_reader.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab::corpus {

// tsv: label<TAB>text. space: label text (SST). fasttext: __label__x text. jsonl: an object with "label" (a
// string or number) and "text" or "tokens". trees: one parse tree per line, with a label at every node
// (tree.h). csv: columns, one with the text and one with the label (csv.h). lines: one text per line, without
// labels. automatic: csv if the file's name ends in .csv (also before .gz and .zst), else by the first line
// that is not blank.
enum class ReviewFormat { automatic, tsv, space, fasttext, jsonl, trees, csv, lines };
constexpr auto name_table(ReviewFormat /*format*/) {
  return base::NameTable<ReviewFormat, 9>{{{"automatic", ReviewFormat::automatic},
                                           {"tsv", ReviewFormat::tsv},
                                           {"space", ReviewFormat::space},
                                           {"fasttext", ReviewFormat::fasttext},
                                           {"jsonl", ReviewFormat::jsonl},
                                           {"trees", ReviewFormat::trees},
                                           {"csv", ReviewFormat::csv},
                                           {"lines", ReviewFormat::lines},
                                           {"labelled", ReviewFormat::automatic}}};
}

// Whether texts are running text, or tokens separated by single spaces.
enum class TextTokens { raw, spaces };
constexpr auto name_table(TextTokens /*tokens*/) {
  return base::NameTable<TextTokens, 2>{{{"raw", TextTokens::raw}, {"spaces", TextTokens::spaces}}};
}

// How the labels of trees become classes. all: unchanged. two: 0 and 1 (negative) become 0, 3 and 4
// (positive) become 1, and 2 (neutral) is left out.
enum class TreeClasses { all, two };
constexpr auto name_table(TreeClasses /*classes*/) {
  return base::NameTable<TreeClasses, 2>{{{"all", TreeClasses::all}, {"2", TreeClasses::two}}};
}

// A labelled part of a text.
struct Phrase {
  std::string label;
  std::size_t begin = 0;  // tokens, half-open
  std::size_t end = 0;
};

struct Review {
  std::string label;  // empty if there is none
  std::string text;   // as it came, without the label
  std::vector<std::string> tokens;
  Place place;
  ReviewFormat format = ReviewFormat::lines;
  bool left_out = false;                   // trees: the label has no class
  std::vector<Phrase> phrases;             // trees, if asked for: the nodes with a class, the root first
  std::shared_ptr<Provenance> provenance;  // of JSON objects and CSV records

  // Left by ReviewReader::take() for parse().
  std::string raw;                  // the line or lines it was read from
  std::size_t expected_tokens = 0;  // an estimate
};

struct ReviewOptions {
  ReviewFormat format = ReviewFormat::automatic;
  bool labels = true;  // every record must have one
  TextTokens tokens = TextTokens::raw;
  TreeClasses classes = TreeClasses::all;
  bool phrases = false;  // trees: read the labels of all nodes
  // csv: a number from 1, or a name in the first record. Empty: found by usual names there; without these,
  // the label is the first column and the text the second or the only one.
  std::string text_column;
  std::string label_column;
  char delimiter = 0;  // csv; 0: detected in the first line
  bool replace_invalid = false;
  bool nfc = false;
  std::string encoding;
  const text::Tokeniser* tokeniser = nullptr;  // for raw; must outlive the reader
};

// Reads a stream; memory is that of one review. Every line is a record, also an empty one; only blank lines
// between JSON objects, trees or CSV records are skipped. Every error is a DataError with file and line. A
// review is read in two steps, as a record (RecordReader).
class ReviewReader {
 public:
  virtual ~ReviewReader() = default;
  // Reads the line of the next review, overwriting `review`; false at the end.
  virtual bool take(Review& review) = 0;
  // Finds label and tokens in what take() has read; call it once per review. Any number of threads may parse
  // reviews of one reader while it takes others.
  virtual void parse(Review& review) const = 0;
  // Takes and parses.
  bool next(Review& review) {
    if (!take(review)) return false;
    parse(review);
    return true;
  }
  // Whether take() would return without waiting for the input. Reads whatever is available.
  [[nodiscard]] virtual bool record_buffered() = 0;
  [[nodiscard]] virtual ReviewFormat format() const = 0;
  // csv: the separator of fields, and the record that names the columns; empty if there is none.
  [[nodiscard]] virtual char delimiter() const { return 0; }
  [[nodiscard]] virtual std::string header() const { return {}; }
};

// Throws UsageError for columns or a delimiter if the format is not csv, and for a column that does not
// exist.
std::unique_ptr<ReviewReader> make_review_reader(std::unique_ptr<io::Input> input,
                                                 const ReviewOptions& options);

// All reviews of a file, without provenance. Throws DataError if there are none.
std::vector<Review> read_reviews(const std::string& path, const ReviewOptions& options);

}  // namespace seqlab::corpus
