// Scores of predicted labels of texts.
#pragma once

#include <cstddef>
#include <map>
#include <ostream>
#include <string>

namespace seqlab::evaluation {

// Accuracy, macro-averaged F1 (the mean over the gold labels) and confusion, with one label per text.
class ClassificationScore {
 public:
  void add(const std::string& gold, const std::string& predicted);
  [[nodiscard]] std::size_t texts() const { return texts_; }
  [[nodiscard]] double accuracy() const;
  [[nodiscard]] double macro_f1() const;
  [[nodiscard]] const std::map<std::string, std::map<std::string, std::size_t>>& confusion() const {
    return confusion_;  // gold -> predicted -> count
  }
  void print(std::ostream& output) const;

 private:
  std::size_t texts_ = 0;
  std::size_t correct_ = 0;
  std::map<std::string, std::map<std::string, std::size_t>> confusion_;
};

}  // namespace seqlab::evaluation
