// Pooling of any kind.
#pragma once

#include <cstddef>
#include <optional>

#include "nn/choices.h"
#include "nn/pooling/attention_pooling.h"
#include "nn/pooling/pooling.h"

namespace seqlab::nn {

// Immutable, and holds no weights.
template <class Scalar>
class TextPooling {
 public:
  // size: rows of a token's column. hidden: units of attention.
  TextPooling(Layout& layout, Pooling pooling, std::size_t size, std::size_t hidden);
  void initialise(Scalar* weights, const base::Noise& noise) const;

  using Prepared = typename AttentionPooling<Scalar>::Prepared;
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared) const;

  struct Tape {
    PoolingTape pooling;
    typename AttentionPooling<Scalar>::Tape attention;
  };
  // output: [rows x columns], final: the last layer's final states. Returns [rows x sequences] in the
  // caller's order. tape: null in inference.
  [[nodiscard]] Matrix<Scalar> forward(const Scalar* weights, const Prepared& prepared,
                                       const Packing& packing, ConstColumns<Scalar> output,
                                       const States<Scalar>& final, Tape* tape, base::Pool& pool) const;
  // Adds to the gradient of the weights and writes doutput [rows x columns] and dfinal, shaped like `final`.
  void backward(const Prepared& prepared, const Packing& packing, ConstColumns<Scalar> output,
                const States<Scalar>& final, Tape& tape, ConstColumns<Scalar> dpooled, Scalar* gradient,
                Activations<Scalar>& doutput, States<Scalar>& dfinal, base::Pool& pool) const;

 private:
  Pooling pooling_;
  std::optional<AttentionPooling<Scalar>> attention_;
};

}  // namespace seqlab::nn
