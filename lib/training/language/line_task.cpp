#include "training/language/line_task.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "io/hash.h"
#include "nn/batch.h"
#include "nn/numbers/distinct_rows.h"
#include "nn/numbers/pieces.h"
#include "training/language/language_task.h"
#include "training/length_batches.h"

namespace seqlab::training {

namespace {

// Lines that are scored at a time.
constexpr std::size_t scored_lines = 1024;
constexpr std::size_t scored_batch = 32;

struct LineBatch final : StepBatch {
  nn::Batch batch;
  nn::Matrix<float> conditions;
};

std::string hash_of_lines(const ConditionedPart& train, const ConditionedPart& dev) {
  io::Hash128 hash;
  for (const ConditionedPart& part : {train, dev}) {
    const std::string text =
        part.all->lines.text().hash() + " " + std::to_string(part.begin) + " " + std::to_string(part.end);
    hash.update(std::as_bytes(std::span(text)));
    hash.update(std::as_bytes(std::span(part.all->conditions.numbers)));
  }
  return hash.digits();
}

}  // namespace

evaluation::LanguageScore score_lines(const model::LanguageModel& model, const ConditionedPart& part,
                                      base::Pool& pool) {
  evaluation::LanguageScore result;
  for (std::size_t begin = part.begin; begin < part.end; begin += scored_lines) {
    std::vector<std::vector<std::uint32_t>> lines;
    std::vector<std::span<const float>> conditions;
    for (std::size_t line = begin; line < std::min(begin + scored_lines, part.end); ++line) {
      lines.push_back(model.line_rows(part.all->lines.symbols(line)));
      conditions.push_back(part.all->conditions.vector(line));
    }
    for (const auto& own : model.score_line_rows(lines, scored_batch, pool, conditions)) result += own;
  }
  return result;
}

LineTask::LineTask(const options::TrainingOptions& options, model::LanguageModel model, ConditionedPart train,
                   ConditionedPart dev)
    : options_(options),
      model_(std::move(model)),
      train_(std::move(train)),
      dev_(std::move(dev)),
      hash_(hash_of_lines(train_, dev_)) {
  for (std::size_t line = train_.begin; line < train_.end; ++line) {
    lengths_.push_back(train_.all->lines.length(line) + 1);
  }
}

std::size_t LineTask::most_steps() const {
  return nn::pieces_of(lengths_.size(), options_.batch_size);
}

std::vector<std::size_t> LineTask::begin_epoch(const base::Noise& noise) {
  std::vector<std::size_t> all(lengths_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  batches_ = length_batches(std::move(all), lengths_, options_.batch_size, noise);
  std::vector<std::size_t> symbols;
  for (const std::vector<std::size_t>& batch : batches_) {
    std::size_t& count = symbols.emplace_back(0);
    for (const std::size_t member : batch) count += lengths_[member];
  }
  return symbols;
}

std::unique_ptr<StepBatch> LineTask::make_batch(std::size_t step, const base::Noise& /*noise*/) const {
  auto result = std::make_unique<LineBatch>();
  const std::vector<std::size_t>& members = batches_.at(step);
  result->conditions.resize(nn::index(model_.condition()), nn::index(members.size()));
  std::vector<std::uint32_t> read;
  std::vector<std::int32_t> gold;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::size_t line = train_.begin + members[i];
    const std::vector<std::uint32_t> rows = model_.line_rows(train_.all->lines.symbols(line));
    read.insert(read.end(), rows.begin(), rows.end() - 1);
    for (std::size_t symbol = 1; symbol < rows.size(); ++symbol) {
      gold.push_back(static_cast<std::int32_t>(rows[symbol]));
    }
    std::ranges::copy(train_.all->conditions.vector(line), result->conditions.col(nn::index(i)).data());
  }
  nn::DistinctRows distinct(read);
  std::vector<nn::BatchSequence> sequences;
  std::size_t begin = 0;
  for (const std::size_t member : members) {
    const std::size_t count = lengths_[member];
    sequences.push_back(
        {std::span(distinct.columns).subspan(begin, count), {std::span(gold).subspan(begin, count)}, member});
    begin += count;
  }
  result->batch = nn::make_batch(sequences, 1, false);
  result->batch.types = model_.types_of(std::move(distinct.rows));
  result->batch.sides = nn::sides_of_sequences(result->batch.packing);
  return result;
}

std::vector<nn::LossSum> LineTask::loss(const StepBatch& batch, const StepNumbers& numbers,
                                        base::Pool& pool) {
  const auto& own = dynamic_cast<const LineBatch&>(batch);
  return model_.network().loss(
      {.batch = own.batch,
       .weights = numbers.weights,
       .tables = numbers.tables,
       .sides = &own.conditions,
       .noise = numbers.noise,
       .dropout = &numbers.dropout,
       .through_time = {.cut_every = options_.bptt, .vanishing_penalty = options_.vanishing_penalty},
       .gradient = numbers.gradient},
      workspace_, pool);
}

std::size_t LineTask::touchable_rows(std::size_t /*table*/) const {
  return model_.symbols().vocabulary().rows();
}

DevResult LineTask::evaluate(const model::Model& model, base::Pool& pool) const {
  const auto& current = dynamic_cast<const model::LanguageModel&>(model);
  const evaluation::LanguageScore score = score_lines(current, dev_, pool);
  return {.loss = score.loss(),
          .scores = {{"bits", score.bits()}, {"perplexity", score.perplexity()}},
          .sample = sample_of(current, options_.seed, &dev_.all->conditions)};
}

}  // namespace seqlab::training
