// Recurrent layers on top of each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "nn/dropout.h"
#include "nn/recurrent.h"

namespace seqlab::nn {

// Dropout of a training step. `noise` is that of the step; each place in the network draws from a branch of
// it.
struct DropoutPlan {
  Noise noise;
  std::span<const std::uint64_t> identities;  // index in the corpus of each sequence, in packed order
  double input = 0;                           // on the encoder's input
  double layers = 0;                          // between its layers
  double output = 0;                          // on what the head reads
  DropoutKind kind = DropoutKind::plain;
};

// Branches of DropoutPlan::noise.
constexpr std::uint64_t place_input = 0;
constexpr std::uint64_t place_output = 1;
constexpr std::uint64_t place_layers = 2;  // and one more for each further layer

// L layers; layer l > 0 reads what layer l - 1 wrote.
template <class Scalar>
class Encoder {
 public:
  Encoder(Layout& layout, const std::string& name, std::size_t inputs, std::size_t layers,
          const RecurrentShape& shape, std::shared_ptr<const Cell<Scalar>> cell);

  struct Tape {
    std::vector<typename RecurrentLayer<Scalar>::Tape> layers;
    std::vector<Matrix<Scalar>> inputs;  // of each layer, after dropout
  };

  [[nodiscard]] std::size_t inputs() const { return layers_.front().inputs(); }
  [[nodiscard]] std::size_t outputs() const { return layers_.back().outputs(); }
  void initialise(Scalar* weights, const Noise& noise) const;

  // input: [inputs x columns], taken over. initial: the states of each layer, or null. final: those of each
  // layer. dropout: null when none (inference).
  void forward(const Scalar* weights, const Packing& packing, Matrix<Scalar> input,
               const std::vector<States<Scalar>>* initial, const DropoutPlan* dropout, Matrix<Scalar>& output,
               std::vector<States<Scalar>>& final, Tape* tape, Pool& pool) const;

  // doutput: [outputs x columns]. dfinal: of the last layer, or null. Adds to the gradient, writes dinput
  // [inputs x columns] where not null and, where not null, dinitial of each layer.
  void backward(const Scalar* weights, const Packing& packing, const Tape& tape, const DropoutPlan* dropout,
                Matrix<Scalar> doutput, const States<Scalar>* dfinal, Scalar* gradient,
                Matrix<Scalar>* dinput, std::vector<States<Scalar>>* dinitial, Pool& pool) const;

 private:
  std::vector<RecurrentLayer<Scalar>> layers_;
};

}  // namespace seqlab::nn
