#include "nn/heads/adaptive_softmax.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "kernels/softmax.h"
#include "nn/heads/softmax_loss.h"
#include "nn/numbers/derived.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// Branches of the noise of initial weights; V has the noise itself, as in SoftmaxHead.
constexpr std::uint64_t initial_clusters = 0;
constexpr std::uint64_t initial_map = 1;
std::uint64_t initial_projection(std::size_t tail) {
  return 2 + 2 * tail;
}
std::uint64_t initial_tail(std::size_t tail) {
  return 3 + 2 * tail;
}

void check_symbols(const SymbolSlots& symbols, const Clusters& clusters) {
  bool agree = symbols.vectors.size() == clusters.count();
  for (std::size_t cluster = 0; agree && cluster < clusters.count(); ++cluster) {
    agree = symbols.vectors[cluster].rows == clusters.size(cluster);
  }
  if (!agree) throw std::invalid_argument("a head is tied to symbols in other clusters");
}

// A map without a bias.
template <class Scalar>
Affine<Scalar> matrix_of(Layout& layout, const std::string& name, std::size_t inputs, std::size_t outputs) {
  return Affine<Scalar>({.weight = layout.add(name + ".weight", outputs, inputs, "head")});
}

// Columns of `from` side by side.
template <class Scalar>
void gather_columns(const ConstColumns<Scalar>& from, std::span<const std::uint32_t> columns,
                    Activations<Scalar>& gathered) {
  gathered.resize(static_cast<std::size_t>(from.rows()), columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    gathered.matrix().col(index(i)) = from.col(index(columns[i]));
  }
}

std::size_t columns_at_a_time(std::size_t scores) {
  return std::clamp<std::size_t>(scores_at_a_time / scores, 1, piece_columns);
}

}  // namespace

template <class Scalar>
AdaptiveSoftmaxHead<Scalar>::AdaptiveSoftmaxHead(Layout& layout, const HeadShape& shape, std::size_t inputs,
                                                 const SymbolSlots* symbols)
    : shape_(shape), clusters_(shape.clusters) {
  if (!shape.allowed.everything()) {
    throw std::invalid_argument("an adaptive softmax does not restrict which labels follow each other");
  }
  if (clusters_.total() != shape.labels) {
    throw std::invalid_argument("the clusters of an adaptive softmax have " +
                                std::to_string(clusters_.total()) + " labels; they must have " +
                                std::to_string(shape.labels));
  }
  if (symbols != nullptr) {
    check_symbols(*symbols, clusters_);
    if (symbols->dimension != inputs) {
      map_ = matrix_of<Scalar>(layout, shape.name + ".map", inputs, symbols->dimension);
    }
    inputs = symbols->dimension;
  }
  // The map to the scores of a cluster.
  const auto scores_of = [&](std::size_t cluster, const std::string& name, std::size_t width) {
    const std::size_t labels = clusters_.size(cluster);
    if (symbols == nullptr) return Affine<Scalar>(layout, name, width, labels);
    return Affine<Scalar>(
        {.weight = symbols->vectors[cluster], .bias = layout.add(name + ".bias", labels, 1, "head")});
  };
  shortlist_.emplace(scores_of(0, shape.name, inputs));
  if (clusters_.count() > 1) {
    of_clusters_.emplace(layout, shape.name + ".clusters", inputs, clusters_.count() - 1);
  }
  for (std::size_t cluster = 1; cluster < clusters_.count(); ++cluster) {
    const std::string name = shape.name + "." + std::to_string(cluster);
    const std::size_t width = Clusters::dimension(inputs, cluster);
    const Affine<Scalar> projection =
        symbols == nullptr
            ? matrix_of<Scalar>(layout, name + ".projection", inputs, width)
            : Affine<Scalar>({.weight = symbols->projections[cluster - 1], .transposed = true});
    tails_.push_back({projection, scores_of(cluster, name, width)});
  }
}

template <class Scalar>
void AdaptiveSoftmaxHead<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  const auto set_scores = [&](const Affine<Scalar>& scores, const base::Noise& own) {
    if (!shape_.tied) scores.initialise(weights, own);
    scores.set_bias(weights, 0);
  };
  set_scores(*shortlist_, noise);
  if (map_) map_->initialise(weights, noise.at(initial_map));
  if (of_clusters_) of_clusters_->initialise(weights, noise.at(initial_clusters));
  for (std::size_t tail = 0; tail < tails_.size(); ++tail) {
    if (!shape_.tied) tails_[tail].projection.initialise(weights, noise.at(initial_projection(tail)));
    set_scores(tails_[tail].scores, noise.at(initial_tail(tail)));
  }
}

template <class Scalar>
void AdaptiveSoftmaxHead<Scalar>::prepare(const Scalar* weights, bool gradient, Prepared& prepared) const {
  if (map_) map_->prepare(weights, gradient, prepared.map);
  shortlist_->prepare(weights, gradient, prepared.shortlist);
  if (of_clusters_) of_clusters_->prepare(weights, gradient, prepared.clusters);
  prepared.tails.resize(tails_.size());
  for (std::size_t tail = 0; tail < tails_.size(); ++tail) {
    tails_[tail].projection.prepare(weights, gradient, prepared.tails[tail].projection);
    tails_[tail].scores.prepare(weights, gradient, prepared.tails[tail].scores);
  }
}

template <class Scalar>
void AdaptiveSoftmaxHead<Scalar>::prepare_training(const Scalar* weights,
                                                   std::unique_ptr<PreparedHead>& prepared) const {
  prepare(weights, true, derived<Prepared>(prepared));
}

template <class Scalar>
void AdaptiveSoftmaxHead<Scalar>::prepare(const Scalar* weights,
                                          std::unique_ptr<PreparedHead>& prepared) const {
  auto& own = derived<Prepared>(prepared);
  prepare(weights, false, own);
  own.viterbi = Viterbi<Scalar>(shape_.labels, {}, {});
}

template <class Scalar>
std::vector<std::int32_t> AdaptiveSoftmaxHead<Scalar>::head_gold(std::span<const std::int32_t> gold) const {
  std::vector<std::int32_t> rows;
  rows.reserve(gold.size());
  for (const std::int32_t label : gold) {
    const auto place = static_cast<std::size_t>(label);
    if (place >= shape_.labels) {
      rows.push_back(-1);
      continue;
    }
    const std::size_t cluster = clusters_.of(place);
    rows.push_back(cluster == 0 ? label : static_cast<std::int32_t>(clusters_.size(0) + cluster - 1));
  }
  return rows;
}

template <class Scalar>
typename AdaptiveSoftmaxHead<Scalar>::Members AdaptiveSoftmaxHead<Scalar>::members_of(
    std::size_t cluster, std::span<const std::int32_t> gold) const {
  const std::size_t first = clusters_.first(cluster);
  Members members;
  for (std::size_t column = 0; column < gold.size(); ++column) {
    const auto place = static_cast<std::size_t>(gold[column]);
    if (place < first || place >= first + clusters_.size(cluster)) continue;
    members.columns.push_back(static_cast<std::uint32_t>(column));
    members.gold.push_back(static_cast<std::int32_t>(place - first));
  }
  return members;
}

template <class Scalar>
ConstColumns<Scalar> AdaptiveSoftmaxHead<Scalar>::mapped(const Scalar* weights, const Prepared& prepared,
                                                         ConstColumns<Scalar> x, Activations<Scalar>& memory,
                                                         base::Pool& pool) const {
  if (!map_) return x;
  map_->forward(weights, prepared.map, x, memory, pool);
  return memory.matrix();
}

template <class Scalar>
void AdaptiveSoftmaxHead<Scalar>::forward_head(const Scalar* weights, const Prepared& prepared,
                                               const Strided<const Scalar>& x, std::size_t columns,
                                               const Strided<Scalar>& scores) const {
  shortlist_->forward(weights, prepared.shortlist, x, columns, scores);
  if (!of_clusters_) return;
  of_clusters_->forward(weights, prepared.clusters, x, columns,
                        {scores.data + clusters_.size(0), scores.stride});
}

template <class Scalar>
LossSum AdaptiveSoftmaxHead<Scalar>::loss(const Scalar* weights, const PreparedHead& prepared, const Packing&,
                                          ConstColumns<Scalar> x, std::span<const std::int32_t> gold,
                                          const BatchLoss& batch_loss, Scalar* gradient,
                                          Activations<Scalar>& dx, base::Pool& pool) const {
  const std::vector<double> factors = column_factors(shape_.weight, batch_loss, gold, shape_.labels);
  const auto& own = dynamic_cast<const Prepared&>(prepared);
  Activations<Scalar> memory;
  const ConstColumns<Scalar> y = mapped(weights, own, x, memory, pool);
  Activations<Scalar> dmapped;
  Activations<Scalar>& dy = map_ ? dmapped : dx;
  const LossSum loss = mapped_loss(weights, own, y, gold, factors, gradient, dy, pool);
  if (map_) map_->backward(own.map, x, dmapped, gradient, dx, pool);
  return loss;
}

template <class Scalar>
LossSum AdaptiveSoftmaxHead<Scalar>::mapped_loss(const Scalar* weights, const Prepared& own,
                                                 ConstColumns<Scalar> x, std::span<const std::int32_t> gold,
                                                 std::span<const double> factors, Scalar* gradient,
                                                 Activations<Scalar>& dx, base::Pool& pool) const {
  const Strided<const Scalar> from{x.data(), static_cast<std::size_t>(x.outerStride())};
  const std::size_t columns = gold.size();
  Activations<Scalar> d(head_rows(), columns);  // first the scores, then the gradient
  each_piece(columns, piece_columns, pool, [&](std::size_t first, std::size_t end) {
    forward_head(weights, own, {from.column(first), from.stride}, end - first, {d.column(first), d.stride()});
  });
  LossSum loss = differentiate_softmax<Scalar>(d, head_gold(gold), factors, pool);
  dx.resize(static_cast<std::size_t>(x.rows()), columns);
  const Strided<Scalar> to{dx.column(0), dx.stride()};
  shortlist_->backward(own.shortlist, from, {d.column(0), d.stride()}, columns, gradient, to, false, pool);
  if (of_clusters_) {
    of_clusters_->backward(own.clusters, from, {d.column(0) + clusters_.size(0), d.stride()}, columns,
                           gradient, to, true, pool);
  }
  for (std::size_t tail = 0; tail < tails_.size(); ++tail) {
    const Members members = members_of(tail + 1, gold);
    if (members.columns.empty()) continue;
    // The head has counted the label.
    loss.sum += tail_loss(weights, own, tail, x, members, factors, gradient, dx, pool).sum;
  }
  return loss;
}

template <class Scalar>
LossSum AdaptiveSoftmaxHead<Scalar>::tail_loss(const Scalar* weights, const Prepared& prepared,
                                               std::size_t tail, ConstColumns<Scalar> x,
                                               const Members& members, std::span<const double> factors,
                                               Scalar* gradient, Activations<Scalar>& dx,
                                               base::Pool& pool) const {
  const auto& [projection, scores] = tails_[tail];
  const typename Prepared::Tail& own = prepared.tails[tail];
  std::vector<double> own_factors;
  for (const std::uint32_t column : members.columns) own_factors.push_back(factors[column]);
  Activations<Scalar> own_x, z, d, dz, own_dx;
  gather_columns<Scalar>(x, members.columns, own_x);
  projection.forward(weights, own.projection, own_x.matrix(), z, pool);
  scores.forward(weights, own.scores, z.matrix(), d, pool);
  const LossSum loss = differentiate_softmax<Scalar>(d, members.gold, own_factors, pool);
  scores.backward(own.scores, z.matrix(), d, gradient, dz, pool);
  projection.backward(own.projection, own_x.matrix(), dz, gradient, own_dx, pool);
  for (std::size_t i = 0; i < members.columns.size(); ++i) {
    dx.matrix().col(index(members.columns[i])) += own_dx.matrix().col(index(i));
  }
  return loss;
}

template <class Scalar>
void AdaptiveSoftmaxHead<Scalar>::predict(const Scalar* weights, const PreparedHead& prepared,
                                          const Packing& packing, ConstColumns<Scalar> x,
                                          const HeadRequest& request, Prediction<Scalar>& prediction,
                                          base::Pool& pool) const {
  if (request.of_sequences()) {
    throw std::invalid_argument("an adaptive softmax predicts neither spans nor best sequences");
  }
  const auto stride = static_cast<std::size_t>(x.outerStride());
  Activations<Scalar> scores(shape_.labels, static_cast<std::size_t>(x.cols()));
  each_piece(scores.columns(), piece_columns, pool, [&](std::size_t first, std::size_t end) {
    Activations<Scalar> scratch;
    write_scores(weights, prepared, {x.data() + first * stride, stride}, end - first,
                 {scores.column(first), scores.stride()}, scratch);
  });
  prediction.finite = all_finite(scores);
  prediction.spans.clear();
  prediction.n_best.clear();
  best_labels(dynamic_cast<const Prepared&>(prepared).viterbi, scores, packing, prediction.labels, pool);
  if (!request.probabilities) return;
  if (request.temperature != 1) scores.matrix() /= static_cast<Scalar>(request.temperature);
  each_piece(scores.columns(), piece_columns, pool, [&](std::size_t first, std::size_t end) {
    kernels::softmax_columns(scores.column(first), scores.stride(), shape_.labels, end - first);
  });
  prediction.finite = prediction.finite && all_finite(scores);
  prediction.probabilities = std::move(scores);
}

template <class Scalar>
void AdaptiveSoftmaxHead<Scalar>::score(const Scalar* weights, const PreparedHead& prepared,
                                        ConstColumns<Scalar> x, std::span<const std::int32_t> gold,
                                        std::span<double> log_probabilities, base::Pool& pool) const {
  const auto& own = dynamic_cast<const Prepared&>(prepared);
  Activations<Scalar> memory;
  const ConstColumns<Scalar> y = mapped(weights, own, x, memory, pool);
  const Strided<const Scalar> from{y.data(), static_cast<std::size_t>(y.outerStride())};
  const std::vector<std::int32_t> rows = head_gold(gold);
  std::fill(log_probabilities.begin(), log_probabilities.end(), 0.0);
  each_piece(gold.size(), columns_at_a_time(head_rows()), pool, [&](std::size_t first, std::size_t end) {
    const std::size_t count = end - first;
    Activations<Scalar> scores(head_rows(), count);
    forward_head(weights, own, {from.column(first), from.stride}, count, {scores.column(0), scores.stride()});
    add_log_probabilities<Scalar>(scores, std::span(rows).subspan(first, count),
                                  log_probabilities.subspan(first, count));
  });
  for (std::size_t tail = 0; tail < tails_.size(); ++tail) {
    score_tail(weights, own, tail, y, members_of(tail + 1, gold), log_probabilities, pool);
  }
}

template <class Scalar>
void AdaptiveSoftmaxHead<Scalar>::score_tail(const Scalar* weights, const Prepared& prepared,
                                             std::size_t tail, ConstColumns<Scalar> x, const Members& members,
                                             std::span<double> log_probabilities, base::Pool& pool) const {
  const Tail& maps = tails_[tail];
  const typename Prepared::Tail& own = prepared.tails[tail];
  const std::size_t labels = clusters_.size(tail + 1);
  each_piece(members.columns.size(), columns_at_a_time(labels), pool,
             [&](std::size_t first, std::size_t end) {
               const std::size_t count = end - first;
               const std::span columns = std::span(members.columns).subspan(first, count);
               Activations<Scalar> own_x;
               Activations<Scalar> z(maps.projection.outputs(), count);
               Activations<Scalar> scores(labels, count);
               gather_columns<Scalar>(x, columns, own_x);
               maps.projection.forward(weights, own.projection, {own_x.column(0), own_x.stride()}, count,
                                       {z.column(0), z.stride()});
               maps.scores.forward(weights, own.scores, {z.column(0), z.stride()}, count,
                                   {scores.column(0), scores.stride()});
               std::vector<double> found(count, 0.0);
               add_log_probabilities<Scalar>(scores, std::span(members.gold).subspan(first, count), found);
               for (std::size_t i = 0; i < count; ++i) log_probabilities[columns[i]] += found[i];
             });
}

template <class Scalar>
void AdaptiveSoftmaxHead<Scalar>::write_scores(const Scalar* weights, const PreparedHead& prepared,
                                               const Strided<const Scalar>& x, std::size_t columns,
                                               const Strided<Scalar>& scores,
                                               Activations<Scalar>& scratch) const {
  const auto& own = dynamic_cast<const Prepared&>(prepared);
  // P x, above the scores of the clusters, above z of each tail.
  const std::size_t mapped = map_ ? map_->outputs() : 0;
  const std::size_t widest = tails_.empty() ? 0 : tails_.front().projection.outputs();
  scratch.resize(mapped + tails_.size() + widest, columns);
  const Strided<Scalar> px{scratch.column(0), scratch.stride()};
  const Strided<Scalar> of_clusters{px.data + mapped, scratch.stride()};
  const Strided<Scalar> z{of_clusters.data + tails_.size(), scratch.stride()};
  if (map_) map_->forward(weights, own.map, x, columns, px);
  const Strided<const Scalar> y = map_ ? Strided<const Scalar>{px.data, px.stride} : x;
  shortlist_->forward(weights, own.shortlist, y, columns, scores);
  if (of_clusters_) of_clusters_->forward(weights, own.clusters, y, columns, of_clusters);
  for (std::size_t tail = 0; tail < tails_.size(); ++tail) {
    const std::size_t labels = clusters_.size(tail + 1);
    const Strided<Scalar> target{scores.data + clusters_.first(tail + 1), scores.stride};
    tails_[tail].projection.forward(weights, own.tails[tail].projection, y, columns, z);
    tails_[tail].scores.forward(weights, own.tails[tail].scores, {z.data, z.stride}, columns, target);
    for (std::size_t column = 0; column < columns; ++column) {
      Scalar* const own_scores = target.column(column);
      double sum = 0;
      kernels::log_sum_exp<Scalar>(own_scores, scores.stride, labels, 1, &sum);
      const auto shift = static_cast<Scalar>(static_cast<double>(of_clusters.column(column)[tail]) - sum);
      for (std::size_t label = 0; label < labels; ++label) own_scores[label] += shift;
    }
  }
}

template class AdaptiveSoftmaxHead<Number>;

}  // namespace seqlab::nn
