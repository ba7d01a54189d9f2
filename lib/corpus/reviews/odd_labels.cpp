#include "corpus/reviews/odd_labels.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>

#include "corpus/reviews/review_readers.h"

namespace seqlab::corpus {

std::vector<std::size_t> odd_labels(const std::vector<Review>& reviews) {
  constexpr std::size_t fewest_reviews = 100;
  constexpr std::size_t often = 5;
  std::unordered_map<std::string_view, std::size_t> counts;
  std::size_t labelled = 0;
  for (const Review& review : reviews) {
    if (review.left_out) continue;
    ++counts[review.label];
    ++labelled;
  }
  if (labelled < fewest_reviews) return {};
  std::size_t usual = 0;
  std::size_t longest = 0;
  bool spaced = false;
  for (const auto& [label, count] : counts) {
    if (count < often) continue;
    usual += count;
    longest = std::max(longest, label.size());
    spaced = spaced || label.find(' ') != std::string_view::npos;
  }
  if (100 * (labelled - usual) > labelled) return {};
  const auto is_odd = [&](const Review& review) {
    if (review.left_out || counts[review.label] != 1) return false;
    const auto swapped = counts.find(trimmed_label(review.text));
    const bool longer = review.label.size() > 3 * longest + 8;
    const bool more_words = !spaced && review.label.find(' ') != std::string::npos;
    return longer || more_words || (swapped != counts.end() && swapped->second >= often);
  };
  std::vector<std::size_t> odd;
  for (std::size_t i = 0; i < reviews.size(); ++i) {
    if (is_odd(reviews[i])) odd.push_back(i);
  }
  return odd;
}

DataError odd_label_error(const Review& review) {
  constexpr std::size_t longest_shown = 60;
  return DataError(review.place, "the label '" + review.label.substr(0, longest_shown) +
                                     "' occurs only here and is unlike all others; are label and text "
                                     "swapped? --malformed skip skips such records");
}

}  // namespace seqlab::corpus
