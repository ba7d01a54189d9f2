#include "corpus/reviews/review_files.h"

#include <string>
#include <vector>

#include "../../io/temporary_folder.h"
#include "base/errors.h"
#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;

namespace {

ReviewOptions spaces() {
  ReviewOptions options;
  options.tokens = TextTokens::spaces;
  return options;
}

std::vector<Review> labelled(std::size_t texts, std::size_t labels) {
  std::vector<Review> reviews(texts);
  for (std::size_t i = 0; i < texts; ++i) {
    reviews[i].label = std::to_string(i % labels);
    reviews[i].place.file = "file";
  }
  return reviews;
}

template <typename Check>
std::string failure(const Check& check, std::size_t texts, std::size_t labels) {
  return tests::error_message<DataError>([&] { check(labelled(texts, labels)); });
}

}  // namespace

TEST_CASE("what a file of reviews is read as is said once, and what is skipped") {
  const tests::TemporaryFolder folder;
  std::string text = "label\ttext\n1\ta\n0\tb\n";
  for (int i = 0; i < 6; ++i) text += "1\ttext " + std::to_string(i) + "\n";
  for (int i = 0; i < 6; ++i) text += "no label\n";
  const std::string file = folder.file("r.tsv", text);
  ReviewOptions options = spaces();
  options.malformed = Malformed::skip;
  options.label_column = "label";
  std::vector<std::string> notes;
  const auto note = [&notes](const std::string& remark) { notes.push_back(remark); };
  CHECK(read_reviews(std::vector{file}, options, note).size() == 8);
  REQUIRE(notes.size() == 7);
  CHECK(notes[0] ==
        file +
            ": tabs, header in line 1, texts in column 2 (text), labels in column 1 (label); 2 labels; "
            "8 texts");
  CHECK(contains(notes[1], file + ":10: "));
  CHECK(contains(notes[5], file + ":14: "));
  CHECK(contains(notes[6], "6 records"));
  notes.clear();
  const std::string trees = folder.file("t.txt", "(3 (2 It) (4 works))\n(2 so)\n");
  options = spaces();
  options.classes = TreeClasses::two;
  CHECK(read_reviews(std::vector{trees}, options, note).size() == 1);
  CHECK(notes == std::vector<std::string>{trees + ": parse trees; 1 label; 2 texts, 1 left out"});
}

TEST_CASE("labels as different as texts are none, from twenty texts on") {
  CHECK(failure(check_labels, 19, 19).empty());
  CHECK(failure(check_labels, 20, 10).empty());
  CHECK(
      contains(failure(check_labels, 20, 11), "file: 11 different labels ('0', '1', '2', ...) of 20 texts"));
  CHECK(contains(failure(check_labels, 20, 11), "--label-column"));
  CHECK(failure(check_labels, 20, 1).empty());
  CHECK(failure(check_training_labels, 19, 1).empty());
  CHECK(contains(failure(check_training_labels, 20, 1), "file: all 20 texts have the label '0'"));
  CHECK(contains(failure(check_training_labels, 20, 11), "11 different labels"));
  const tests::TemporaryFolder folder;
  std::string prose;
  for (int i = 0; i < 20; ++i) prose += "w" + std::to_string(i) + " is the first word of a line\n";
  const std::string file = folder.file("prose.txt", prose);
  CHECK(contains(tests::error_message<DataError>([&] { read_reviews(std::vector{file}, spaces(), {}); }),
                 "20 different labels"));
}

TEST_CASE("a single record of many with a label that is a text is refused with its line, or skipped") {
  const tests::TemporaryFolder folder;
  const auto read = [&folder](const std::string& odd, Malformed malformed, std::size_t count = 3000) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text += i == count * 2 / 3 ? odd + "\n"
                                 : std::to_string(i % 2) + "\tfilm number " + std::to_string(i) + "\n";
    }
    const std::string file = folder.file("r.tsv", text);
    ReviewOptions options = spaces();
    options.malformed = malformed;
    std::vector<std::string> notes;
    const auto reviews = read_reviews(std::vector{file}, options,
                                      [&notes](const std::string& remark) { notes.push_back(remark); });
    return notes.front() + "\n" + notes.back();
  };
  const auto message = [&read](const std::string& odd, std::size_t count = 3000) {
    return tests::error_message<DataError>([&] { read(odd, Malformed::error, count); });
  };
  for (const std::string odd : {"good film x\t1", "excellent-and-warm\t", "good\t1"}) {
    CAPTURE(odd);
    CHECK(contains(message(odd),
                   "r.tsv:2001: the label '" + odd.substr(0, odd.find('\t')) + "' occurs only here"));
    const std::string notes = read(odd, Malformed::skip);
    CHECK(contains(notes, "2 labels; 2,999 texts"));
    CHECK(contains(notes, "r.tsv:2001: the label"));
  }
  CHECK(contains(read("2\tso and so", Malformed::error), "3 labels; 3,000 texts"));
  CHECK(contains(read("neutral\tso and so", Malformed::error), "3 labels; 3,000 texts"));
  CHECK(contains(read("so so\tthe film", Malformed::error, 99), "3 labels; 99 texts"));
  CHECK(contains(message("so so\tthe film", 100), "r.tsv:67: "));
}

TEST_CASE("records that annotators rejected or ignored are counted") {
  const tests::TemporaryFolder folder;
  const std::string accepted = "{\"text\":\"a\",\"label\":\"pos\",\"answer\":\"accept\"}\n";
  const std::string rejected = "{\"text\":\"b\",\"label\":\"neg\",\"answer\":\"reject\"}\n";
  const std::string file = folder.file("r.jsonl", accepted + rejected + rejected);
  std::vector<std::string> notes;
  const auto note = [&notes](const std::string& remark) { notes.push_back(remark); };
  CHECK(read_reviews(std::vector{file}, spaces(), note).size() == 1);
  REQUIRE(notes.size() == 2);
  CHECK(contains(notes[0], "1 label; 3 texts, 2 left out"));
  CHECK(notes[1] == file + ": annotators rejected or ignored 2 records, which are left out");
  const std::string none = folder.file("n.jsonl", rejected);
  CHECK(contains(tests::error_message<DataError>([&] { read_reviews(std::vector{none}, spaces(), note); }),
                 "all texts are left out"));
}
