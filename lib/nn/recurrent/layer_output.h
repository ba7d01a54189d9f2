// The processing of a recurrent layer's output: a connection that bypasses the layer, then normalisation.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "nn/choices.h"
#include "nn/recurrent/highway.h"
#include "nn/recurrent/layer_normalisation.h"

namespace seqlab::nn {

struct LayerOutputShape {
  Connections connections = Connections::none;
  // Normalise y: after the connection, not before, because a sum of layers grows with their number, and the
  // next layer and the heads should read the same scale at any depth.
  bool normalised = false;
};

// Immutable, and holds no weights.
template <class Scalar>
class LayerOutput {
 public:
  // size: rows of H(x). connected: whether x has as many, so that a connection is possible. Slots
  // name.transform... (highway) and name.norm... (normalised).
  LayerOutput(Layout& layout, const std::string& name, std::size_t size, const LayerOutputShape& shape,
              bool connected);
  void initialise(Scalar* weights, const base::Noise& noise) const;

  struct Prepared {
    typename Highway<Scalar>::Prepared highway;
    typename LayerNormalisation<Scalar>::Prepared norm;
  };
  void prepare_training(const Scalar* weights, Prepared& prepared) const;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared) const;

  struct Tape {
    typename Highway<Scalar>::Tape highway;
    typename LayerNormalisation<Scalar>::Tape norm;
  };
  // x: the layer's input, [size x columns], or null if not connected. y: H(x) on entry, the processed output
  // on return. tape: null in inference.
  void forward(const Scalar* weights, const Prepared& prepared, const Activations<Scalar>* x,
               Activations<Scalar>& y, Tape* tape, base::Pool& pool) const;

  // The same without a tape, in the calling thread. gates: memory [size x columns] for a highway.
  void apply(const Scalar* weights, const Prepared& prepared, const Strided<const Scalar>& x,
             std::size_t columns, const Strided<Scalar>& y, const Strided<Scalar>& gates) const;

  // dy: [size x columns]. Adds to the gradient of the weights and returns that of H(x), which is on the tape
  // or is dy.
  [[nodiscard]] ConstColumns<Scalar> backward(const Prepared& prepared, const Activations<Scalar>* x,
                                              Tape& tape, ConstColumns<Scalar> dy, Scalar* gradient,
                                              base::Pool& pool) const;
  // After backward(): adds to dx the gradient that bypasses the layer.
  void add_dinput(const Tape& tape, ConstColumns<Scalar> dy, Activations<Scalar>& dx, base::Pool& pool) const;

 private:
  std::size_t size_;
  bool residual_;
  std::optional<Highway<Scalar>> highway_;
  std::optional<LayerNormalisation<Scalar>> norm_;
};

}  // namespace seqlab::nn
