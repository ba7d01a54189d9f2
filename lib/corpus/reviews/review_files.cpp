#include "corpus/reviews/review_files.h"

#include <iterator>

#include "base/errors.h"
#include "corpus/reviews/phrases.h"
#include "corpus/reviews/review_folders.h"

namespace seqlab::corpus {

namespace {

using Note = std::function<void(const std::string&)>;

std::vector<Review> read_folder(const std::string& path, const ReviewOptions& options, const Note& note) {
  const ReviewFolders folders = find_review_folders(path);
  std::string labels;
  for (const auto& folder : folders.labelled) {
    labels += (labels.empty() ? "" : ", ") + std::to_string(folder.files.size()) + " " + folder.label;
  }
  std::string left_out;
  for (const auto& name : folders.unlabelled) {
    left_out += "; skipped " + name + ", whose texts have no label";
  }
  note(path + ": texts in folders: " + labels + left_out);
  return read_review_folders(folders, options);
}

}  // namespace

std::vector<Review> read_reviews(const std::vector<std::string>& files, const ReviewOptions& options,
                                 const Note& note) {
  std::vector<Review> all;
  for (const auto& file : files) {
    std::vector<Review> reviews =
        is_folder(file) ? read_folder(file, options, note) : read_reviews(file, options);
    if (!options.phrases) reviews = without_left_out(std::move(reviews));
    if (reviews.empty()) {
      throw DataError({file, 0, 0},
                      "all texts have labels that --classes leaves out; --classes all keeps them");
    }
    all.insert(all.end(), std::make_move_iterator(reviews.begin()), std::make_move_iterator(reviews.end()));
  }
  return all;
}

}  // namespace seqlab::corpus
