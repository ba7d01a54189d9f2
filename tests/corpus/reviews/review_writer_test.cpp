#include "corpus/reviews/review_writer.h"

#include <sstream>
#include <string>

#include "../../io/temporary_folder.h"
#include "catch.h"
#include "corpus/json/json_object.h"

using namespace seqlab;
using namespace seqlab::corpus;

namespace {

const Classification kResult{1, {0.25F, 0.75F}};

ReviewWriterOptions to(ReviewFormat format, bool probabilities = false) {
  return {.format = format, .labels = {"bad", "a;b"}, .probabilities = probabilities};
}

// The texts as they are read in a format, with the result and the header of the input.
std::string rewritten(const std::string& text, ReviewFormat from, ReviewWriterOptions writing) {
  ReviewOptions reading;
  reading.format = from;
  reading.labels = false;
  reading.tokens = TextTokens::spaces;
  const auto reader = make_review_reader(io::memory_input(text, "file"), reading);
  if (reader->dialect()) writing.dialect = *reader->dialect();
  writing.header = reader->header();
  std::ostringstream output;
  const auto writer = make_review_writer(output, writing);
  for (Review review; reader->next(review);) writer->write(review, kResult);
  return output.str();
}

}  // namespace

TEST_CASE("a text is written after its label and probability") {
  CHECK(rewritten("a  film\n\n", ReviewFormat::lines, to(ReviewFormat::lines)) ==
        "a;b\t0.750000\ta  film\na;b\t0.750000\t\n");
  CHECK(rewritten("a\n", ReviewFormat::lines, to(ReviewFormat::lines, true)) ==
        "a;b\t0.750000\tbad=0.250000\ta;b=0.750000\ta\n");
  CHECK(rewritten("good\ta film\n", ReviewFormat::tsv, to(ReviewFormat::tsv)) == "a;b\t0.750000\ta film\n");
}

TEST_CASE("a JSON object keeps its other keys and their bytes") {
  CHECK(rewritten("{ \"id\":1.50, \"label\":\"x\", \"text\":\"A\"}\n", ReviewFormat::jsonl,
                  to(ReviewFormat::jsonl)) ==
        "{ \"id\":1.50, \"label\":\"a;b\", \"text\":\"A\", \"probability\": 0.750000}\n");
  CHECK(rewritten("{\"text\":\"A\"}", ReviewFormat::jsonl, to(ReviewFormat::jsonl, true)) ==
        "{\"text\":\"A\", \"label\": \"a;b\", \"probability\": 0.750000, "
        "\"probabilities\": {\"bad\": 0.250000, \"a;b\": 0.750000}}\n");
}

TEST_CASE("a text that was not a JSON object becomes a new one") {
  CHECK(rewritten("say \"hi\"\n", ReviewFormat::lines, to(ReviewFormat::jsonl)) ==
        "{\"text\": \"say \\\"hi\\\"\", \"label\": \"a;b\", \"probability\": 0.750000}\n");
  Review review;
  review.text = "A";
  CHECK(json_text(review, kResult, to(ReviewFormat::lines)) ==
        "{\"text\": \"A\", \"label\": \"a;b\", \"probability\": 0.750000}");
}

TEST_CASE("a CSV record keeps its bytes and gets columns that the header names") {
  CHECK(rewritten("id;text\n7;\"a; \"\"b\"\"\nc\"\n", ReviewFormat::csv, to(ReviewFormat::csv, true)) ==
        "id;text;predicted;probability;probability_bad;\"probability_a;b\"\n"
        "7;\"a; \"\"b\"\"\nc\";\"a;b\";0.750000;0.250000;0.750000\n");
  CHECK(rewritten("text,id\n", ReviewFormat::csv, to(ReviewFormat::csv)) ==
        "text,id,predicted,probability\n");
  CHECK(rewritten("a,b\n", ReviewFormat::lines, to(ReviewFormat::csv)) == "\"a,b\",a;b,0.750000\n");
}

TEST_CASE("reviews that are read all at once keep no provenance") {
  const tests::TemporaryFolder folder;
  const std::string path = folder.file("a.jsonl", "{\"text\": \"a\", \"label\": 1}\n");
  ReviewOptions options;
  options.tokens = TextTokens::spaces;
  CHECK(read_reviews(path, options).at(0).provenance == nullptr);
}
