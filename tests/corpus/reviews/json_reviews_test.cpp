// Reviews in JSON objects with any keys.
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "corpus/reviews/reviews.h"
#include "error_message.h"
#include "io/input.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Pairs = std::vector<std::pair<std::string, std::string>>;

namespace {

ReviewOptions keys(const std::string& text = "", const std::string& label = "") {
  ReviewOptions options;
  options.tokens = TextTokens::spaces;
  options.text_column = text;
  options.label_column = label;
  return options;
}

Pairs read(const std::string& text, const ReviewOptions& options = keys()) {
  const auto reader = make_review_reader(io::memory_input(text, "file"), options);
  Pairs pairs;
  for (Review review; reader->next(review);) pairs.emplace_back(review.label, review.text);
  return pairs;
}

std::string plan_of(const std::string& text, const ReviewOptions& options = keys()) {
  return one_line(make_review_reader(io::memory_input(text, "file"), options)->plan());
}

template <typename Error>
std::string failure(const std::string& text, const ReviewOptions& options = keys()) {
  return tests::error_message<Error>([&] { read(text, options); });
}

}  // namespace

TEST_CASE("numbers are labels, and whole ones have no fraction") {
  const std::string stars =
      "{\"stars\": 5.0, \"text\": \"a\"}\n{\"stars\": 1, \"text\": \"b\"}\n{\"stars\": 2.5, \"text\": "
      "\"c\"}\n"
      "{\"stars\": true, \"text\": \"d\"}\n";
  const Pairs expected = {{"5", "a"}, {"1", "b"}, {"2.5", "c"}, {"true", "d"}};
  CHECK(read(stars) == expected);
  CHECK(read(stars, keys("text", "stars")) == expected);
  CHECK(plan_of(stars) == "JSON Lines, texts in key text, labels in key stars");
}

TEST_CASE("usual keys are found where they are unambiguous") {
  CHECK(read("{\"id\": 7, \"review\": \"a\", \"sentiment\": \"pos\"}\n") == Pairs{{"pos", "a"}});
  CHECK(read("{\"reviewerID\": \"X\", \"reviewText\": \"a\", \"overall\": 4.0, \"summary\": \"s\"}\n") ==
        Pairs{{"4", "a"}});
  CHECK(
      read("{\"text\": \"a\", \"label\": [\"pos\"], \"id\": 1}\n{\"text\": \"b\", \"label\": [\"neg\"]}\n") ==
      Pairs{{"pos", "a"}, {"neg", "b"}});
  CHECK(read("{\"text\": \"a\", \"labels\": [3]}\n") == Pairs{{"3", "a"}});
  CHECK(read("{\"text\": \"a\", \"label\": \"x\", \"stars\": 1, \"rating\": 2}\n") == Pairs{{"x", "a"}});
  CHECK(read("{\"text\": \"a b\", \"tokens\": [{\"text\": \"a\"}], \"label\": \"x\"}\n") ==
        Pairs{{"x", "a b"}});
  const std::string two = failure<DataError>("{\"text\": \"a\", \"stars\": 1, \"rating\": 2}\n");
  CHECK(contains(two,
                 "which key of the objects holds the label; choose with --text-column and --label-column"));
  CHECK(contains(two, "1 (text: a), 2 (stars: 1), 3 (rating: 2)"));
  CHECK(contains(failure<DataError>("{\"body\": \"a\", \"comment\": \"b\", \"label\": 1}\n"),
                 "holds the text"));
  CHECK(contains(failure<DataError>("{\"data\": {\"text\": \"a\"}, \"label\": 1}\n"),
                 "1 (data: ), 2 (label: 1)"));
}

TEST_CASE("keys are found by what they hold in ten objects, or chosen") {
  std::string objects;
  Pairs pairs;
  for (int i = 0; i < 12; ++i) {
    pairs.emplace_back(i % 3 == 0 ? "up" : "down", "some text of number " + std::to_string(i));
    objects += "{\"nr\": " + std::to_string(i) + ", \"mood\": \"" + pairs.back().first + "\", \"said\": \"" +
               pairs.back().second + "\", \"date\": \"2020-01-0" + std::to_string(i % 2) + "\"}\n";
  }
  CHECK(read(objects) == pairs);
  CHECK(contains(failure<DataError>(objects.substr(0, objects.find('\n'))), "2 (mood: up), 3 (said: some"));
  CHECK(read(objects, keys("date", "nr"))[1] == std::pair<std::string, std::string>("1", "2020-01-01"));
  CHECK(contains(failure<UsageError>(objects, keys("text")),
                 "no key 'text' for the text; the objects have 1 (nr: 0)"));
  CHECK(contains(failure<UsageError>(objects, keys("said", "said")), "both text and label"));
  CHECK(read("{\"words\": [\"a\", \"b\"], \"y\": 0}\n", keys("words", "y")) == Pairs{{"0", "a b"}});
}

TEST_CASE("the objects of an array are read, however its lines end") {
  const Pairs expected = {{"x", "a]"}, {"y", "{b\"}"}};
  for (const std::string text :
       {"[{\"text\":\"a]\",\"label\":\"x\"},{\"text\":\"{b\\\"}\",\"label\":\"y\"}]",
        "\xEF\xBB\xBF[\n{\"text\": \"a]\", \"label\": \"x\"},\r\n{\"text\": \"{b\\\"}\", \"label\": "
        "\"y\"}\n]\n",
        " [ {\n  \"text\": \"a]\",\n  \"label\": \"x\"\n }\n , {\n  \"text\": \"{b\\\"}\", \"label\": "
        "[\n\"y\"]\n }\n]\n\n",
        "[{\"text\":\"a]\",\"label\":\"x\"}]\n[{\"text\":\"{b\\\"}\",\"label\":\"y\"}]",
        "[{\"text\":\"a]\",\"label\":\"x\"}]\n{\"text\":\"{b\\\"}\",\"label\":\"y\"}"}) {
    CAPTURE(text);
    CHECK(read(text) == expected);
  }
  CHECK(plan_of("[{\"text\":\"a\",\"label\":\"x\"}]") ==
        "JSON array, texts in key text, labels in key label");
  CHECK(contains(failure<DataError>("[{\"text\":\"a\",\"label\":\"x\"},\n\n{\"text\":\"a\"}]"),
                 "file:3: no label"));
  CHECK(contains(failure<DataError>("[{\"text\":\"a\",\"label\":\"x\"},\n7]"), "file:2: a JSON number"));
  CHECK(contains(failure<DataError>("[{\"text\":\"a\",\"label\":\"x\"},\n"),
                 "file:1:1: what begins here has no end"));
  CHECK(contains(failure<DataError>("[{\"text\":\"a\",\"label\":\"x\"},\n{\"text\""),
                 "file:2:8: invalid JSON"));
  CHECK(read("[x] a film\n[y] a film\n") == Pairs{{"[x]", "a film"}, {"[y]", "a film"}});
}

TEST_CASE("an object that cannot be read can be skipped") {
  ReviewOptions options = keys();
  options.malformed = Malformed::skip;
  const auto reader = make_review_reader(
      io::memory_input(
          "{\"text\":\"a\",\"label\":1}\n{\"text\":\n{\"text\":\"b\"}\n{\"text\":\"c\",\"label\":2}\n",
          "file"),
      options);
  std::vector<std::string> problems;
  Pairs pairs;
  for (Review review; reader->next(review);) {
    pairs.emplace_back(review.label, review.text);
    problems.push_back(review.problem);
  }
  CHECK(pairs == Pairs{{"1", "a"}, {"", "{\"text\":"}, {"", "{\"text\":\"b\"}"}, {"2", "c"}});
  CHECK(problems[0].empty());
  CHECK(contains(problems[1], "file:2:"));
  CHECK(contains(problems[2], "file:3: no label; an object has \"label\" and \"text\"; its keys are text"));
}

TEST_CASE("the text of unlabelled objects is found without waiting for the second") {
  ReviewOptions options = keys();
  options.labels = false;
  options.format = ReviewFormat::jsonl;
  options.by_first_record = true;
  CHECK(read("{\"id\": 1, \"review\": \"a\"}\n{\"id\": 2, \"review\": \"b\"}\n", options) ==
        Pairs{{"", "a"}, {"", "b"}});
  CHECK(contains(failure<DataError>("{\"id\": 1}\n", options), "holds the text"));
  CHECK(contains(failure<DataError>("{\"id\": \"x\", \"said\": \"a b c\"}\n", options), "holds the text"));
}

TEST_CASE("records that annotators rejected or ignored are left out, and answers are no labels") {
  const auto record = [](int i, const std::string& label, const std::string& answer) {
    return "{\"text\": \"film number " + std::to_string(i) + "\", " + label + ", \"answer\": \"" + answer +
           "\"}\n";
  };
  const auto labels = [](const std::string& text, const ReviewOptions& options = keys()) {
    const auto reader = make_review_reader(io::memory_input(text, "file"), options);
    std::vector<std::string> found;
    for (Review review; reader->next(review);) found.push_back(review.left_out ? "-" : review.label);
    return found;
  };
  using Labels = std::vector<std::string>;
  std::string choices;
  std::string answers;
  Labels expected;
  for (int i = 0; i < 24; ++i) {
    const std::string answer = i % 6 == 1 ? "reject" : i % 6 == 2 ? "ignore" : "accept";
    const std::string label = i % 2 == 0 ? "POS" : "NEG";
    expected.push_back(answer == "accept" ? label : "-");
    choices += record(i,
                      "\"options\": [{\"id\": \"POS\"}], \"accept\": [" +
                          (answer == "accept" ? "\"" + label + "\"" : "") + "]",
                      answer);
    answers += record(
        i, "\"_input_hash\": " + std::to_string(100 + i) + ", \"_task_hash\": " + std::to_string(900 + i),
        answer);
  }
  CHECK(labels(choices) == expected);
  CHECK(plan_of(choices) == "JSON Lines, texts in key text, labels in key accept");
  CHECK(labels(record(1, "\"label\": \"POS\"", "accept") + record(2, "\"label\": \"POS\"", "reject")) ==
        Labels{"POS", "-"});
  CHECK(labels(record(1, "\"accept\": [\"POS\"]", "accept")) == Labels{"POS"});
  CHECK(contains(failure<DataError>(record(1, "\"accept\": [\"POS\", \"NEG\"]", "accept")),
                 "accept is array of 2"));
  CHECK(contains(failure<DataError>(answers), "which key of the objects holds the label"));
  CHECK(labels(answers, keys("", "answer"))[1] == "reject");
  ReviewOptions unlabelled = keys();
  unlabelled.labels = false;
  CHECK(labels(choices, unlabelled) == Labels(24, ""));
}
