#include "evaluation/calibration.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "base/noise.h"
#include "corpus/schemes/tag_scheme.h"

namespace seqlab::evaluation {

namespace {

// Whether a token of [begin, end) has no gold label.
bool touches_unlabelled(std::span<const std::string> gold, std::size_t begin, std::size_t end) {
  return std::ranges::any_of(gold.subspan(begin, end - begin),
                             [](const std::string& label) { return label.empty(); });
}

std::vector<Answer> spans_of(std::span<const std::string> gold, const corpus::HeadPrediction& predicted) {
  const std::vector<corpus::Span> spans = corpus::read_spans(predicted.labels, predicted.scheme);
  const std::vector<double>& probabilities = predicted.span_probabilities.value();
  if (probabilities.size() != spans.size()) throw std::invalid_argument("each span needs a probability");
  const std::vector<corpus::Span> gold_spans = corpus::read_spans(gold, predicted.scheme);
  std::vector<Answer> answers;
  auto candidate = gold_spans.begin();
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const corpus::Span& span = spans[i];
    if (touches_unlabelled(gold, span.begin, span.end)) continue;
    while (candidate != gold_spans.end() && candidate->begin < span.begin) ++candidate;
    answers.push_back({probabilities[i], candidate != gold_spans.end() && *candidate == span});
  }
  return answers;
}

constexpr std::size_t most_draws = 1000;
constexpr std::size_t least_draws = 20;
constexpr std::size_t most_numbers = 20'000'000;  // drawn in all

// The answers of a bin: [begin, end) of all.
std::size_t begin_of(std::size_t bin, std::size_t bins, std::size_t answers) {
  return bin * answers / bins;
}

// The error of answers that are right as often as they are probable. sorted: as calibration() sorts them.
double drawn_error(std::span<const Answer> sorted, std::size_t bins, const base::Noise& noise) {
  double error = 0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    double excess = 0;
    const std::size_t end = begin_of(bin + 1, bins, sorted.size());
    for (std::size_t i = begin_of(bin, bins, sorted.size()); i < end; ++i) {
      excess += (noise.uniform(i) < sorted[i].probability ? 1 : 0) - sorted[i].probability;
    }
    error += std::abs(excess);
  }
  return error / static_cast<double>(sorted.size());
}

void add_chance(std::span<const Answer> sorted, std::size_t bins, Calibration& result) {
  const base::Noise noise(1);
  std::vector<double> errors(std::clamp(most_numbers / sorted.size(), least_draws, most_draws));
  for (std::size_t draw = 0; draw < errors.size(); ++draw) {
    errors[draw] = drawn_error(sorted, bins, noise.at(draw));
  }
  std::ranges::sort(errors);
  const auto outside = errors.size() / 40;  // on either side
  result.chance_lowest = errors[outside];
  result.chance_highest = errors[errors.size() - 1 - outside];
  for (const double error : errors) result.chance_error += error / static_cast<double>(errors.size());
}

ReliabilityBin bin_of(std::span<const Answer> answers) {
  ReliabilityBin bin;
  bin.answers = answers.size();
  bin.lowest = answers.front().probability;
  bin.highest = answers.back().probability;
  for (const Answer& answer : answers) {
    bin.mean_probability += answer.probability;
    bin.share_right += answer.right ? 1 : 0;
  }
  bin.mean_probability /= static_cast<double>(answers.size());
  bin.share_right /= static_cast<double>(answers.size());
  return bin;
}

}  // namespace

std::vector<Answer> answers_of(std::span<const std::string> gold, const corpus::HeadPrediction& predicted) {
  if (gold.size() != predicted.labels.size()) {
    throw std::invalid_argument("answers_of() needs one predicted label per gold label");
  }
  if (predicted.scheme.scheme != corpus::TagScheme::none) return spans_of(gold, predicted);
  std::vector<Answer> answers;
  for (std::size_t token = 0; token < gold.size(); ++token) {
    if (gold[token].empty() || predicted.labels[token].empty()) continue;
    answers.push_back({predicted.probabilities.at(token), predicted.labels[token] == gold[token]});
  }
  return answers;
}

std::optional<Answer> answer_of(const std::string& gold, const corpus::Classification& predicted,
                                std::span<const std::string> labels) {
  if (gold.empty() || !predicted.label) return std::nullopt;
  return Answer{static_cast<double>(predicted.probabilities[*predicted.label]),
                labels[*predicted.label] == gold};
}

double log_loss(std::span<const Answer> answers) {
  constexpr double least = 1e-12;
  double sum = 0;
  for (const Answer& answer : answers) {
    const double p = answer.right ? answer.probability : 1 - answer.probability;
    sum -= std::log(std::clamp(p, least, 1 - least));
  }
  return sum;
}

Calibration calibration(std::vector<Answer> answers, std::size_t bins) {
  Calibration result;
  result.answers = answers.size();
  if (answers.empty()) return result;
  std::ranges::sort(answers, [](const Answer& a, const Answer& b) {
    return a.probability != b.probability ? a.probability < b.probability : a.right < b.right;
  });
  const ReliabilityBin all = bin_of(answers);
  result.mean_probability = all.mean_probability;
  result.share_right = all.share_right;
  const auto count = static_cast<double>(answers.size());
  for (const Answer& answer : answers) {
    const double off = answer.probability - (answer.right ? 1 : 0);
    result.brier += off * off / count;
  }
  bins = std::clamp<std::size_t>(bins, 1, answers.size());
  for (std::size_t bin = 0; bin < bins; ++bin) {
    const std::size_t begin = begin_of(bin, bins, answers.size());
    const std::size_t end = begin_of(bin + 1, bins, answers.size());
    const ReliabilityBin own = bin_of(std::span(answers).subspan(begin, end - begin));
    result.error +=
        std::abs(own.share_right - own.mean_probability) * static_cast<double>(own.answers) / count;
    result.bins.push_back(own);
  }
  add_chance(answers, bins, result);
  return result;
}

void print(const Calibration& calibration, const std::string& what, std::ostream& output) {
  std::array<char, 160> line{};
  std::snprintf(
      line.data(), line.size(), "%zu; calibration error: %.2f%% (by chance: %.2f%%); Brier score: %.4f\n",
      calibration.answers, 100 * calibration.error, 100 * calibration.chance_error, calibration.brier);
  output << "probabilities of " << what << ": " << line.data();
}

void print_reliability(const Calibration& calibration, std::ostream& output) {
  output << "   lowest  highest     mean    right   number\n";
  for (const ReliabilityBin& bin : calibration.bins) {
    std::array<char, 96> line{};
    std::snprintf(line.data(), line.size(), "%8.2f%% %7.2f%% %7.2f%% %7.2f%% %8zu\n", 100 * bin.lowest,
                  100 * bin.highest, 100 * bin.mean_probability, 100 * bin.share_right, bin.answers);
    output << line.data();
  }
}

}  // namespace seqlab::evaluation
