// Fits the temperatures of a model on dev, so that its probabilities say how often its answers are right.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "evaluation/calibration.h"

namespace seqlab::base {
class Pool;
}

namespace seqlab::model {

class ClassifierModel;
class TaggerModel;

// The answers of each head at these temperatures, one per head.
using AnswersAt =
    std::function<std::vector<std::vector<evaluation::Answer>>(std::span<const double> temperatures)>;

// The temperature of each of `heads` heads, within [0.1, 10], in thousandths: the one with the least
// evaluation::log_loss() of its answers plus (ln temperature)^2 / 2, the loss of a prior that keeps it near 1
// if there are few answers; 1 for a head without answers. Calls `answers` some thirty times; one head's
// answers do not depend on another's temperature.
std::vector<double> fit_temperatures(std::size_t heads, const AnswersAt& answers);

// The model with temperatures fitted on dev (temperature scaling; Guo et al. 2017). What is fitted is what is
// given out: the probabilities of whole spans for a head with a tag scheme, else those of labels or texts.
TaggerModel calibrated(const TaggerModel& model, std::span<const corpus::Sentence> dev,
                       std::size_t batch_size, base::Pool& pool);
ClassifierModel calibrated(const ClassifierModel& model, std::span<const corpus::Review> dev,
                           std::size_t batch_size, base::Pool& pool);

}  // namespace seqlab::model
