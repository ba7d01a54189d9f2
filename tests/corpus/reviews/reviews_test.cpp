#include "corpus/reviews/reviews.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Words = std::vector<std::string>;

namespace {

const text::Tokeniser& english() {
  static const text::Tokeniser tokeniser("en");
  return tokeniser;
}

ReviewOptions spaces(ReviewFormat format = ReviewFormat::automatic, bool labels = true) {
  ReviewOptions options;
  options.format = format;
  options.labels = labels;
  options.tokens = TextTokens::spaces;
  return options;
}

std::vector<Review> read(const std::string& text, const ReviewOptions& options) {
  const auto reader = make_review_reader(io::memory_input(text, "file"), options);
  std::vector<Review> reviews;
  for (Review review; reader->next(review);) reviews.push_back(review);
  return reviews;
}

ReviewFormat format_of(const std::string& text, bool labels = true) {
  return make_review_reader(io::memory_input(text, "file"), spaces(ReviewFormat::automatic, labels))
      ->format();
}

std::string failure(const std::string& text, const ReviewOptions& options) {
  return tests::error_message<DataError>([&] { read(text, options); });
}

}  // namespace

TEST_CASE("a line holds a label and a text in four ways") {
  for (const std::string text : {"pos\tgood  film\n", "pos good  film\r\n", "__label__pos good  film",
                                 "{\"text\": \"good  film\", \"stars\": 5, \"label\": \"pos\"}\n"}) {
    const auto reviews = read(text, spaces());
    REQUIRE(reviews.size() == 1);
    CHECK(reviews[0].label == "pos");
    CHECK(reviews[0].text == "good  film");
    CHECK(reviews[0].tokens == Words{"good", "film"});
    CHECK(reviews[0].place.line == 1);
    CHECK((reviews[0].provenance != nullptr) == (text[0] == '{'));
  }
}

TEST_CASE("the format of reviews is found in the first lines that are not blank") {
  CHECK(format_of("pos\tgood\n") == ReviewFormat::tsv);
  CHECK(format_of("0 good\n") == ReviewFormat::space);
  CHECK(format_of("__label__0 good\n") == ReviewFormat::fasttext);
  CHECK(format_of("\n {\"text\": \"\", \"label\": 1}\n") == ReviewFormat::jsonl);
  CHECK(format_of("\n(3 (2 It) (4 works))\n") == ReviewFormat::trees);
  CHECK(format_of("(3 It) works\n") == ReviewFormat::space);
  CHECK(format_of("(I love it)\n", false) == ReviewFormat::lines);
  CHECK(format_of("") == ReviewFormat::space);
  CHECK(format_of("(I love it)\n(3 (2 It) (4 works))\n(3 (2 It) (4 works))\n") == ReviewFormat::trees);
  CHECK(format_of("0 good\tfilm\n1 bad\n0 good\n1 bad\n") == ReviewFormat::space);
  CHECK(format_of("good\tfilm\n", false) == ReviewFormat::lines);
  CHECK(format_of("{\"text\": \"\"}\n", false) == ReviewFormat::jsonl);
  CHECK(base::find_name<ReviewFormat>("labelled") == ReviewFormat::automatic);
  CHECK(base::name_of(ReviewFormat::fasttext) == "fasttext");
  CHECK(contains(
      tests::error_message<UsageError>([] { base::parse_name<ReviewFormat>("tvs", "review format"); }),
      "did you mean 'tsv'"));
}

TEST_CASE("a line of text alone is a review without label, also an empty one") {
  const auto reviews = read("good\tfilm\n\n  \nlast", spaces(ReviewFormat::lines, false));
  REQUIRE(reviews.size() == 4);
  CHECK(reviews[0].text == "good\tfilm");
  CHECK(reviews[1].tokens.empty());
  CHECK(reviews[2].text == "  ");
  CHECK(reviews[3].label.empty());
}

TEST_CASE("a text may be empty, a label may not") {
  CHECK(read("0\n1 \n", spaces())[1].label == "1");
  CHECK(read("0\n1 \n", spaces())[0].text.empty());
  CHECK(contains(failure("0 a\n\n1 b\n", spaces()), "file:2: no label; a line is label, space, text"));
  CHECK(contains(failure("0\ta\n\tb\n", spaces()), "file:2: no label"));
  CHECK(contains(failure("0\ta\nb c\n", spaces()), "file:2:4: no tab"));
  CHECK(contains(failure("__label__0 a\nb\n", spaces()), "file:2: no label"));
  CHECK(contains(failure("__label__ a\n", spaces()), "no label"));
  CHECK(contains(failure("{\"text\":\"a\",\"label\":null}\n", spaces()), "file:1: no label"));
  CHECK(contains(failure("a\n", spaces(ReviewFormat::lines)), "choose another"));
  CHECK(read("__label__0 a\nb\n", spaces(ReviewFormat::fasttext, false))[1].text == "b");
}

TEST_CASE("labels of fastText may end the lines") {
  const std::string text = "The good film 1 __label__pos\nbad film __label__neg \n";
  const auto reviews = read(text, spaces());
  REQUIRE(reviews.size() == 2);
  CHECK(reviews[0].label == "pos");
  CHECK(reviews[0].text == "The good film 1");
  CHECK(reviews[1].label == "neg");
  CHECK(reviews[1].tokens == Words{"bad", "film"});
  const auto reader = make_review_reader(io::memory_input(text, "file"), spaces());
  CHECK(one_line(reader->plan()) == "text, space, __label__ with the label");
  CHECK(read(text, spaces(ReviewFormat::fasttext, false))[0].text == "The good film 1");
  CHECK(contains(failure(text + "no mark\n", spaces()),
                 "file:3: no label; a line is text, space, __label__ with the label"));
  CHECK(contains(failure(text + "a __label__a __label__b\n", spaces()), "file:3:14: a second label"));
}

TEST_CASE("a text has one label") {
  CHECK(contains(failure("__label__a __label__b text\n", spaces()), "file:1:12: a second label"));
}

TEST_CASE("labels in JSON may be numbers, and tokens may be given") {
  CHECK(read("{\"text\":\"a\",\"label\":1}\n", spaces())[0].label == "1");
  CHECK(read("{\"text\":\"a\",\"label\":true}\n", spaces())[0].label == "true");
  const auto reviews =
      read("{\"tokens\":[\"New York\",\"!\"],\"label\":\"0\"}\n\n{\"tokens\":[],\"label\":\"0\"}", spaces());
  REQUIRE(reviews.size() == 2);
  CHECK(reviews[0].tokens == Words{"New York", "!"});
  CHECK(reviews[0].text == "New York !");
  CHECK(reviews[1].tokens.empty());
  CHECK(contains(failure("{\"label\":\"0\"}", spaces()), "which key of the objects holds the text"));
  CHECK(contains(failure("{\"text\":\"a\",\"label\":1}\n{\"label\":1,\"id\":7}", spaces()),
                 "file:2: the object has neither text nor tokens; its keys are id, label"));
  CHECK(contains(failure("{\"label\":[],\"text\":\"a\"}", spaces()), "label is array"));
  CHECK(contains(failure("{\"label\":\"0\",\"tokens\":\"a\"}", spaces()), "must be an array"));
  CHECK(contains(failure("{\"label\":\"0\",\"tokens\":[\"\"]}", spaces()), "a token is empty"));
  CHECK(contains(failure("{\"label\":\"0\",\"text\":1}", spaces()), "text is number"));
}

TEST_CASE("raw reviews are tokenised, others are split only at ASCII spaces") {
  ReviewOptions options = spaces();
  CHECK(read("0 it 's a\xC2\xA0"
             "b .\n",
             options)[0]
            .tokens == Words{"it", "'s",
                             "a\xC2\xA0"
                             "b",
                             "."});
  options.tokens = TextTokens::raw;
  CHECK_THROWS_AS(read("0 a\n", options), std::invalid_argument);
  options.tokeniser = &english();
  CHECK(read("0 It's fun.\n", options)[0].tokens == Words{"It", "'s", "fun", "."});
  options.nfc = true;
  CHECK(read("0 cafe\xCC\x81\n", options)[0].tokens == Words{"caf\xC3\xA9"});
  CHECK(read("0 cafe\xCC\x81\n", options)[0].text == "cafe\xCC\x81");
}

TEST_CASE("invalid UTF-8 in a review is an error, replaced, or another encoding") {
  ReviewOptions options = spaces();
  CHECK(contains(failure("0 a\n1 caf\xE9\n", options), "file:2:6: byte 0xE9"));
  options.encoding = "ISO-8859-1";
  CHECK(read("1 caf\xE9\n", options)[0].text == "caf\xC3\xA9");
  options.encoding.clear();
  options.replace_invalid = true;
  CHECK(read("1 caf\xE9\n", options)[0].text == "caf\xEF\xBF\xBD");
}

TEST_CASE("U+0085 and U+2028 do not end a review") {
  CHECK(read("0 a\xC2\x85 b\xE2\x80\xA8 c\n", spaces()).size() == 1);
}

TEST_CASE("the Stanford Sentiment Treebank has the published number of sentences") {
  std::size_t expected[] = {6920, 872, 1821};
  std::size_t i = 0;
  for (const char* name : {"sst2/train.txt", "sst2/dev.txt", "sst2/test.txt"}) {
    const std::string path = tests::shared_data(name);
    if (path.empty()) return;
    const auto reviews = read_reviews(path, spaces());
    CHECK(reviews.size() == expected[i++]);
    for (const Review& review : reviews) {
      const bool fine = (review.label == "0" || review.label == "1") && !review.tokens.empty();
      if (!fine) FAIL(review.place.line);
    }
  }
}
