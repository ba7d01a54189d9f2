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
