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

// tsv: label<TAB>text. space: label text (SST). fasttext: __label__x text. jsonl: an object with "label" and
// "text" (or "tokens"). lines: one text a line, no label. automatic: by the first lines.
enum class ReviewFormat { automatic, tsv, space, fasttext, jsonl, lines };
ReviewFormat parse_review_format(std::string_view name);

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

class ReviewReader {
 public:
  virtual ~ReviewReader() = default;
  virtual bool next(Review& review) = 0;
  [[nodiscard]] virtual bool record_buffered() const = 0;
  [[nodiscard]] virtual ReviewFormat format() const = 0;
};

std::unique_ptr<ReviewReader> make_review_reader(std::unique_ptr<io::Input> input,
                                                 const ReviewOptions& options);
std::vector<Review> read_reviews(const std::string& path, const ReviewOptions& options);

}  // namespace seqlab::corpus
