#include "model/labelling/calibration.h"

#include <cmath>
#include <memory>
#include <utility>

#include "model/labelling/classifier_model.h"
#include "model/labelling/sequence_model.h"
#include "model/labelling/tagger_model.h"
#include "model/looked_up.h"

namespace seqlab::model {

namespace {

constexpr double least_fitted = 0.1;
constexpr double largest_fitted = 10;
constexpr double exact_enough = 2e-3;  // of ln temperature

// The part of the interval that golden-section search keeps.
constexpr double golden = 0.6180339887498949;

using Answers = std::vector<std::vector<evaluation::Answer>>;

}  // namespace

// Golden-section search (Kiefer 1953) over ln temperature. One run of the model gives the answers of all
// heads, which are searched in step.
std::vector<double> fit_temperatures(std::size_t heads, const AnswersAt& answers) {
  double width = std::log(largest_fitted / least_fitted);
  std::vector<double> lowest(heads, std::log(least_fitted));
  std::vector<bool> answered(heads);
  // The losses of the heads at this place of their intervals.
  const auto losses_at = [&](double place) {
    std::vector<double> temperatures;
    for (const double low : lowest) temperatures.push_back(std::exp(low + place));
    const Answers of_heads = answers(temperatures);
    std::vector<double> losses;
    for (std::size_t head = 0; head < heads; ++head) {
      answered[head] = !of_heads[head].empty();
      const double log_temperature = lowest[head] + place;
      losses.push_back(evaluation::log_loss(of_heads[head]) + log_temperature * log_temperature / 2);
    }
    return losses;
  };
  while (width > exact_enough) {
    const double kept = golden * width;
    const std::vector<double> left = losses_at(width - kept);
    const std::vector<double> right = losses_at(kept);
    for (std::size_t head = 0; head < heads; ++head) {
      if (left[head] > right[head]) lowest[head] += width - kept;
    }
    width = kept;
  }
  std::vector<double> temperatures;
  for (std::size_t head = 0; head < heads; ++head) {
    const double temperature = std::exp(lowest[head] + width / 2);
    temperatures.push_back(answered[head] ? std::round(temperature * 1000) / 1000 : 1);
  }
  return temperatures;
}

TaggerModel calibrated(const TaggerModel& model, std::span<const corpus::Sentence> dev,
                       std::size_t batch_size, base::Pool& pool) {
  std::vector<LookedUp> sentences;
  for (const corpus::Sentence& sentence : dev) sentences.push_back(model.look_up(sentence));
  const std::size_t heads = model.heads().size();
  const auto copy = std::make_shared<SequenceModel>(*model.sequence_model());
  const TaggerModel result(copy);
  copy->set_temperatures(fit_temperatures(heads, [&](std::span<const double> temperatures) {
    copy->set_temperatures(temperatures);
    const auto predicted = result.tag(
        sentences, {.batch_size = batch_size, .probabilities = true, .span_probabilities = true}, pool);
    Answers answers(heads);
    for (std::size_t i = 0; i < dev.size(); ++i) {
      for (std::size_t head = 0; head < heads; ++head) {
        const auto own = evaluation::answers_of(dev[i].gold.at(head), predicted[i].heads[head]);
        answers[head].insert(answers[head].end(), own.begin(), own.end());
      }
    }
    return answers;
  }));
  return result;
}

ClassifierModel calibrated(const ClassifierModel& model, std::span<const corpus::Review> dev,
                           std::size_t batch_size, base::Pool& pool) {
  LookedUpTexts texts;
  for (const corpus::Review& review : dev) texts.add(model.look_up(review));
  const auto copy = std::make_shared<SequenceModel>(*model.sequence_model());
  const ClassifierModel result(copy);
  copy->set_temperatures(fit_temperatures(1, [&](std::span<const double> temperatures) {
    copy->set_temperatures(temperatures);
    const auto results = result.classify(texts, {.batch_size = batch_size}, pool);
    std::vector<evaluation::Answer> answers;
    for (std::size_t i = 0; i < dev.size(); ++i) {
      if (const auto answer = evaluation::answer_of(dev[i].label, results[i], model.labels()))
        answers.push_back(*answer);
    }
    return Answers{std::move(answers)};
  }));
  return result;
}

}  // namespace seqlab::model
