#include "corpus/reviews/review_folders.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "../../io/temporary_folder.h"
#include "catch.h"
#include "error_message.h"

using namespace seqlab;
using namespace seqlab::corpus;
using tests::contains;
using Words = std::vector<std::string>;

namespace {

// A folder that is filled before it is read.
class Folder {
 public:
  std::string path() const { return folder_.path("data"); }
  std::string path(const std::string& name) const { return path() + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(path(name)).parent_path());
    REQUIRE(folder_.file("data/" + name, text) == path(name));
  }

 private:
  tests::TemporaryFolder folder_;
};

ReviewOptions spaces() {
  ReviewOptions options;
  options.tokens = TextTokens::spaces;
  return options;
}

std::vector<Review> read(const std::string& path) {
  return read_review_folders(find_review_folders(path), spaces());
}

}  // namespace

TEST_CASE("the files of a folder are texts with its name as label, in the order of the names' bytes") {
  const Folder folder;
  folder.write("pos/10.txt", "very\r\ngood");
  folder.write("pos/9.txt", "\xEF\xBB\xBFso good\n\n");
  folder.write("pos/.hidden", "x");
  folder.write("Neg/0", "");
  folder.write("unsup/0.txt", "so so");
  folder.write("urls.txt", "x");
  const ReviewFolders folders = find_review_folders(folder.path() + "/");
  CHECK(folders.unlabelled == Words{"unsup"});
  const auto reviews = read_review_folders(folders, spaces());
  REQUIRE(reviews.size() == 3);
  CHECK(reviews[0].label == "Neg");
  CHECK(reviews[0].text.empty());
  CHECK(reviews[1].label == "pos");
  CHECK(reviews[1].text == "very\ngood");
  CHECK(reviews[1].tokens == Words{"very", "good"});
  CHECK(reviews[1].place.file == folder.path("pos/10.txt"));
  CHECK(reviews[2].text == "so good\n");
}

TEST_CASE("a folder without folders of texts is an error that says what is expected") {
  const Folder folder;
  folder.write("0.txt", "x");
  CHECK(contains(tests::error_message<DataError>([&] { read(folder.path()); }),
                 "data: a folder without folders"));
  std::filesystem::create_directories(folder.path("pos"));
  CHECK(contains(tests::error_message<DataError>([&] { read(folder.path()); }), "its folders have no files"));
  folder.write("train/pos/0.txt", "x");
  folder.write("train/feat", "x");
  CHECK(contains(tests::error_message<DataError>([&] { read(folder.path()); }),
                 "data/train: a folder with folders in it (pos)"));
  CHECK(read(folder.path("train")).size() == 1);
  CHECK(contains(tests::error_message<Error>([&] { read(folder.path("nowhere")); }),
                 "nowhere: cannot read the folder"));
}

TEST_CASE("errors in the files of folders name the file, and a format cannot be chosen") {
  const Folder folder;
  folder.write("pos/0.txt", "a\nb\xFF\n");
  CHECK(contains(tests::error_message<DataError>([&] { read(folder.path()); }), "pos/0.txt:2:2: byte 0xFF"));
  ReviewOptions options = spaces();
  options.replace_invalid = true;
  CHECK(read_review_folders(find_review_folders(folder.path()), options)[0].text == "a\nb\xEF\xBF\xBD");
  options.encoding = "ISO-8859-1";
  CHECK(read_review_folders(find_review_folders(folder.path()), options)[0].text == "a\nb\xC3\xBF");
  options.format = ReviewFormat::tsv;
  CHECK_THROWS_AS(read_review_folders(find_review_folders(folder.path()), options), UsageError);
}

TEST_CASE("only a folder is a folder") {
  const Folder folder;
  folder.write("pos/0.txt", "x");
  CHECK(is_folder(folder.path()));
  CHECK_FALSE(is_folder(folder.path("pos/0.txt")));
  CHECK_FALSE(is_folder("-"));
  CHECK_FALSE(is_folder(""));
}
