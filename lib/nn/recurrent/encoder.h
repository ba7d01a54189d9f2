// Recurrent layers on top of each other.
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

namespace seqlab::nn {

// Dropout between the layers in a training step. `noise` is that of the step; each place in the network draws
// from a branch of it.
struct DropoutPlan {
  base::Noise noise;
  std::span<const std::uint64_t> identities;  // index in the corpus of each sequence, in packed order
  double rate = 0;
  DropoutKind kind = DropoutKind::plain;
};

// Branches of DropoutPlan::noise.
constexpr std::uint64_t place_input = 0;
constexpr std::uint64_t place_output = 1;
constexpr std::uint64_t place_layers = 2;  // + l: what layer l reads

// L layers; layer l > 0 reads what is read of layer l - 1 (layer_output.h). A connection passes each layer
// but the first, which reads another width.
template <class Scalar>
class Encoder {
 public:
  Encoder(Layout& layout, const std::string& name, std::size_t inputs, std::size_t layers,
          const RecurrentShape& shape, std::shared_ptr<const Cell<Scalar>> cell,
          const LayerOutputShape& output = {});

  struct Prepared {
    std::vector<typename RecurrentLayer<Scalar>::Prepared> layers;
    std::vector<typename LayerOutput<Scalar>::Prepared> outputs;
  };
  struct Tape {
    std::vector<typename RecurrentLayer<Scalar>::Tape> layers;
    std::vector<typename LayerOutput<Scalar>::Tape> outputs;
    std::vector<Activations<Scalar>> between;  // what layer l gave layer l + 1, after dropout
    Activations<Scalar> doutputs[2];           // the gradient of what a layer gave, used in turn
  };

  [[nodiscard]] std::size_t inputs() const { return layers_.front().inputs(); }
  [[nodiscard]] std::size_t outputs() const { return layers_.back().outputs(); }
  [[nodiscard]] std::size_t projected_rows() const { return layers_.front().projected_rows(); }
  void initialise(Scalar* weights, const base::Noise& noise) const;
  // The weights as the products read them: for training, and for running alone.
  void prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared, base::Pool& pool) const;
  // See RecurrentLayer::project: what the first layer makes of an input.
  void project(const Scalar* weights, const Prepared& prepared, const LayerInput<Scalar>& input,
               Activations<Scalar>& projected, base::Pool& pool) const;

  // initial: the states of each layer, or null. final: those of each layer, as its cell left them. dropout:
  // null when none (inference).
  void forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
               const LayerInput<Scalar>& input, const std::vector<States<Scalar>>* initial,
               const DropoutPlan* dropout, Activations<Scalar>& output, std::vector<States<Scalar>>& final,
               Tape* tape, base::Pool& pool) const;

  // doutput: [outputs x columns]. dfinal: of the last layer, or null. Adds to the gradient, writes dinput
  // [inputs x columns of the input] where not null and, where not null, dinitial of each layer. Uses the tape
  // up.
  void backward(const Prepared& prepared, const Packing& packing, Tape& tape, const LayerInput<Scalar>& input,
                const DropoutPlan* dropout, ConstColumns<Scalar> doutput, const States<Scalar>* dfinal,
                Scalar* gradient, Activations<Scalar>* dinput, std::vector<States<Scalar>>* dinitial,
                base::Pool& pool) const;

 private:
  std::vector<RecurrentLayer<Scalar>> layers_;
  std::vector<LayerOutput<Scalar>> outputs_;
};

}  // namespace seqlab::nn
