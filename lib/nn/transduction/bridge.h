// The bridge from an encoder to a decoder: its final states to their initial ones.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "nn/numbers/affine.h"
#include "nn/recurrent/recurrent.h"

namespace seqlab::nn {

// For each layer and each state of the decoder's cell, with the encoder's final states *ahead* and *back*,
//
//   s = tanh(B [s_ahead; s_back] + b)        (Bahdanau et al. 2015, from both directions and every layer)
//
// where state k of the decoder (for an LSTM h, c) reads state k of the encoder, or its last if it has fewer.
// The encoder's remaining states are not read. Immutable, and holds no weights.
template <class Scalar>
class Bridge {
 public:
  // Slots name.LAYER.STATE.weight and name.LAYER.STATE.bias. Both have `layers` layers.
  Bridge(Layout& layout, const std::string& name, std::size_t layers, const RecurrentShape& encoder,
         const RecurrentShape& decoder);
  // Glorot-uniform B, zero b.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  using Prepared = std::vector<typename Affine<Scalar>::Prepared>;  // of each map
  // gradient: for backward() too.
  void prepare(const Scalar* weights, bool gradient, Prepared& prepared,
               Precision precision = Precision::f32) const;

  struct Tape {
    std::vector<Activations<Scalar>> read, written;  // of each map, a column per sequence
    Activations<Scalar> dread;
  };
  // final: the encoder's states of each layer. initial: the decoder's, written.
  void forward(const Scalar* weights, const Prepared& prepared, const std::vector<States<Scalar>>& final,
               Tape& tape, std::vector<States<Scalar>>& initial, base::Pool& pool) const;
  // Adds to the gradient of the weights and writes dfinal. Consumes the tape.
  void backward(const Prepared& prepared, Tape& tape, const std::vector<States<Scalar>>& dinitial,
                Scalar* gradient, std::vector<States<Scalar>>& dfinal, base::Pool& pool) const;

 private:
  // Map i leads to state i % states of layer i / states of the decoder.
  [[nodiscard]] std::size_t layer_of(std::size_t map) const { return map / decoder_states_; }
  [[nodiscard]] std::size_t state_of(std::size_t map) const { return map % decoder_states_; }
  // The state of the encoder that a map reads.
  [[nodiscard]] std::size_t source_of(std::size_t map) const;

  std::size_t encoder_states_;
  std::size_t decoder_states_;
  std::size_t hidden_;  // of a direction of the encoder
  std::size_t directions_;
  std::vector<Affine<Scalar>> maps_;
};

}  // namespace seqlab::nn
