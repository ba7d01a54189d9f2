#include "training/language/language_task.h"

#include <algorithm>
#include <utility>

#include "io/hash.h"
#include "model/language/generation.h"
#include "nn/batch.h"
#include "nn/numbers/distinct_rows.h"
#include "nn/numbers/pieces.h"

namespace seqlab::training {

namespace {

constexpr std::size_t most_scoring_streams = 8;
constexpr std::size_t least_scored_symbols = 2500;  // of a stream
// Symbols of the sample that an epoch shows.
constexpr std::size_t sample_characters = 200;
constexpr std::size_t sample_words = 40;

struct SymbolBatch final : StepBatch {
  nn::Batch batch;
  std::vector<std::size_t> carried;  // as EpochStep::carried
};

}  // namespace

std::size_t scoring_streams(std::size_t symbols) {
  return std::clamp<std::size_t>(symbols / least_scored_symbols, 1, most_scoring_streams);
}

std::string sample_of(const model::LanguageModel& model, std::uint64_t seed,
                      const corpus::LineVectors* conditions) {
  const bool characters = model.options().symbols == corpus::SymbolUnit::characters;
  const std::string line_begin;
  return model::generate(model, {&line_begin, 1}, 0,
                         {.length = characters ? sample_characters : sample_words, .seed = seed}, {},
                         conditions)
      .front();
}

LanguageTask::LanguageTask(const options::TrainingOptions& options, model::LanguageModel model,
                           const corpus::TextPart& train, const corpus::TextPart& dev)
    : options_(options),
      model_(std::move(model)),
      train_(train, options.batch_size, model_.back()),
      dev_(dev, scoring_streams(dev.size()), model_.back()) {
  io::Hash128 hash;
  for (const corpus::TextPart& part : {train, dev}) {
    const std::string text =
        part.text->hash() + " " + std::to_string(part.begin) + " " + std::to_string(part.end);
    hash.update(std::as_bytes(std::span(text)));
  }
  hash_ = hash.digits();
}

std::vector<std::size_t> LanguageTask::members(std::size_t steps) const {
  std::vector<std::size_t> members;
  for (std::size_t stream = 0; stream < train_.streams(); ++stream) {
    if (train_.predicted(stream) > steps * options_.bptt) members.push_back(stream);
  }
  return members;
}

std::vector<std::size_t> LanguageTask::begin_epoch(const base::Noise& /*noise*/) {
  std::vector<std::size_t> tokens(most_steps());
  for (std::size_t stream = 0; stream < train_.streams(); ++stream) {
    std::size_t left = train_.predicted(stream);
    for (std::size_t step = 0; left > 0; ++step) {
      const std::size_t read = std::min(left, options_.bptt);
      tokens[step] += read;
      left -= read;
    }
  }
  return tokens;
}

std::size_t LanguageTask::most_steps() const {
  return nn::pieces_of(train_.longest(), options_.bptt);
}

std::unique_ptr<StepBatch> LanguageTask::make_batch(std::size_t step, const base::Noise& /*noise*/) const {
  auto result = std::make_unique<SymbolBatch>();
  const std::vector<std::size_t> streams = members(step);
  if (step > 0) {
    const std::vector<std::size_t> before = members(step - 1);
    for (const std::size_t stream : streams) {
      result->carried.push_back(
          static_cast<std::size_t>(std::ranges::lower_bound(before, stream) - before.begin()));
    }
  }
  const std::size_t done = step * options_.bptt;
  std::vector<std::uint32_t> read;
  std::vector<std::int32_t> gold;
  std::vector<std::size_t> ends;
  for (const std::size_t stream : streams) {
    const std::size_t count = std::min(options_.bptt, train_.predicted(stream) - done);
    std::size_t symbols = 0;
    train_.read(stream, done, count, [&](std::string_view symbol) {
      const std::uint32_t row = model_.symbols().row(symbol);
      if (symbols < count) read.push_back(row);
      if (symbols > 0) gold.push_back(static_cast<std::int32_t>(row));
      ++symbols;
    });
    ends.push_back(read.size());
  }
  nn::DistinctRows distinct(read);
  std::vector<nn::BatchSequence> sequences;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < streams.size(); ++i) {
    const std::size_t count = ends[i] - begin;
    sequences.push_back({std::span(distinct.columns).subspan(begin, count),
                         {std::span(gold).subspan(begin, count)},
                         streams[i]});
    begin = ends[i];
  }
  result->batch = nn::make_batch(sequences, 1, false);
  result->batch.types = model_.types_of(std::move(distinct.rows));
  return result;
}

std::vector<nn::LossSum> LanguageTask::loss(const StepBatch& batch, const StepNumbers& numbers,
                                            base::Pool& pool) {
  const auto& own = dynamic_cast<const SymbolBatch&>(batch);
  const std::vector<nn::States<float>> initial = states_.of(own.carried);
  std::vector<nn::LossSum> losses =
      model_.network().loss({.batch = own.batch,
                             .weights = numbers.weights,
                             .tables = numbers.tables,
                             .noise = numbers.noise,
                             .dropout = &numbers.dropout,
                             .initial = own.carried.empty() ? nullptr : &initial,
                             .through_time = {.vanishing_penalty = options_.vanishing_penalty},
                             .gradient = numbers.gradient},
                            workspace_, pool);
  states_.keep(workspace_.final);
  return losses;
}

void LanguageTask::archive(base::Archive& archive) {
  states_.archive(archive, model_.network(), options_.batch_size);
}

std::size_t LanguageTask::touchable_rows(std::size_t /*table*/) const {
  return model_.symbols().vocabulary().rows();
}

DevResult LanguageTask::evaluate(const model::Model& model, base::Pool& pool) const {
  const auto& current = dynamic_cast<const model::LanguageModel&>(model);
  const evaluation::LanguageScore score = current.score(dev_, pool);
  DevResult result;
  result.loss = score.loss();
  result.scores = {{"bits", score.bits()}, {"perplexity", score.perplexity()}};
  result.sample = sample_of(current, options_.seed);
  return result;
}

std::string LanguageTask::examples_hash() const {
  return hash_;
}

}  // namespace seqlab::training
