#include "corpus/reviews/phrases.h"

#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>

namespace seqlab::corpus {
namespace {

Review phrase_of(const Review& review, const Phrase& phrase) {
  Review result;
  result.label = phrase.label;
  result.place = review.place;
  result.format = review.format;
  for (std::size_t t = phrase.begin; t < phrase.end; ++t) {
    if (t != phrase.begin) result.text += ' ';
    result.text += review.tokens[t];
    result.tokens.push_back(review.tokens[t]);
  }
  return result;
}

}  // namespace

std::vector<Review> phrases_of(std::vector<Review> reviews, PhraseChoice choice) {
  std::vector<Review> result;
  std::unordered_set<std::string> seen;  // label, tab, text: labels have no tabs
  for (Review& review : reviews) {
    if (review.phrases.empty()) {
      if (!review.left_out) result.push_back(std::move(review));
      continue;
    }
    for (const Phrase& phrase : review.phrases) {
      Review one = phrase_of(review, phrase);
      if (choice == PhraseChoice::unique && !seen.insert(one.label + '\t' + one.text).second) continue;
      result.push_back(std::move(one));
    }
    review = {};
  }
  return result;
}

std::vector<Review> without_left_out(std::vector<Review> reviews) {
  std::erase_if(reviews, [](const Review& review) { return review.left_out; });
  return reviews;
}

}  // namespace seqlab::corpus
