// What is read of a recurrent layer: its output after a connection past it and normalisation.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "nn/choices.h"
#include "nn/recurrent/highway.h"
#include "nn/recurrent/layer_normalisation.h"

namespace seqlab::nn {

struct LayerOutputShape {
  Connections connections = Connections::none;
  // Each layer's y is normalised. After the connection, not before: a sum of layers grows with their number,
  // and what the next layer and the heads read then has one scale however many there are.
  bool normalised = false;
};

// Const and without memory.
template <class Scalar>
class LayerOutput {
 public:
  // size: of H(x). connected: whether the layer reads as much as it writes, so that a connection can pass it.
  // Slots name.transform... (highway) and name.norm... (normalised).
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
  // x: what the layer read, [size x columns], null where it is not connected. y: H(x) on entry, what is read
  // of the layer on return. tape: null for inference.
  void forward(const Scalar* weights, const Prepared& prepared, const Activations<Scalar>* x,
               Activations<Scalar>& y, Tape* tape, base::Pool& pool) const;

  // dy: [size x columns]. Adds to the gradient of the weights and gives that of H(x), which lies on the tape
  // or is dy.
  [[nodiscard]] ConstColumns<Scalar> backward(const Prepared& prepared, const Activations<Scalar>* x,
                                              Tape& tape, ConstColumns<Scalar> dy, Scalar* gradient,
                                              base::Pool& pool) const;
  // After backward(): adds to dx what reaches x past the layer.
  void add_dinput(const Tape& tape, ConstColumns<Scalar> dy, Activations<Scalar>& dx, base::Pool& pool) const;

 private:
  bool residual_;
  std::optional<Highway<Scalar>> highway_;
  std::optional<LayerNormalisation<Scalar>> norm_;
};

}  // namespace seqlab::nn
