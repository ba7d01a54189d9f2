#include "evaluation/tagging_score.h"

#include <stdexcept>

#include "evaluation/report_text.h"

namespace seqlab::evaluation {
namespace {

using corpus::SchemeStyle;
using corpus::Span;
using corpus::TagScheme;

void print_scores(std::ostream& output, const Counts& counts) {
  output << "precision: " << percent_text(counts.percent_precision())
         << "%; recall: " << percent_text(counts.percent_recall())
         << "%; FB1: " << percent_text(counts.percent_f1());
}

// Labels as accuracy compares them: conlleval does not know the prefixes of these schemes, so they become
// IOB2.
std::vector<std::string> comparable(std::vector<std::string> labels, SchemeStyle style) {
  const bool unknown = style.scheme == TagScheme::iobes || style.scheme == TagScheme::bilou ||
                       style.scheme == TagScheme::bmes || style.scheme == TagScheme::bmewo;
  if (!unknown) return labels;
  return corpus::convert_labels(labels, style, {TagScheme::iob2, style.separator});
}

}  // namespace

TaggingScore::TaggingScore(SchemeStyle style) : style_(style) {}

void TaggingScore::add(std::span<const std::string> gold, std::span<const std::string> predicted,
                       const std::vector<bool>& seen) {
  if (gold.size() != predicted.size() || (!seen.empty() && seen.size() != gold.size())) {
    throw std::invalid_argument("TaggingScore::add needs one predicted label per gold label");
  }
  std::vector<std::string> gold_labels(gold.begin(), gold.end());
  std::vector<std::string> predicted_labels(predicted.begin(), predicted.end());
  std::vector<bool> annotated(gold.size());
  const std::string outside = "O";
  for (std::size_t t = 0; t < gold.size(); ++t) {
    annotated[t] = !gold[t].empty();
    if (!annotated[t]) gold_labels[t] = predicted_labels[t] = outside;
  }
  if (spans()) {
    const std::vector<Span> gold_spans = corpus::read_spans(gold_labels, style_);
    const std::vector<Span> predicted_spans = corpus::read_spans(predicted_labels, style_);
    for (const Span& span : gold_spans) ++by_type_[span.type].gold;
    auto candidate = gold_spans.begin();
    for (const Span& span : predicted_spans) {
      Counts& counts = by_type_[span.type];
      ++counts.predicted;
      while (candidate != gold_spans.end() && candidate->begin < span.begin) ++candidate;
      if (candidate != gold_spans.end() && *candidate == span) ++counts.correct;
    }
    gold_labels = comparable(std::move(gold_labels), style_);
    predicted_labels = comparable(std::move(predicted_labels), style_);
  }
  for (std::size_t t = 0; t < gold.size(); ++t) {
    if (!annotated[t]) continue;
    const bool correct = gold_labels[t] == predicted_labels[t];
    ++tokens_;
    if (correct) ++correct_tokens_;
    if (!spans()) {
      ++by_type_[gold_labels[t]].gold;
      ++by_type_[predicted_labels[t]].predicted;
      if (correct) ++by_type_[gold_labels[t]].correct;
    }
    if (seen.empty()) continue;
    ++(seen[t] ? seen_tokens_ : unseen_tokens_);
    if (correct) ++(seen[t] ? seen_correct_ : unseen_correct_);
  }
}

double TaggingScore::accuracy() const {
  return percent(correct_tokens_, tokens_) / 100.0;
}
double TaggingScore::seen_accuracy() const {
  return percent(seen_correct_, seen_tokens_) / 100.0;
}
double TaggingScore::unseen_accuracy() const {
  return percent(unseen_correct_, unseen_tokens_) / 100.0;
}

Counts TaggingScore::total() const {
  Counts total;
  for (const auto& [type, counts] : by_type_) {
    total.gold += counts.gold;
    total.predicted += counts.predicted;
    total.correct += counts.correct;
  }
  return total;
}

void TaggingScore::print(std::ostream& output) const {
  const std::string accuracy = "accuracy: " + percent_text(percent(correct_tokens_, tokens_)) + "%";
  if (spans()) {
    const Counts all = total();
    output << "processed " << tokens_ << " tokens with " << all.gold << " phrases; found: " << all.predicted
           << " phrases; correct: " << all.correct << ".\n";
    if (tokens_ > 0) {
      output << accuracy << "; ";
      print_scores(output, all);
      output << '\n';
    }
  } else {
    output << "processed " << tokens_ << " tokens; correct: " << correct_tokens_ << ".\n";
    if (tokens_ > 0) output << accuracy << '\n';
  }
  for (const auto& [type, counts] : by_type_) {
    output << align_right(type, 17) << ": ";
    print_scores(output, counts);
    output << "  " << counts.predicted << '\n';
  }
}

std::vector<std::pair<std::string, double>> named_scores(std::span<const std::string> heads,
                                                         std::span<const TaggingScore> scores) {
  std::vector<std::pair<std::string, double>> named;
  double sum = 0;
  for (std::size_t head = 0; head < heads.size(); ++head) {
    const std::string prefix = heads.size() == 1 ? "" : heads[head] + "_";
    const TaggingScore& score = scores[head];
    named.emplace_back(prefix + "accuracy", score.accuracy());
    if (score.spans()) {
      const Counts total = score.total();
      named.emplace_back(prefix + "f1", total.f1());
      named.emplace_back(prefix + "precision", total.precision());
      named.emplace_back(prefix + "recall", total.recall());
    }
    sum += score.main();
  }
  if (heads.size() > 1) named.emplace_back("mean", sum / static_cast<double>(heads.size()));
  return named;
}

}  // namespace seqlab::evaluation
