// A stack of layers, recurrent ones or those of a multilayer perceptron.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nn/choices.h"
#include "nn/recurrent/dropout.h"
#include "nn/recurrent/layer_output.h"
#include "nn/recurrent/recurrent.h"
#include "nn/recurrent/window_layer.h"

namespace seqlab::nn {

// Dropout between the layers in a training step.
struct DropoutPlan {
  base::Noise noise;                          // of the step
  std::span<const std::uint64_t> identities;  // the index in the corpus of each sequence, in packed order
  double rate = 0;
  DropoutKind kind = DropoutKind::plain;
};

// Branches of a step's noise, one per place in the network that drops out.
constexpr std::uint64_t place_input = 0;
constexpr std::uint64_t place_output = 1;
constexpr std::uint64_t place_layers = 2;  // + l: the input of layer l
constexpr std::uint64_t place_sides = std::uint64_t{1} << 32U;

// Layer l > 0 reads the processed output of layer l - 1 (layer_output.h). Connections bypass all layers but
// the first, whose input has another width. Without a cell, the layers are those of a perceptron, only the
// first reads a window, and there may be none: the output is then the input. Their only state, which pooling
// reads for sequences without tokens, is zero.
template <class Scalar>
class Encoder {
 public:
  // Only the first layer has a side input. Throws std::invalid_argument for a cell without layers, and for a
  // side input without a cell.
  Encoder(Layout& layout, const std::string& name, std::size_t inputs, std::size_t layers,
          const RecurrentShape& shape, const LayerOutputShape& output = {});

  struct Prepared {
    std::vector<typename RecurrentLayer<Scalar>::Prepared> layers;
    std::vector<typename WindowLayer<Scalar>::Prepared> windows;
    std::vector<typename LayerOutput<Scalar>::Prepared> outputs;
  };
  struct Tape {
    std::vector<typename RecurrentLayer<Scalar>::Tape> layers;
    std::vector<typename WindowLayer<Scalar>::Tape> windows;
    std::vector<typename LayerOutput<Scalar>::Tape> outputs;
    std::vector<Activations<Scalar>> between;  // the input of layer l + 1, after dropout
    Activations<Scalar> doutputs[2];           // gradients between layers, used alternately
    ThroughTime through_time;                  // set by the caller
  };

  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t outputs() const {
    return !layers_.empty()    ? layers_.back().outputs()
           : !windows_.empty() ? windows_.back().outputs()
                               : inputs_;
  }
  [[nodiscard]] std::size_t projected_rows() const {
    return !layers_.empty()    ? layers_.front().projected_rows()
           : !windows_.empty() ? windows_.front().projected_rows()
                               : inputs_;
  }
  // The states of each layer for so many sequences, zero.
  [[nodiscard]] std::vector<States<Scalar>> zero_states(std::size_t sequences) const;
  void initialise(Scalar* weights, const base::Noise& noise) const;
  // For training, and for inference.
  void prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared, base::Pool& pool) const;
  // The input projection of the first layer, see RecurrentLayer::project().
  void project(const Scalar* weights, const Prepared& prepared, const LayerInput<Scalar>& input,
               Activations<Scalar>& projected, base::Pool& pool) const;

  // What the first layer gains from a side input, see RecurrentLayer::project_side().
  void project_side(const Prepared& prepared, const SideInput<Scalar>& side, Activations<Scalar>& projected,
                    base::Pool& pool) const {
    layers_.front().project_side(prepared.layers.front(), side, projected, pool);
  }

  // initial: the initial states of each layer, or null. final: the final states of each layer, unprocessed.
  // dropout: null for none. tape: null in inference.
  void forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
               const LayerInput<Scalar>& input, const std::vector<States<Scalar>>* initial,
               const DropoutPlan* dropout, Activations<Scalar>& output, std::vector<States<Scalar>>& final,
               Tape* tape, base::Pool& pool) const;

  // doutput: [outputs x columns]. dfinal: of the final states of each layer, where none or null is zero. Adds
  // to the gradient of the weights. Writes dinput [inputs x columns of the input] and dinitial, of each
  // layer, unless null. Consumes the tape.
  void backward(const Prepared& prepared, const Packing& packing, Tape& tape, const LayerInput<Scalar>& input,
                const DropoutPlan* dropout, ConstColumns<Scalar> doutput,
                const std::vector<States<Scalar>>* dfinal, Scalar* gradient, Activations<Scalar>* dinput,
                std::vector<States<Scalar>>* dinitial, base::Pool& pool) const;

  // What steps one by one read and write besides the weights, for a number of sequences.
  struct Stepping {
    std::vector<typename RecurrentLayer<Scalar>::Stepping> layers;
    std::vector<Activations<Scalar>> outputs;  // processed, of each layer
    Activations<Scalar> gates;                 // of highways
  };
  // Throws std::invalid_argument unless the layers are recurrent and have one direction.
  [[nodiscard]] Stepping make_stepping(std::size_t sequences) const;
  // The states of a sequence := its initial ones.
  void reset(const Scalar* weights, Stepping& stepping, std::size_t sequence) const;
  // The next step of the first n sequences, as RecurrentLayer::step(): the last of `outputs` gets the output.
  void step(const Scalar* weights, const Prepared& prepared, std::size_t n, const Scalar* const* projected,
            Stepping& stepping) const;

 private:
  [[nodiscard]] std::size_t count() const { return outputs_.size(); }
  // Those of one layer, of either kind.
  void run_forward(std::size_t layer, const Scalar* weights, const Prepared& prepared, const Packing& packing,
                   const LayerInput<Scalar>& input, const std::vector<States<Scalar>>* initial,
                   Activations<Scalar>& output, std::vector<States<Scalar>>& final, Tape* tape,
                   base::Pool& pool) const;
  void run_backward(std::size_t layer, const Prepared& prepared, const Packing& packing, Tape& tape,
                    const LayerInput<Scalar>& input, ConstColumns<Scalar> doutput,
                    const States<Scalar>* dfinal, Scalar* gradient, Activations<Scalar>* dinput,
                    std::vector<States<Scalar>>* dinitial, base::Pool& pool) const;

  std::size_t inputs_;
  std::vector<RecurrentLayer<Scalar>> layers_;  // these
  std::vector<WindowLayer<Scalar>> windows_;    // or these
  std::vector<LayerOutput<Scalar>> outputs_;
};

}  // namespace seqlab::nn
