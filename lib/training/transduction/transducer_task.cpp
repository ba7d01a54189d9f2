#include "training/transduction/transducer_task.h"

#include <numeric>
#include <set>
#include <span>
#include <tuple>
#include <utility>

#include "io/hash.h"
#include "nn/numbers/pieces.h"
#include "training/length_batches.h"

namespace seqlab::training {

namespace {

struct PairBatch final : StepBatch {
  nn::TokenBatch<float> sources;
  nn::TargetBatch<float> targets;
  std::vector<std::uint64_t> identities;
};

void add_to_hash(const std::string& text, io::Hash128& hash) {
  const std::string with_length = std::to_string(text.size()) + ":" + text;
  hash.update(std::as_bytes(std::span(with_length)));
}

std::string hash_of_pairs(const std::vector<corpus::Pair>& train, const std::vector<corpus::Pair>& dev) {
  io::Hash128 hash;
  for (const std::vector<corpus::Pair>* const pairs : {&train, &dev}) {
    add_to_hash(std::to_string(pairs->size()), hash);
    for (const corpus::Pair& pair : *pairs) {
      add_to_hash(pair.source.text, hash);
      for (const std::string& tag : pair.source.tags) add_to_hash(tag, hash);
      hash.update(std::as_bytes(std::span(pair.source.numbers)));
      add_to_hash(pair.target.value(), hash);
    }
  }
  return hash.digits();
}

}  // namespace

TransducerTask::TransducerTask(const options::TrainingOptions& options, model::TransducerModel model,
                               const std::vector<corpus::Pair>& train, const std::vector<corpus::Pair>& dev)
    : options_(options), model_(std::move(model)), dev_(dev), hash_(hash_of_pairs(train, dev)) {
  take(train);
}

void TransducerTask::take(const std::vector<corpus::Pair>& train) {
  std::set<std::tuple<std::string, std::vector<std::string>, std::vector<float>, std::string>> seen;
  for (const corpus::Pair& pair : train) {
    const corpus::Source& source = pair.source;
    if (options_.distinct && !seen.emplace(source.text, source.tags, source.numbers, *pair.target).second) {
      continue;
    }
    model::SourceRows& rows = sources_.emplace_back(model_.rows_of(source, pair.place));
    const std::vector<std::uint32_t>& target = targets_.emplace_back(model_.target_rows(*pair.target));
    lengths_.push_back(rows.symbols.size() + static_cast<std::size_t>(rows.vectors.cols()) + target.size());
  }
}

std::size_t TransducerTask::most_steps() const {
  return nn::pieces_of(sources_.size(), options_.batch_size);
}

std::vector<std::size_t> TransducerTask::begin_epoch(const base::Noise& noise) {
  std::vector<std::size_t> all(sources_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  batches_ = length_batches(std::move(all), lengths_, options_.batch_size, noise);
  std::vector<std::size_t> symbols;
  for (const std::vector<std::size_t>& batch : batches_) {
    std::size_t& count = symbols.emplace_back(0);
    for (const std::size_t member : batch) count += targets_[member].size() + 1;
  }
  return symbols;
}

std::unique_ptr<StepBatch> TransducerTask::make_batch(std::size_t step, const base::Noise& /*noise*/) const {
  auto batch = std::make_unique<PairBatch>();
  std::vector<const model::SourceRows*> sources;
  std::vector<std::span<const std::uint32_t>> targets;
  for (const std::size_t member : batches_[step]) {
    sources.push_back(&sources_[member]);
    targets.emplace_back(targets_[member]);
    batch->identities.push_back(member);
  }
  batch->sources = model_.pack(sources);
  batch->targets = nn::pack_targets<float>(targets, model_.network().target_symbols());
  return batch;
}

std::vector<nn::LossSum> TransducerTask::loss(const StepBatch& batch, const StepNumbers& numbers,
                                              base::Pool& pool) {
  const auto& own = dynamic_cast<const PairBatch&>(batch);
  const nn::TransducerDropout dropout = {numbers.dropout.input, numbers.dropout.layers,
                                         numbers.dropout.output, numbers.dropout.kind};
  return {model_.network().loss({.sources = own.sources,
                                 .targets = own.targets,
                                 .identities = own.identities,
                                 .weights = numbers.weights,
                                 .noise = numbers.noise,
                                 .dropout = &dropout,
                                 .gradient = numbers.gradient},
                                workspace_, pool)};
}

DevResult TransducerTask::evaluate(const model::Model& model, base::Pool& pool) const {
  const auto& current = dynamic_cast<const model::TransducerModel&>(model);
  const evaluation::TransductionScore score = current.score(dev_, {}, pool);
  return {.loss = score.loss(),
          .scores = {{"exact_match", score.exact_match()}, {"error_rate", score.error_rate()}}};
}

}  // namespace seqlab::training
