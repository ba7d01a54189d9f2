#include "corpus/reviews/review_files.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>

#include "base/errors.h"
#include "corpus/reviews/phrases.h"
#include "corpus/reviews/review_folders.h"

namespace seqlab::corpus {

namespace {

constexpr std::size_t kManyTexts = 20;

std::set<std::string_view> distinct_labels(const std::vector<Review>& reviews) {
  std::set<std::string_view> labels;
  for (const Review& review : reviews) labels.insert(review.label);
  return labels;
}

std::vector<Review> read_folder(const std::string& path, const ReviewOptions& options,
                                const ReviewNote& note) {
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

// Gives labels their new names and marks the texts that are left out.
void relabel(std::vector<Review>& reviews, const ReviewOptions& options) {
  const auto left_out = [&](const std::string& label) {
    return label.empty() || std::ranges::find(options.leave_out, label) != options.leave_out.end();
  };
  const auto rename = [&](std::string& label) { label = renamed(label, {}, options.label_names); };
  for (Review& review : reviews) {
    rename(review.label);
    review.left_out = review.left_out || left_out(review.label);
    for (Phrase& phrase : review.phrases) rename(phrase.label);
    std::erase_if(review.phrases, [&](const Phrase& phrase) { return left_out(phrase.label); });
  }
}

}  // namespace

std::vector<Review> read_reviews(const std::vector<std::string>& files, const ReviewOptions& options,
                                 const ReviewNote& note) {
  std::vector<Review> all;
  for (const auto& file : files) {
    std::vector<Review> reviews =
        is_folder(file) ? read_folder(file, options, note) : read_reviews(file, options, note);
    if (!options.label_names.empty() || !options.leave_out.empty()) relabel(reviews, options);
    if (!options.phrases) reviews = without_left_out(std::move(reviews));
    if (reviews.empty()) {
      throw DataError({file, 0, 0},
                      "all texts are left out: --classes leaves out their labels (--classes all keeps them), "
                      "or --leave-out "
                      "or --map-labels does, or annotators rejected or ignored them");
    }
    check_labels(reviews);
    all.insert(all.end(), std::make_move_iterator(reviews.begin()), std::make_move_iterator(reviews.end()));
  }
  return all;
}

void check_labels(const std::vector<Review>& reviews) {
  if (reviews.size() < kManyTexts) return;
  const std::set<std::string_view> labels = distinct_labels(reviews);
  if (2 * labels.size() <= reviews.size()) return;
  constexpr std::size_t longest = 40;
  std::string shown;
  for (std::size_t i = 0; i < 3; ++i) shown += "'" + reviews[i].label.substr(0, longest) + "', ";
  throw DataError({reviews.front().place.file, 0, 0},
                  std::to_string(labels.size()) + " different labels (" + shown + "...) of " +
                      std::to_string(reviews.size()) + " texts are no labels; choose what holds them with " +
                      "--label-column and --text-column, or another --input-format");
}

void check_training_labels(const std::vector<Review>& reviews) {
  check_labels(reviews);
  if (reviews.size() < kManyTexts || distinct_labels(reviews).size() > 1) return;
  throw DataError({reviews.front().place.file, 0, 0},
                  "all " + std::to_string(reviews.size()) + " texts have the label '" +
                      reviews.front().label +
                      "', of which nothing can be learned; choose what holds the labels with --label-column, "
                      "or another --input-format");
}

}  // namespace seqlab::corpus
