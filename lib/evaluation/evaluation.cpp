#include "evaluation/evaluation.h"

#include <algorithm>
#include <cstdio>
#include <set>
#include <stdexcept>

namespace seqlab::evaluation {
namespace {

using corpus::SchemeStyle;
using corpus::Span;
using corpus::TagScheme;

// The percentages are computed in conlleval's order of operations, so that they round as its do.
double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double percent_precision(const Counts& counts) {
  return percent(counts.correct, counts.predicted);
}
double percent_recall(const Counts& counts) {
  return percent(counts.correct, counts.gold);
}

double percent_f1(const Counts& counts) {
  const double precision = percent_precision(counts);
  const double recall = percent_recall(counts);
  return precision + recall > 0.0 ? 2.0 * precision * recall / (precision + recall) : 0.0;
}

std::string formatted(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

void print_scores(std::ostream& output, const Counts& counts) {
  output << "precision: " << formatted("%6.2f", percent_precision(counts))
         << "%; recall: " << formatted("%6.2f", percent_recall(counts))
         << "%; FB1: " << formatted("%6.2f", percent_f1(counts));
}

std::size_t code_points(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string right(const std::string& text, std::size_t width) {
  const std::size_t length = code_points(text);
  return (length < width ? std::string(width - length, ' ') : std::string()) + text;
}

std::string left(const std::string& text, std::size_t width) {
  const std::size_t length = code_points(text);
  return text + (length < width ? std::string(width - length, ' ') : std::string());
}

// Labels as accuracy compares them: conlleval knows no marked ends, so that those become IOB2.
std::vector<std::string> comparable(std::vector<std::string> labels, SchemeStyle style) {
  if (style.scheme != TagScheme::iobes && style.scheme != TagScheme::bilou) return labels;
  return corpus::convert_labels(labels, style, {TagScheme::iob2, style.separator});
}

}  // namespace

double Counts::precision() const {
  return percent_precision(*this) / 100.0;
}
double Counts::recall() const {
  return percent_recall(*this) / 100.0;
}
double Counts::f1() const {
  return percent_f1(*this) / 100.0;
}

TaggingScore::TaggingScore(SchemeStyle style) : style_(style) {}

void TaggingScore::add(std::span<const std::string> gold, std::span<const std::string> predicted,
                       const std::vector<bool>& seen) {
  if (gold.size() != predicted.size() || (!seen.empty() && seen.size() != gold.size())) {
    throw std::invalid_argument("TaggingScore::add needs as many predicted as gold labels");
  }
  std::vector<std::string> gold_labels(gold.begin(), gold.end());
  std::vector<std::string> predicted_labels(predicted.begin(), predicted.end());
  std::vector<bool> annotated(gold.size());
  for (std::size_t t = 0; t < gold.size(); ++t) {
    annotated[t] = !gold[t].empty();
    if (!annotated[t]) gold_labels[t] = predicted_labels[t] = "O";
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
  const std::string accuracy = "accuracy: " + formatted("%6.2f", percent(correct_tokens_, tokens_)) + "%";
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
    output << right(type, 17) << ": ";
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

void ClassificationScore::add(const std::string& gold, const std::string& predicted) {
  ++texts_;
  if (gold == predicted) ++correct_;
  ++confusion_[gold][predicted];
}

double ClassificationScore::accuracy() const {
  return percent(correct_, texts_) / 100.0;
}

double ClassificationScore::macro_f1() const {
  std::map<std::string, Counts> by_label;
  for (const auto& [gold, row] : confusion_) {
    for (const auto& [predicted, count] : row) {
      by_label[gold].gold += count;
      by_label[predicted].predicted += count;
      if (gold == predicted) by_label[gold].correct += count;
    }
  }
  double sum = 0.0;
  for (const auto& [gold, row] : confusion_) sum += by_label[gold].f1();
  return confusion_.empty() ? 0.0 : sum / static_cast<double>(confusion_.size());
}

void ClassificationScore::print(std::ostream& output) const {
  output << "classified " << texts_ << " texts; correct: " << correct_ << ".\n";
  if (texts_ == 0) return;
  output << "accuracy: " << formatted("%6.2f", percent(correct_, texts_))
         << "%; macro F1: " << formatted("%6.2f", 100.0 * macro_f1()) << '\n';
  std::set<std::string> labels;
  for (const auto& [gold, row] : confusion_) {
    labels.insert(gold);
    for (const auto& [predicted, count] : row) labels.insert(predicted);
  }
  const std::string corner = "gold \\ predicted";
  std::size_t first_width = code_points(corner);
  for (const std::string& label : labels) first_width = std::max(first_width, code_points(label));
  output << left(corner, first_width);
  for (const std::string& label : labels) output << "  " << right(label, 7);
  output << '\n';
  for (const auto& [gold, row] : confusion_) {
    output << left(gold, first_width);
    for (const std::string& label : labels) {
      const auto cell = row.find(label);
      const std::size_t count = cell == row.end() ? 0 : cell->second;
      output << "  " << right(std::to_string(count), std::max<std::size_t>(7, code_points(label)));
    }
    output << '\n';
  }
}

}  // namespace seqlab::evaluation
