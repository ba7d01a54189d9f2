// Running a model over sequences, batch by batch.
#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "model/sequence_model.h"
#include "model/span_scheme.h"
#include "nn/numbers/distinct_rows.h"

namespace seqlab::model {

namespace {

// Tokens of a batch at most, unless one sequence alone is longer: bounds the memory of activations.
constexpr std::size_t most_tokens = 16384;
// A batch has so many sequences at least, which fill the tiles of the products as well as more would, and
// then ends when it has its share, a part of the tokens that are left, so that every thread gets several
// batches and none waits long for the last ones. Shares below so many tokens, or that part of all, would only
// be more batches.
constexpr std::size_t least_sequences = 8;
constexpr std::size_t rest_in_share = 16;
constexpr std::size_t least_share = 256;
constexpr std::size_t all_in_least_share = 64;

// A matrix of its own from some columns of probabilities.
nn::Matrix<float> columns_of(const nn::Activations<float>& probabilities, const nn::Packing& packing,
                             std::size_t packed) {
  nn::Matrix<float> own(nn::index(probabilities.rows()), nn::index(packing.length(packed)));
  for (std::size_t step = 0; step < packing.length(packed); ++step) {
    own.col(nn::index(step)) = probabilities.matrix().col(nn::index(packing.column(packed, step)));
  }
  return own;
}

}  // namespace

void SequenceModel::project(std::span<const LookedUp> sequences, std::span<const std::size_t> members,
                            Projected& projected, base::Pool& pool) const {
  // Words that stand under their own row are told apart by it, others are numbered from the rows on.
  std::vector<std::uint32_t> tokens;
  std::vector<std::pair<std::uint32_t, std::string_view>> forms;
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (const std::size_t member : members) {
    const LookedUp& sequence = sequences[member];
    for (std::size_t token = 0; token < sequence.size(); ++token) {
      if (!sequence.has_form(token)) {
        tokens.push_back(sequence.rows[token]);
        continue;
      }
      const std::string_view form = sequence.forms[token];
      const auto number = static_cast<std::uint32_t>(vocabulary_->rows() + forms.size());
      const auto [found, fresh] = numbers.emplace(form, number);
      if (fresh) forms.emplace_back(sequence.rows[token], form);
      tokens.push_back(found->second);
    }
  }
  nn::DistinctRows distinct(tokens);
  projected.types = std::move(distinct.columns);

  // What the first layer makes of a word is computed once for all its tokens, and kept.
  struct Part {
    std::vector<std::size_t> places;  // in projected.columns
    std::vector<const float*> columns;
  };
  Part own;
  Part other;
  std::vector<std::uint32_t> own_rows;
  std::vector<std::string_view> other_words;
  std::vector<std::uint32_t> other_rows;
  for (std::size_t type = 0; type < distinct.rows.size(); ++type) {
    const std::uint32_t number = distinct.rows[type];
    if (number < vocabulary_->rows()) {
      own.places.push_back(type);
      own_rows.push_back(number);
    } else {
      const auto& [row, form] = forms[number - vocabulary_->rows()];
      other.places.push_back(type);
      other_words.push_back(form);
      other_rows.push_back(row);
    }
  }
  own.columns.resize(own.places.size());
  other.columns.resize(other.places.size());
  cache_->find(own_rows, own.columns);
  cache_->find(other_words, other.columns);

  nn::TokenTypes missing;
  std::vector<std::uint32_t> missing_rows;
  std::vector<std::string_view> missing_words;
  for (std::size_t i = 0; i < own.places.size(); ++i) {
    if (own.columns[i] != nullptr) continue;
    add_type(own_rows[i], {}, missing);
    missing_rows.push_back(own_rows[i]);
  }
  for (std::size_t i = 0; i < other.places.size(); ++i) {
    if (other.columns[i] != nullptr) continue;
    add_type(other_rows[i], other_words[i], missing);
    missing_words.push_back(other_words[i]);
  }
  if (missing.size() > 0) {
    std::size_t word_rows = 0;
    for (const TableKind& kind : table_kinds_) word_rows += kind.dimension;
    nn::Activations<float> vectors(word_rows, missing.size());
    Eigen::Index row = 0;
    for (std::size_t i = 0; i < tables.size(); ++i) {
      tables[i].look_up(missing.words[i], vectors.matrix().middleRows(row, tables[i].dimension()), pool);
      row += tables[i].dimension();
    }
    network_->project(weights.data(), *prepared_, vectors.matrix(), missing, projected.computed, pool);
  }
  std::size_t next = 0;
  projected.columns.resize(distinct.rows.size());
  for (Part* part : {&own, &other}) {
    for (std::size_t i = 0; i < part->places.size(); ++i) {
      const float* const kept = part->columns[i];
      projected.columns[part->places[i]] = kept != nullptr ? kept : projected.computed.column(next++);
    }
  }
  cache_->add(missing_rows, projected.computed, 0);
  cache_->add(missing_words, projected.computed, missing_rows.size());
}

void SequenceModel::run(std::span<const LookedUp> sequences, const RunOptions& options, base::Pool& pool,
                        const Receive& receive, base::SideTasks side_tasks) const {
  if (!prepared_) throw std::logic_error("the weights have not been prepared");
  std::vector<std::size_t> all_heads(heads_.size());
  std::iota(all_heads.begin(), all_heads.end(), std::size_t{0});
  const std::span<const std::size_t> heads = options.heads.empty() ? all_heads : options.heads;
  std::vector<nn::HeadRequest> requests;
  std::vector<nn::SpanScheme> spans(heads.size());
  for (std::size_t i = 0; i < heads.size(); ++i) {
    nn::HeadRequest& request = requests.emplace_back();
    request.head = heads[i];
    request.probabilities = options.probabilities;
    const auto& labels = heads_[heads[i]].labels;
    if (options.spans && labels.scheme.scheme != corpus::TagScheme::none) {
      spans[i] = span_scheme(labels);
      request.spans = &spans[i];
    }
  }
  requests.front().n_best = options.n_best;
  // Longest first, so that the last pieces to be taken are short ones.
  std::vector<std::size_t> order(sequences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return sequences[a].size() > sequences[b].size(); });
  std::size_t all = 0;
  for (const LookedUp& sequence : sequences) all += sequence.size();
  std::size_t rest = all;
  std::vector<std::span<const std::size_t>> batches;
  for (std::size_t first = 0; first < order.size();) {
    const std::size_t share = std::max(rest / rest_in_share, std::min(least_share, all / all_in_least_share));
    std::size_t last = first;
    std::size_t together = 0;
    do {
      together += sequences[order[last]].size();
      ++last;
    } while (last < order.size() && last - first < std::max<std::size_t>(options.batch_size, 1) &&
             (last - first < least_sequences || together < share) &&
             together + sequences[order[last]].size() <= most_tokens);
    batches.emplace_back(std::span(order).subspan(first, last - first));
    first = last;
    rest -= together;
  }
  pool.run(side_tasks.size() + batches.size(), [&](std::size_t piece) {
    if (piece < side_tasks.size()) return side_tasks[piece]();
    run_batch(sequences, batches[piece - side_tasks.size()], requests, receive);
  });
}

void SequenceModel::run_batch(std::span<const LookedUp> sequences, std::span<const std::size_t> members,
                              std::span<const nn::HeadRequest> requests, const Receive& receive) const {
  const bool pooled = task_ == Task::classifier;
  base::Pool serial(1);
  Projected projected;
  project(sequences, members, projected, serial);
  std::vector<nn::BatchSequence> parts;
  std::size_t offset = 0;
  for (const std::size_t member : members) {
    parts.push_back({std::span(projected.types).subspan(offset, sequences[member].size()), {}, 0});
    offset += sequences[member].size();
  }
  const nn::Batch batch = nn::make_batch(parts, heads_.size(), pooled);
  std::vector<nn::Prediction<float>> predictions;
  network_->predict(weights.data(), *prepared_, projected.columns, batch, requests, predictions, serial);
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const std::size_t member = batch.packing.order()[packed];
    Predictions own(predictions.size());
    for (std::size_t head = 0; head < own.size(); ++head) {
      nn::Prediction<float>& said = predictions[head];
      const bool probabilities = requests[head].probabilities;
      if (pooled) {
        own[head].labels = {said.labels[member]};
        if (probabilities) own[head].probabilities = said.probabilities.matrix().col(nn::index(member));
        continue;
      }
      own[head].labels.resize(batch.packing.length(packed));
      for (std::size_t step = 0; step < own[head].labels.size(); ++step) {
        own[head].labels[step] = said.labels[batch.packing.column(packed, step)];
      }
      if (probabilities) own[head].probabilities = columns_of(said.probabilities, batch.packing, packed);
      if (requests[head].spans != nullptr) own[head].spans = std::move(said.spans[packed]);
      if (requests[head].n_best > 0) own[head].n_best = std::move(said.n_best[packed]);
    }
    receive(members[member], std::move(own));
  }
}

}  // namespace seqlab::model
