// Global attention: each target token reads a weighted mean of the source.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "kernels/buffer.h"
#include "kernels/packed_matrix.h"
#include "nn/numbers/affine.h"
#include "nn/numbers/forward_weights.h"
#include "nn/numbers/packing.h"

namespace seqlab::nn {

// The sequences of a source and of a target, and which belong together.
struct AttentionPlan {
  const Packing& source;
  const Packing& target;
  // Per target sequence in packed order: the place of its source in the packed order of sources.
  std::span<const std::size_t> sources;
};

// Global attention with the score "general" (Luong et al. 2015), without input feeding, so that all target
// tokens are computed at once. With the source's columns m_s [memory] and the decoder's y_t [queries],
//
//   a_t(s) = softmax over s of m_s . (G y_t)      c_t = sum_s a_t(s) m_s
//   o_t = tanh(J [y_t; c_t] + b)
//
// G [memory x queries], J [outputs x (queries + memory)], b [outputs x 1]. The context c of a source without
// tokens is 0. Immutable, and holds no weights; results depend neither on the number of threads nor on the
// other sequences of a batch.
template <class Scalar>
class Attention {
 public:
  // Slots name.general, name.join.weight and name.join.bias.
  Attention(Layout& layout, const std::string& name, std::size_t memory, std::size_t queries,
            std::size_t outputs);
  [[nodiscard]] std::size_t outputs() const { return join_.outputs(); }
  // Glorot-uniform G and J, zero b.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  struct Prepared {
    ForwardWeights<Scalar> general;
    kernels::PackedMatrix<Scalar> general_transposed;  // for backward()
    typename Affine<Scalar>::Prepared join;
  };
  // gradient: for backward() too.
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared,
               Precision precision = Precision::f32) const;

  struct Tape {
    Activations<Scalar> queries;       // G y, [memory x target columns]
    Activations<Scalar> joined;        // [y; c]
    std::vector<std::size_t> offsets;  // where the weights of each target sequence begin, in packed order
    kernels::Buffer<Scalar> weights;   // a: per target sequence [its source's tokens x its tokens]
    Activations<Scalar> dqueries, djoined;

    // The weights of the token at a column of the target, one per token of the source.
    [[nodiscard]] const Scalar* weights_of(const AttentionPlan& plan, std::size_t packed,
                                           std::size_t token) const {
      return weights.data() + offsets[packed] + token * plan.source.length(plan.sources[packed]);
    }
  };
  // memory: [memory x source columns]; y: [queries x target columns]; o: [outputs x target columns], written.
  void forward(const Scalar* weights, const Prepared& prepared, const AttentionPlan& plan,
               ConstColumns<Scalar> memory, ConstColumns<Scalar> y, Tape& tape, Activations<Scalar>& o,
               base::Pool& pool) const;
  // d: do on entry. Adds to the gradient of the weights, writes dmemory [memory x source columns] and returns
  // dy, which is on the tape. Each source must belong to exactly one target, which has a token. Consumes the
  // tape and d.
  [[nodiscard]] ConstColumns<Scalar> backward(const Prepared& prepared, const AttentionPlan& plan,
                                              ConstColumns<Scalar> memory, ConstColumns<Scalar> y,
                                              const Activations<Scalar>& o, Activations<Scalar>& d,
                                              Tape& tape, Scalar* gradient, Activations<Scalar>& dmemory,
                                              base::Pool& pool) const;

 private:
  // The gradients of one target sequence, given by its place in packed order: of its weights, queries and
  // source.
  void backward_sequence(const AttentionPlan& plan, ConstColumns<Scalar> memory, std::size_t packed,
                         Tape& tape, Activations<Scalar>& dmemory) const;
  // Adds dG = dq y^T to the gradient and dy = G^T dq to the tape's.
  void backward_general(const Prepared& prepared, ConstColumns<Scalar> y, Tape& tape, Scalar* gradient,
                        base::Pool& pool) const;

  std::size_t memory_;
  std::size_t queries_;
  Slot general_;
  Affine<Scalar> join_;
};

}  // namespace seqlab::nn
