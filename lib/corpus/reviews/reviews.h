// Texts with one label each: reviews, for the classifier.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "base/names.h"
#include "corpus/malformed.h"
#include "corpus/provenance.h"
#include "corpus/reading_plan.h"
#include "corpus/reviews/csv.h"
#include "corpus/schemes/relabel.h"
#include "corpus/tally.h"
#include "io/line_reader.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab::corpus {

// tsv: label<TAB>text, or a table with tabs. space: label text (SST). fasttext: __label__x text, or text
// __label__x. jsonl:
// objects with a label (a string or number) and a text or tokens, one per line or all in an array. trees: one
// parse tree per line, with a label at every node (tree.h). csv: a table, one column with the text and one
// with the label (csv.h). lines: one text per line, without labels. automatic: by the first records; the
// name's ending
// (.csv, .tsv, also before .gz and .zst) counts where these leave it open.
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
// (positive) become 1, and 2 (neutral) is left out. three: these become negative, neutral and positive.
enum class TreeClasses { all, two, three };
constexpr auto name_table(TreeClasses /*classes*/) {
  return base::NameTable<TreeClasses, 3>{
      {{"all", TreeClasses::all}, {"2", TreeClasses::two}, {"3", TreeClasses::three}}};
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
  // The index after the last token of each sentence, of running text; empty if its tokens are given.
  std::vector<std::size_t> sentence_ends;
  Place place;
  ReviewFormat format = ReviewFormat::lines;
  // trees: the label has no class; jsonl: an annotator rejected or ignored the record; or its label is one to
  // leave out.
  bool left_out = false;
  std::vector<Phrase> phrases;             // trees, if asked for: the nodes with a class, the root first
  std::string problem;                     // why it cannot be read, with its place (Malformed::skip)
  std::shared_ptr<Provenance> provenance;  // of JSON objects and records of tables

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
  // read_reviews(): new names of labels, and then labels whose texts are left out.
  LabelNames label_names = {};
  std::vector<std::string> leave_out = {};
  // Tables: a number from 1, or a name in the first record; jsonl: a key. Empty: found by usual names and by
  // what the columns hold; with fewer than 10 records and without usual names, the label is the first column
  // and the text the second or the only one.
  std::string text_column;
  std::string label_column;
  char delimiter = 0;            // csv; 0: detected
  bool by_first_record = false;  // recognise by the first record alone, so that no answer waits for the next
  Malformed malformed = Malformed::error;
  bool replace_invalid = false;
  bool nfc = false;
  std::string encoding;
  const text::Tokeniser* tokeniser = nullptr;  // for raw; must outlive the reader
};

// Reads a stream; memory is that of one review and the records that were read ahead to recognise the format.
// Every line is a record, also an empty one; only blank lines between JSON objects, trees or records of
// tables are skipped. Every error is a DataError with file and line. A review is read in two steps, as a
// record (RecordReader).
class ReviewReader {
 public:
  explicit ReviewReader(const ReviewOptions& options) : malformed_(options.malformed) {}
  virtual ~ReviewReader() = default;
  // Reads the line of the next review, overwriting `review`; false at the end.
  virtual bool take(Review& review) = 0;
  // Finds label and tokens in what take() has read; call it once per review. Any number of threads may parse
  // reviews of one reader while it takes others. A review that cannot be read is a DataError; with
  // Malformed::skip, it has neither label nor tokens but a Review::problem, and what was taken as its text.
  void parse(Review& review) const;
  // Takes and parses.
  bool next(Review& review) {
    if (!take(review)) return false;
    parse(review);
    return true;
  }
  // Whether take() would return without waiting for the input. Reads whatever is available.
  [[nodiscard]] virtual bool record_buffered() = 0;
  [[nodiscard]] virtual ReviewFormat format() const = 0;
  // Tables: how fields are separated, and the record that names the columns; empty if there is none.
  [[nodiscard]] virtual std::optional<CsvDialect> dialect() const { return std::nullopt; }
  [[nodiscard]] virtual std::string header() const { return {}; }
  [[nodiscard]] virtual ReadingPlan plan() const = 0;
  // What people should know of the reviews read so far: what was replaced.
  [[nodiscard]] std::vector<std::string> remarks() const;
  // `lines`: of the file, in which bytes were replaced.
  void remark_on(std::shared_ptr<const Tally> lines, std::string file);

 protected:
  // Finds label and tokens in what take() has read. Throws DataError if it cannot be read.
  virtual void read(Review& review) const = 0;

 private:
  Malformed malformed_;
  std::shared_ptr<const Tally> replaced_;
  std::string file_;
};

// Throws UsageError for columns or a delimiter in a format without them, and for a column or key that does
// not exist; DataError if it is not clear which column or key holds what.
std::unique_ptr<ReviewReader> make_review_reader(std::unique_ptr<io::Input> input,
                                                 const ReviewOptions& options);

// Takes remarks for people: the plan, records that were skipped.
using ReviewNote = std::function<void(const std::string&)>;

// All reviews of a file, without provenance and problems. Throws DataError if there are none.
std::vector<Review> read_reviews(const std::string& path, const ReviewOptions& options,
                                 const ReviewNote& note = {});

}  // namespace seqlab::corpus
