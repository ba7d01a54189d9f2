// A layer without recurrence: a multilayer perceptron's, over a window of tokens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "kernels/packed_matrix.h"
#include "nn/choices.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/forward_weights.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"
#include "nn/numbers/packing.h"
#include "nn/recurrent/layer_input.h"

namespace seqlab::nn {

// y_t = f(b + sum over -n <= k <= n of W_k x_(t+k)), with x outside the sequence zero: the window approach of
// Collobert and others 2011, and with f = max(0, .) and a maximum over the text the convolution of Kim 2014.
// Weights: W_-n, ..., W_n stacked [(2n+1)*h x inputs], b [h x 1].
//
// Immutable, and holds no weights. As in RecurrentLayer, equal tokens share a column of the input, and
// results depend neither on the number of threads nor, in the forward pass, on the other sequences.
template <class Scalar>
class WindowLayer {
 public:
  // context: n. Throws std::invalid_argument without units.
  WindowLayer(Layout& layout, const std::string& name, std::size_t inputs, std::size_t hidden,
              std::size_t context, Activation activation);

  struct Prepared {
    ForwardWeights<Scalar> weight;
    kernels::PackedMatrix<Scalar> transposed;  // for backward()
  };
  struct Tape {
    Activations<Scalar> projected;  // W_k x of each column of the input
    Activations<Scalar> y;          // [h x columns]; after backward() its gradient before f
    Activations<Scalar> shared;     // of each column of the input: the sums of that gradient for each W_k
  };

  [[nodiscard]] std::size_t inputs() const { return weight_.columns; }
  [[nodiscard]] std::size_t outputs() const { return bias_.rows; }
  [[nodiscard]] std::size_t projected_rows() const { return weight_.rows; }
  // Glorot-uniform W; b is 0.
  void initialise(Scalar* weights, const base::Noise& noise) const;
  void prepare_training(const Scalar* weights, Prepared& prepared) const;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared) const;

  // projected := W_k x, [projected_rows x columns of x].
  void project(const Prepared& prepared, const LayerInput<Scalar>& input, Activations<Scalar>& projected,
               base::Pool& pool) const;
  // output: [h x columns of the packing]. tape: null in inference.
  void forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
               const LayerInput<Scalar>& input, Activations<Scalar>& output, Tape* tape,
               base::Pool& pool) const;
  // doutput: [h x columns]. Adds to the gradient of the weights and writes dinput [inputs x columns of x],
  // unless null. Consumes the tape.
  void backward(const Prepared& prepared, const Packing& packing, Tape& tape, const LayerInput<Scalar>& input,
                ConstColumns<Scalar> doutput, Scalar* gradient, Activations<Scalar>* dinput,
                base::Pool& pool) const;

 private:
  [[nodiscard]] std::size_t windows() const { return 2 * context_ + 1; }
  void activate(std::span<Scalar> values) const;

  std::size_t context_;
  Activation activation_;
  Slot weight_, bias_;
};

}  // namespace seqlab::nn
