#include "corpus/plausibility.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "corpus/schemes/scheme_detector.h"
#include "corpus/schemes/tag_scheme.h"

namespace seqlab::corpus {
namespace {

// Types of spans, or labels if they follow no scheme; without O.
std::set<std::string> kinds_of(std::span<const std::string> labels, TagScheme scheme) {
  std::set<std::string> kinds;
  for (const std::string& label : labels) {
    if (label.empty() || label == "O") continue;
    kinds.insert(scheme == TagScheme::none || label.size() < 3 ? label : label.substr(2));
  }
  return kinds;
}

TagScheme scheme_of(std::span<const std::string> labels) {
  SchemeDetector detector;
  for (const std::string& label : labels) detector.add(std::span(&label, 1));
  return detector.style().scheme;
}

// "B-PER, I-PER, ... (12 in all)".
std::string listed(const std::set<std::string>& kinds) {
  constexpr std::size_t most = 8;
  std::string list;
  std::size_t shown = 0;
  for (const std::string& kind : kinds) {
    if (++shown > most) return list + ", ... (" + std::to_string(kinds.size()) + " in all)";
    list += (shown == 1 ? "" : ", ") + kind;
  }
  return list;
}

void refuse_unlabelled(std::span<const Sentence> sentences) {
  for (const Sentence& sentence : sentences) {
    for (const Labels& labels : sentence.gold) {
      if (std::any_of(labels.begin(), labels.end(),
                      [](const std::string& label) { return !label.empty(); })) {
        return;
      }
    }
  }
  const Place place = sentences.empty() ? Place{} : Place{sentences.front().file, 0, 0};
  throw DataError(place,
                  "no token has a label, so there is nothing to score; name the column of the labels with "
                  "--label-column, and look whether --unlabelled is meant");
}

void refuse_unrelated_labels(std::span<const Sentence> sentences, std::size_t column,
                             std::span<const std::string> known, const std::string& knower) {
  std::set<std::string> found;
  for (const Sentence& sentence : sentences)
    found.insert(sentence.gold[column].begin(), sentence.gold[column].end());
  const std::vector<std::string> labels(found.begin(), found.end());
  const bool spans = scheme_of(labels) != TagScheme::none && scheme_of(known) != TagScheme::none;
  const TagScheme scheme = spans ? TagScheme::iob2 : TagScheme::none;
  const std::set<std::string> here = kinds_of(labels, scheme);
  const std::set<std::string> there = kinds_of(known, scheme);
  if (here.empty() || there.empty()) return;
  if (std::any_of(here.begin(), here.end(), [&](const std::string& kind) { return there.contains(kind); }))
    return;
  throw DataError({sentences.front().file, 0, 0},
                  "the labels here (" + listed(here) + ") are all unknown to " + knower + ", which has " +
                      listed(there) +
                      "; name the column of the labels with --label-column, or give other data");
}

}  // namespace

void refuse_giant_sentences(std::span<const Sentence> sentences) {
  constexpr std::size_t most_tokens = 10'000;
  for (const Sentence& sentence : sentences) {
    if (sentence.size() <= most_tokens) continue;
    throw DataError(sentence.place(0), "a sentence of " + std::to_string(sentence.size()) +
                                           " tokens; a blank line ends a sentence, so " +
                                           "look whether the file has any; a sentence may have " +
                                           std::to_string(most_tokens) + " tokens");
  }
}

void refuse_implausible_labels(std::span<const Sentence> sentences, std::size_t column, bool spans,
                               bool held_out) {
  constexpr std::size_t fewest_of_one = 20;
  constexpr std::size_t fewest_of_many = 50;
  std::set<std::string_view> kinds;
  std::size_t count = 0;
  for (const Sentence& sentence : sentences) {
    for (const std::string& label : sentence.gold.at(column)) {
      if (label.empty()) continue;
      ++count;
      kinds.insert(label);
    }
  }
  if (count >= fewest_of_one && kinds.size() == 1) {
    const std::string all = "all " + std::to_string(count) + " labels";
    const std::string same = "are '" + std::string(*kinds.begin()) + "', so there is nothing to learn; ";
    throw DataError({sentences.front().file, 0, 0},
                    held_out ? all + " that are left where some are held out for dev " + same + "give --dev"
                             : all + " " + same + "name the column of the labels with --label-column");
  }
  if (!spans && count >= fewest_of_many && kinds.size() * 2 > count) {
    throw DataError({sentences.front().file, 0, 0},
                    std::to_string(kinds.size()) + " labels on " + std::to_string(count) +
                        " tokens; is this the column of labels? Name it with --label-column");
  }
}

void refuse_implausible_gold(std::span<const Sentence> sentences,
                             std::span<const std::vector<std::string>> known, const std::string& knower) {
  refuse_giant_sentences(sentences);
  refuse_unlabelled(sentences);
  for (std::size_t column = 0; column < known.size(); ++column) {
    refuse_unrelated_labels(sentences, column, known[column], knower);
  }
}

}  // namespace seqlab::corpus
