#include "corpus/reviews/review_folders.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/errors.h"
#include "corpus/lines.h"
#include "corpus/reviews/review_readers.h"
#include "io/input.h"

namespace seqlab::corpus {
namespace {

constexpr std::array<std::string_view, 3> kUnlabelled = {"unsup", "unlabelled", "unlabeled"};

// The names in a folder, sorted.
struct Content {
  std::vector<std::string> folders;
  std::vector<std::string> files;
};

Content content_of(const std::string& path) {
  Content content;
  std::error_code error;
  std::filesystem::directory_iterator entry(path, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.starts_with('.')) continue;
    std::error_code none;  // for an entry that is neither, such as a broken link
    if (entry->is_directory(none)) {
      content.folders.push_back(std::move(name));
    } else if (entry->is_regular_file(none)) {
      content.files.push_back(std::move(name));
    }
  }
  if (error) throw Error(path + ": cannot read the folder: " + error.message());
  std::sort(content.folders.begin(), content.folders.end());
  std::sort(content.files.begin(), content.files.end());
  return content;
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

std::string text_of(const std::string& path, const ReviewOptions& options) {
  Lines lines(io::open_input(path), options.encoding, options.replace_invalid);
  std::string text;
  Line line;
  while (lines.next(line)) {
    if (line.number > 1) text += '\n';
    text += line.text;
  }
  return text;
}

}  // namespace

bool is_folder(const std::string& path) {
  std::error_code none;
  return path != "-" && std::filesystem::is_directory(path, none);
}

ReviewFolders find_review_folders(const std::string& path) {
  ReviewFolders result;
  bool files = false;
  for (const std::string& name : content_of(path).folders) {
    if (std::find(kUnlabelled.begin(), kUnlabelled.end(), name) != kUnlabelled.end()) {
      result.unlabelled.push_back(name);
      continue;
    }
    const std::string folder = joined(path, name);
    Content content = content_of(folder);
    if (!content.folders.empty()) {
      throw DataError({folder, 0, 0}, "a folder with folders in it (" + content.folders.front() +
                                          "); give the folder that has one folder of files per label");
    }
    for (std::string& file : content.files) file = joined(folder, file);
    files = files || !content.files.empty();
    result.labelled.push_back({name, std::move(content.files)});
  }
  if (!files) {
    throw DataError({path, 0, 0},
                    result.labelled.empty()
                        ? "a folder without folders of labelled texts; it must have one folder per "
                          "label, with one file per text"
                        : "its folders have no files; each text is a file in the folder of its label");
  }
  return result;
}

std::vector<Review> read_review_folders(const ReviewFolders& folders, const ReviewOptions& options) {
  if (options.format != ReviewFormat::automatic || !options.text_column.empty() ||
      !options.label_column.empty() || options.delimiter != 0) {
    throw UsageError(
        "texts in folders have no format or columns; leave --input-format, --text-column, "
        "--label-column and --delimiter out");
  }
  std::vector<Review> reviews;
  for (const ReviewFolders::Folder& folder : folders.labelled) {
    for (const std::string& file : folder.files) {
      Review& review = reviews.emplace_back();
      review.label = folder.label;
      review.place = {file, 0, 0};
      review.text = text_of(file, options);
      tokenise(review, options);
    }
  }
  return reviews;
}

}  // namespace seqlab::corpus
