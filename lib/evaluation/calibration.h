// How far the probabilities of answers say how often they are right.
#pragma once

#include <cstddef>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "corpus/prediction.h"

namespace seqlab::evaluation {

// A predicted span, label or class.
struct Answer {
  double probability = 0;
  bool right = false;
};

// The answers of a head for a sentence: its spans if it has a scheme, else its labels. `predicted` has the
// probabilities of these. Answers at tokens without a gold label (an empty string) are left out.
std::vector<Answer> answers_of(std::span<const std::string> gold, const corpus::HeadPrediction& predicted);

// The answer of a classifier for a text; nothing if it gives none or the text has no gold label. labels: of
// the model.
std::optional<Answer> answer_of(const std::string& gold, const corpus::Classification& predicted,
                                std::span<const std::string> labels);

// The sum of -ln p over the right answers and of -ln (1 - p) over the wrong ones, p clamped to
// [1e-12, 1 - 1e-12].
double log_loss(std::span<const Answer> answers);

// Answers of similar probability.
struct ReliabilityBin {
  std::size_t answers = 0;
  double lowest = 0;
  double highest = 0;
  double mean_probability = 0;
  double share_right = 0;
};

struct Calibration {
  std::size_t answers = 0;
  double mean_probability = 0;
  double share_right = 0;
  // The expected calibration error: the mean over all answers of |share_right - mean_probability| of their
  // bin (Naeini et al. 2015, here with bins of equal numbers).
  double error = 0;
  // The same error if the probabilities were right and chance decided the answers: its mean, and the limits
  // of the middle 95 % of the draws. Few answers are far from their probabilities by chance.
  double chance_error = 0;
  double chance_lowest = 0;
  double chance_highest = 0;
  double brier = 0;  // the mean of (p - 1)^2 over right and p^2 over wrong answers (Brier 1950)
  std::vector<ReliabilityBin> bins;  // by ascending probability
};

constexpr std::size_t calibration_bins = 15;

// Cuts the answers, sorted by probability, into `bins` bins whose sizes differ by at most one; fewer answers
// make as many bins. Chance is drawn 1,000 times, less often for more than 20,000 answers, and always the
// same way. Answers of equal probability are sorted by whether they are right, wrong ones first, so that the
// result does not depend on their order.
Calibration calibration(std::vector<Answer> answers, std::size_t bins = calibration_bins);

// Prints the number of answers, the error and the Brier score in a line. what: "spans", "labels", "texts".
void print(const Calibration& calibration, const std::string& what, std::ostream& output);
// Prints a line per bin, in percent, below a line of headings.
void print_reliability(const Calibration& calibration, std::ostream& output);

}  // namespace seqlab::evaluation
