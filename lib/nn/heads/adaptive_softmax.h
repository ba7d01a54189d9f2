// The head for very many independent labels: a softmax in two steps.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "nn/heads/head.h"
#include "nn/heads/viterbi.h"
#include "nn/numbers/affine.h"
#include "nn/numbers/clusters.h"

namespace seqlab::nn {

// Adaptive softmax (Grave et al. 2017). Labels are ordered by descending frequency and cut into clusters of
// n_0, n_1, ... labels. The first step chooses among the labels of cluster 0 and the other clusters, the
// second among the labels of a cluster, from a narrower vector the rarer they are:
//
//   p(label of cluster 0) = head(label)             head = softmax of (V x + d, C x + e)
//   p(label of cluster i) = head(i) tail_i(label)   tail_i = softmax(W_i z_i + b_i), z_i = Q_i x
//
// V [n_0 x inputs], C [clusters - 1 x inputs], Q_i [d_i x inputs], W_i [n_i x d_i], d_i = max(1, inputs /
// 4^i), and biases d, e, b_i. With one cluster it is SoftmaxHead, to the last bit.
//
// Tied to the symbols of an input (symbol_input.h; Baevski and Auli 2019; Press and Wolf 2017), V = E_0, W_i
// = E_i and Q_i = P_i^T, whose gradients both add to. If their dimension d is not `inputs`, x is first mapped
// to it, by a matrix P [d x inputs].
//
// Slots: name.weight (V), name.bias (d), name.clusters.weight (C), name.clusters.bias (e), and for i > 0
// name.i.projection.weight (Q_i), name.i.weight (W_i), name.i.bias (b_i); tied, V, Q_i and W_i have none, and
// P is name.map.weight.
template <class Scalar>
class AdaptiveSoftmaxHead final : public Head<Scalar> {
 public:
  // symbols: those that it is tied to, or null. Throws std::invalid_argument for transitions that are not
  // allowed, an empty cluster, sizes of clusters that do not sum to the number of labels, or other clusters
  // than the symbols have.
  AdaptiveSoftmaxHead(Layout& layout, const HeadShape& shape, std::size_t inputs, const SymbolSlots* symbols);

  // Glorot-uniform matrices, but for those of symbols, which it leaves alone; zero biases.
  void initialise(Scalar* weights, const base::Noise& noise) const override;

  struct Prepared final : PreparedHead {
    struct Tail {
      typename Affine<Scalar>::Prepared projection, scores;
    };
    typename Affine<Scalar>::Prepared map, shortlist, clusters;
    std::vector<Tail> tails;
    Viterbi<Scalar> viterbi;  // by prepare()
  };
  void prepare_training(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const override;
  void prepare(const Scalar* weights, std::unique_ptr<PreparedHead>& prepared) const override;

  // As SoftmaxHead. A cluster i > 0 is computed for those columns alone whose gold label it has.
  LossSum loss(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
               ConstColumns<Scalar> x, std::span<const std::int32_t> gold, const BatchLoss& batch_loss,
               Scalar* gradient, Activations<Scalar>& dx, base::Pool& pool) const override;

  // Labels and probabilities. Computes the scores of all K labels of all columns. Throws
  // std::invalid_argument if spans or best sequences are requested.
  void predict(const Scalar* weights, const PreparedHead& prepared, const Packing& packing,
               ConstColumns<Scalar> x, const HeadRequest& request, Prediction<Scalar>& prediction,
               base::Pool& pool) const override;

  void score(const Scalar* weights, const PreparedHead& prepared, ConstColumns<Scalar> x,
             std::span<const std::int32_t> gold, std::span<double> log_probabilities,
             base::Pool& pool) const override;

  // The scores of cluster 0 are V x + d; those of cluster i are ln tail_i plus the score of the cluster.
  void write_scores(const Scalar* weights, const PreparedHead& prepared, const Strided<const Scalar>& x,
                    std::size_t columns, const Strided<Scalar>& scores,
                    Activations<Scalar>& scratch) const override;

 private:
  // A cluster i > 0.
  struct Tail {
    Affine<Scalar> projection, scores;  // Q_i; W_i and b_i
  };
  // The columns whose gold label is in a cluster, and its place there.
  struct Members {
    std::vector<std::uint32_t> columns;
    std::vector<std::int32_t> gold;
  };

  void prepare(const Scalar* weights, bool gradient, Prepared& prepared) const;
  // Rows of the head: its labels, then the other clusters.
  [[nodiscard]] std::size_t head_rows() const { return clusters_.size(0) + clusters_.count() - 1; }
  // The row of the head for the gold label of each column; -1 without one.
  [[nodiscard]] std::vector<std::int32_t> head_gold(std::span<const std::int32_t> gold) const;
  [[nodiscard]] Members members_of(std::size_t cluster, std::span<const std::int32_t> gold) const;
  // V x + d above C x + e, in the calling thread.
  void forward_head(const Scalar* weights, const Prepared& prepared, const Strided<const Scalar>& x,
                    std::size_t columns, const Strided<Scalar>& scores) const;
  // loss() of x that is mapped.
  LossSum mapped_loss(const Scalar* weights, const Prepared& own, ConstColumns<Scalar> x,
                      std::span<const std::int32_t> gold, std::span<const double> factors, Scalar* gradient,
                      Activations<Scalar>& dx, base::Pool& pool) const;
  // Adds the gradient of a tail to `gradient` and dx; returns its part of the loss.
  LossSum tail_loss(const Scalar* weights, const Prepared& prepared, std::size_t tail, ConstColumns<Scalar> x,
                    const Members& members, std::span<const double> factors, Scalar* gradient,
                    Activations<Scalar>& dx, base::Pool& pool) const;

  // Adds ln tail(label) of the members.
  void score_tail(const Scalar* weights, const Prepared& prepared, std::size_t tail, ConstColumns<Scalar> x,
                  const Members& members, std::span<double> log_probabilities, base::Pool& pool) const;

  // P x of all columns, or x itself without P.
  [[nodiscard]] ConstColumns<Scalar> mapped(const Scalar* weights, const Prepared& prepared,
                                            ConstColumns<Scalar> x, Activations<Scalar>& memory,
                                            base::Pool& pool) const;

  HeadShape shape_;
  Clusters clusters_;
  std::optional<Affine<Scalar>> map_;          // P
  std::optional<Affine<Scalar>> shortlist_;    // V and d
  std::optional<Affine<Scalar>> of_clusters_;  // C and e
  std::vector<Tail> tails_;
};

}  // namespace seqlab::nn
