#include "evaluation/counts.h"

namespace seqlab::evaluation {

double percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

double Counts::percent_f1() const {
  const double precision = percent_precision();
  const double recall = percent_recall();
  return precision + recall > 0.0 ? 2.0 * precision * recall / (precision + recall) : 0.0;
}

}  // namespace seqlab::evaluation
