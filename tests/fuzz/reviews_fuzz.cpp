// Labelled texts: tables, trees, fastText, JSON, a label before a text.
#include <sstream>

#include "base/errors.h"
#include "corpus/reviews/review_writer.h"
#include "corpus/reviews/reviews.h"
#include "fuzz/corpora.h"
#include "text/utf8.h"

using namespace seqlab;

namespace {

corpus::ReviewOptions choose_options(fuzz::Input& input) {
  const std::size_t flags = input.choose(256);
  corpus::ReviewOptions options;
  options.labels = (flags & 1U) == 0;
  options.tokens = (flags & 2U) == 0 ? corpus::TextTokens::raw : corpus::TextTokens::spaces;
  options.classes = (flags & 4U) == 0 ? corpus::TreeClasses::all : corpus::TreeClasses::two;
  options.phrases = (flags & 8U) != 0;
  options.by_first_record = (flags & 16U) != 0;
  if ((flags & 32U) != 0) options.malformed = corpus::Malformed::skip;
  options.replace_invalid = (flags & 64U) != 0;
  options.nfc = (flags & 128U) != 0;
  options.format = static_cast<corpus::ReviewFormat>(input.choose(8));
  const std::size_t columns = input.choose(4);
  if (columns == 1) options.text_column = "text";
  if (columns == 2) options.label_column = "1";
  if (columns == 3) options.delimiter = ';';
  options.tokeniser = &fuzz::english();
  return options;
}

void check(const corpus::Review& review, const corpus::ReviewOptions& options) {
  fuzz::require(!text::find_invalid_utf8(review.text) && !text::find_invalid_utf8(review.label),
                "texts and labels are UTF-8");
  for (const std::string& token : review.tokens) {
    fuzz::require(!token.empty() && !text::find_invalid_utf8(token), "tokens are UTF-8 and not empty");
  }
  fuzz::require(!options.labels || !review.label.empty() || review.left_out || !review.problem.empty(),
                "a text has a label where all have one");
  for (const corpus::Phrase& phrase : review.phrases) {
    fuzz::require(phrase.begin < phrase.end && phrase.end <= review.tokens.size(),
                  "a phrase lies in its text");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const corpus::ReviewOptions options = choose_options(input);
  const std::size_t output = input.choose(3);
  try {
    const auto reader = corpus::make_review_reader(io::memory_input(input.text(), "file"), options);
    using corpus::ReviewFormat;
    corpus::ReviewWriterOptions writing;
    writing.format = output == 0 ? reader->format() : output == 1 ? ReviewFormat::jsonl : ReviewFormat::csv;
    writing.labels = {"bad", "good"};
    writing.probabilities = true;
    writing.dialect = reader->dialect().value_or(corpus::CsvDialect{});
    writing.header = reader->header();
    static_cast<void>(reader->plan());
    std::ostringstream stream;
    const auto writer = corpus::make_review_writer(stream, writing);
    for (corpus::Review review; reader->next(review);) {
      check(review, options);
      writer->write(review, {1, {0.25F, 0.75F}});
    }
  } catch (const DataError&) {
  } catch (const UsageError&) {  // columns that the file does not have
  }
  return 0;
}
