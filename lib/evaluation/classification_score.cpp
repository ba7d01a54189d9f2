#include "evaluation/classification_score.h"

#include <algorithm>
#include <set>

#include "evaluation/counts.h"
#include "evaluation/report_text.h"

namespace seqlab::evaluation {

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
  output << "accuracy: " << percent_text(percent(correct_, texts_))
         << "%; macro F1: " << percent_text(100.0 * macro_f1()) << '\n';
  std::set<std::string> labels;
  for (const auto& [gold, row] : confusion_) {
    labels.insert(gold);
    for (const auto& [predicted, count] : row) labels.insert(predicted);
  }
  const std::string corner = "gold \\ predicted";
  std::size_t first_width = width_of(corner);
  for (const std::string& label : labels) first_width = std::max(first_width, width_of(label));
  output << align_left(corner, first_width);
  for (const std::string& label : labels) output << "  " << align_right(label, 7);
  output << '\n';
  for (const auto& [gold, row] : confusion_) {
    output << align_left(gold, first_width);
    for (const std::string& label : labels) {
      const auto cell = row.find(label);
      const std::size_t count = cell == row.end() ? 0 : cell->second;
      output << "  " << align_right(std::to_string(count), std::max<std::size_t>(7, width_of(label)));
    }
    output << '\n';
  }
}

}  // namespace seqlab::evaluation
