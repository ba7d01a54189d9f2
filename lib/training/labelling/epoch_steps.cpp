#include "training/labelling/epoch_steps.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "nn/numbers/pieces.h"
#include "training/shuffle.h"

namespace seqlab::training {

namespace {

// Batches are cut from buckets of this many batches, sorted by length: sentences of a batch have similar
// lengths, and batches still differ from epoch to epoch.
constexpr std::size_t bucket_batches = 32;

}  // namespace

std::vector<std::vector<std::size_t>> cut_batches(std::span<const TrainingSequence> sequences,
                                                  std::size_t batch_size, const base::Noise& noise) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const auto whole = static_cast<std::size_t>(sequences[i].rate);
    const double rest = sequences[i].rate - static_cast<double>(whole);
    order.insert(order.end(), whole + (noise.at(2).uniform(i) < rest ? 1 : 0), i);
  }
  if (order.empty()) {  // at low rates, of few sequences
    order.resize(sequences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
  }
  shuffle(std::span(order), noise.at(0));
  std::vector<std::vector<std::size_t>> batches;
  const std::size_t bucket = batch_size * bucket_batches;
  for (std::size_t begin = 0; begin < order.size(); begin += bucket) {
    const std::size_t end = std::min(begin + bucket, order.size());
    std::stable_sort(order.begin() + static_cast<std::ptrdiff_t>(begin),
                     order.begin() + static_cast<std::ptrdiff_t>(end), [&](std::size_t a, std::size_t b) {
                       return sequences[a].tokens.size() > sequences[b].tokens.size();
                     });
    for (std::size_t i = begin; i < end; i += batch_size) {
      batches.emplace_back(order.begin() + static_cast<std::ptrdiff_t>(i),
                           order.begin() + static_cast<std::ptrdiff_t>(std::min(i + batch_size, end)));
    }
  }
  shuffle(std::span(batches), noise.at(1));
  return batches;
}

std::vector<EpochStep> cut_steps(std::span<const TrainingSequence> sequences,
                                 const std::vector<std::vector<std::size_t>>& batches, std::size_t tokens) {
  std::vector<EpochStep> steps;
  for (const std::vector<std::size_t>& batch : batches) {
    steps.push_back({.members = batch});
    if (tokens == 0) continue;
    for (;;) {
      EpochStep& last = steps.back();
      last.end = last.begin + tokens;
      EpochStep next{.members = {}, .begin = last.end};
      for (std::size_t place = 0; place < last.members.size(); ++place) {
        if (sequences[last.members[place]].tokens.size() <= next.begin) continue;
        next.members.push_back(last.members[place]);
        next.carried.push_back(place);
      }
      if (next.members.empty()) break;
      steps.push_back(std::move(next));
    }
  }
  return steps;
}

std::size_t most_steps(std::span<const TrainingSequence> sequences, std::size_t batch_size,
                       std::size_t tokens) {
  std::size_t members = 0;
  std::size_t further = 0;  // steps that a sequence alone needs beyond its first
  for (const TrainingSequence& sequence : sequences) {
    const auto times = static_cast<std::size_t>(std::ceil(sequence.rate));
    members += times;
    if (tokens > 0) further += times * (sequence.tokens.size() / tokens);
  }
  return nn::pieces_of(members, batch_size) + further;
}

std::size_t tokens_of(const EpochStep& step, std::span<const TrainingSequence> sequences) {
  std::size_t tokens = 0;
  for (const std::size_t member : step.members) {
    tokens += std::min(step.end, sequences[member].tokens.size()) - step.begin;
  }
  return tokens;
}

}  // namespace seqlab::training
