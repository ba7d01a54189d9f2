// Texts with one label each: reviews, for the classifier.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "io/errors.h"
#include "io/line_reader.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab::corpus {

// tsv: label<TAB>text. space: label text (SST). fasttext: __label__x text. jsonl: an object with "label" (a
// string or number) and "text" (or "tokens"). lines: one text a line, no label. automatic: by the first line
// that is not blank.
enum class ReviewFormat { automatic, tsv, space, fasttext, jsonl, lines };

// "labelled" is another name for automatic. Throws UsageError for an unknown name, naming the nearest.
ReviewFormat parse_review_format(std::string_view name);
std::string_view to_string(ReviewFormat format);

// Whether texts are running text or tokens with single spaces between them.
enum class TextTokens { raw, spaces };

struct Review {
  std::string label;  // empty: none
  std::string text;   // as it came, without the label
  std::vector<std::string> tokens;
  Place place;
  std::string json;  // jsonl: the object as it came, so that unknown keys pass through
};

struct ReviewOptions {
  ReviewFormat format = ReviewFormat::automatic;
  bool labels = true;  // every record must have one
  TextTokens tokens = TextTokens::raw;
  bool replace_invalid = false;
  bool nfc = false;
  std::string encoding;
  const text::Tokeniser* tokeniser = nullptr;  // for raw; must outlive the reader
};

// Streaming: memory is one review. A line is a record, also an empty one; blank lines between JSON objects
// are none. Every error is a DataError with file and line.
class ReviewReader {
 public:
  virtual ~ReviewReader() = default;
  // False at the end.
  virtual bool next(Review& review) = 0;
  // Whether next() would return without waiting for the input.
  [[nodiscard]] virtual bool record_buffered() const = 0;
  [[nodiscard]] virtual ReviewFormat format() const = 0;
};

std::unique_ptr<ReviewReader> make_review_reader(std::unique_ptr<io::Input> input,
                                                 const ReviewOptions& options);

// All reviews of a file. Throws DataError when there is none.
std::vector<Review> read_reviews(const std::string& path, const ReviewOptions& options);

}  // namespace seqlab::corpus
