#include "evaluation/measure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace seqlab::evaluation {

bool is_share(std::string_view name) {
  constexpr std::array<std::string_view, 6> measures = {"bits", "perplexity", "mase",
                                                        "mae",  "rmse",       "error_rate"};
  return std::ranges::find(measures, name) == measures.end();
}

double quality(std::string_view name, double score) {
  return is_share(name) ? score : -score;
}

std::string print_score(std::string_view name, double score) {
  if (std::isnan(score)) return "-";
  std::array<char, 64> text{};
  if (is_share(name)) {
    std::snprintf(text.data(), text.size(), "%.2f", score * 100);
  } else {
    std::snprintf(text.data(), text.size(), "%.4f", score);
  }
  return text.data();
}

}  // namespace seqlab::evaluation
