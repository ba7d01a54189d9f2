// Runs a model over sequences, batch by batch.
#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "model/labelling/sequence_model.h"
#include "nn/numbers/distinct_rows.h"

namespace seqlab::model {

namespace {

// The largest number of tokens in a batch, unless a single sequence is longer: bounds the memory of
// activations.
constexpr std::size_t max_tokens = 16384;
// A batch has at least `min_sequences`, enough to fill the tiles of the products. Beyond these it ends when
// it has its share of the tokens left, 1 / `shares_of_rest`, so that every thread gets several batches and
// none waits long for the last ones. A share has at least `min_share` tokens or 1 / `min_shares_of_all` of
// all tokens, whichever is less.
constexpr std::size_t min_sequences = 8;
constexpr std::size_t shares_of_rest = 16;
constexpr std::size_t min_share = 256;
constexpr std::size_t min_shares_of_all = 64;

// The columns of one sequence, in the order of its tokens.
nn::Matrix<float> columns_of(const nn::Activations<float>& probabilities, const nn::Packing& packing,
                             std::size_t packed) {
  nn::Matrix<float> own(nn::index(probabilities.rows()), nn::index(packing.length(packed)));
  for (std::size_t step = 0; step < packing.length(packed); ++step) {
    own.col(nn::index(step)) = probabilities.matrix().col(nn::index(packing.column(packed, step)));
  }
  return own;
}

}  // namespace

SequenceModel::Projected SequenceModel::project(std::span<const LookedUp> sequences,
                                                std::span<const std::size_t> members, Derived& derived,
                                                base::Pool& pool) const {
  // Plain rows are their own numbers; other types are numbered after the last row.
  const auto rows = static_cast<std::uint32_t>(vocabulary_->rows());
  std::vector<std::uint32_t> numbers;
  std::vector<TokenType> others;
  std::unordered_map<TokenType, std::uint32_t, TokenTypeHash> numbers_of_others;
  for (const std::size_t member : members) {
    const LookedUp& sequence = sequences[member];
    for (std::size_t token = 0; token < sequence.size(); ++token) {
      const TokenType type = sequence.type(token);
      if (type.is_row()) {
        numbers.push_back(type.row);
        continue;
      }
      const auto next = rows + static_cast<std::uint32_t>(others.size());
      const auto [found, fresh] = numbers_of_others.emplace(type, next);
      if (fresh) others.push_back(type);
      numbers.push_back(found->second);
    }
  }
  nn::DistinctRows distinct(numbers);
  std::vector<TokenType> types;
  types.reserve(distinct.rows.size());
  for (const std::uint32_t number : distinct.rows) {
    types.push_back(number < rows ? TokenType{number} : others[number - rows]);
  }

  // Each type is computed once for all its tokens, and kept for later batches.
  Projected projected;
  projected.types = std::move(distinct.columns);
  projected.columns.resize(types.size());
  derived.projections->find(types, projected.columns);
  std::vector<TokenType> missing;
  for (std::size_t type = 0; type < types.size(); ++type) {
    if (projected.columns[type] == nullptr) missing.push_back(types[type]);
  }
  if (missing.empty()) return projected;
  projected.computed = compute_projections(missing, derived, pool);
  std::size_t next = 0;
  for (const float*& column : projected.columns) {
    if (column == nullptr) column = projected.computed.column(next++);
  }
  derived.projections->add(missing, projected.computed);
  return projected;
}

nn::Activations<float> SequenceModel::compute_projections(std::span<const TokenType> types,
                                                          const Derived& derived, base::Pool& pool) const {
  nn::TokenTypes read;
  for (const TokenType& type : types) add_type(type, read);
  std::size_t word_rows = 0;
  for (const TableKind& kind : table_kinds()) word_rows += kind.dimension;
  nn::Activations<float> vectors(word_rows, types.size());
  Eigen::Index row = 0;
  for (std::size_t i = 0; i < weights().tables.size(); ++i) {
    const VectorTable& table = weights().tables[i];
    table.look_up(read.words[i], vectors.matrix().middleRows(row, table.dimension()), pool);
    row += table.dimension();
  }
  nn::Activations<float> projections;
  network_->project(weights().network.data(), derived.prepared, vectors.matrix(), read, projections, pool);
  return projections;
}

nn::Activations<float> SequenceModel::project_contexts(std::span<const LookedUp> sequences,
                                                       std::span<const std::size_t> members,
                                                       const nn::Packing& packing, const Derived& derived,
                                                       base::Pool& pool) const {
  nn::Activations<float> projected;
  if (!contexts_) return projected;
  std::vector<const std::vector<SymbolReading>*> readings;
  for (const std::size_t place : packing.order()) readings.push_back(&sequences[members[place]].readings);
  const nn::Matrix<float> vectors = contexts_->vectors(readings);
  // From one sentence after another to one step after another.
  nn::Matrix<float> packed(vectors.rows(), vectors.cols());
  Eigen::Index next = 0;
  for (std::size_t place = 0; place < packing.sequences(); ++place) {
    for (std::size_t step = 0; step < packing.length(place); ++step) {
      packed.col(nn::index(packing.column(place, step))) = vectors.col(next++);
    }
  }
  network_->project_side(derived.prepared, packed, projected, pool);
  return projected;
}

void SequenceModel::run(std::span<const LookedUp> sequences, const RunOptions& options, base::Pool& pool,
                        const Receive& receive, base::SideTasks side_tasks) const {
  Derived& derived = this->derived();
  std::vector<std::size_t> all_heads(heads_.size());
  std::iota(all_heads.begin(), all_heads.end(), std::size_t{0});
  const std::span<const std::size_t> heads = options.heads.empty() ? all_heads : options.heads;
  std::vector<nn::HeadRequest> requests;
  std::vector<nn::SpanScheme> spans(heads.size());
  for (std::size_t i = 0; i < heads.size(); ++i) {
    nn::HeadRequest& request = requests.emplace_back();
    request.head = heads[i];
    request.probabilities = options.probabilities;
    request.temperature = options.raw ? 1 : heads_[heads[i]].temperature;
    const auto& labels = heads_[heads[i]].labels;
    if (options.spans && labels.scheme.scheme != corpus::TagScheme::none) {
      spans[i] = labels.span_scheme();
      request.spans = &spans[i];
    }
  }
  requests.front().n_best = options.n_best;
  // Longest first, so that the last pieces are short.
  std::vector<std::size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sequences[a].size() > sequences[b].size(); });
  std::size_t all = 0;
  for (const LookedUp& sequence : sequences) all += sequence.size();
  std::size_t rest = all;
  std::vector<std::span<const std::size_t>> batches;
  for (std::size_t first = 0; first < order.size();) {
    const std::size_t share = std::max(rest / shares_of_rest, std::min(min_share, all / min_shares_of_all));
    std::size_t last = first;
    std::size_t together = 0;
    do {
      together += sequences[order[last]].size();
      ++last;
    } while (last < order.size() && last - first < std::max<std::size_t>(options.batch_size, 1) &&
             (last - first < min_sequences || together < share) &&
             together + sequences[order[last]].size() <= max_tokens);
    batches.emplace_back(std::span(order).subspan(first, last - first));
    first = last;
    rest -= together;
  }
  try {
    pool.run(side_tasks.size() + batches.size(), [&](std::size_t piece) {
      if (piece < side_tasks.size()) return side_tasks[piece]();
      run_batch(sequences, batches[piece - side_tasks.size()], requests, derived, receive);
    });
  } catch (...) {
    throw_if_changed();  // which explains any other error
    throw;
  }
  throw_if_changed();
}

void SequenceModel::run_batch(std::span<const LookedUp> sequences, std::span<const std::size_t> members,
                              std::span<const nn::HeadRequest> requests, Derived& derived,
                              const Receive& receive) const {
  const bool pooled = task_traits(task()).pooled;
  base::Pool serial(1);
  const Projected projected = project(sequences, members, derived, serial);
  std::vector<nn::BatchSequence> parts;
  std::size_t offset = 0;
  for (const std::size_t member : members) {
    parts.push_back({std::span(projected.types).subspan(offset, sequences[member].size()), {}, 0});
    offset += sequences[member].size();
  }
  nn::Batch batch = nn::make_batch(parts, heads_.size(), pooled);
  const nn::Activations<float> contexts =
      project_contexts(sequences, members, batch.packing, derived, serial);
  std::vector<const float*> sides;
  for (std::size_t column = 0; column < contexts.columns(); ++column) {
    sides.push_back(contexts.column(column));
    batch.sides.push_back(static_cast<std::uint32_t>(column));
  }
  std::vector<nn::Prediction<float>> predictions;
  network_->predict(weights().network.data(), derived.prepared, projected.columns, batch, requests,
                    predictions, serial, sides);
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const std::size_t member = batch.packing.order()[packed];
    Predictions own(predictions.size());
    for (std::size_t head = 0; head < own.size(); ++head) {
      nn::Prediction<float>& packed_prediction = predictions[head];
      const bool probabilities = requests[head].probabilities;
      own[head].finite = packed_prediction.finite;
      if (pooled) {
        own[head].labels = {packed_prediction.labels[member]};
        if (probabilities)
          own[head].probabilities = packed_prediction.probabilities.matrix().col(nn::index(member));
        continue;
      }
      own[head].labels.resize(batch.packing.length(packed));
      for (std::size_t step = 0; step < own[head].labels.size(); ++step) {
        own[head].labels[step] = packed_prediction.labels[batch.packing.column(packed, step)];
      }
      if (probabilities)
        own[head].probabilities = columns_of(packed_prediction.probabilities, batch.packing, packed);
      if (requests[head].spans != nullptr) own[head].spans = std::move(packed_prediction.spans[packed]);
      if (requests[head].n_best > 0) own[head].n_best = std::move(packed_prediction.n_best[packed]);
    }
    receive(members[member], std::move(own));
  }
}

}  // namespace seqlab::model
