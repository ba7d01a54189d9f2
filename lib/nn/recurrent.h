// One recurrent layer: the only loop over time, and every product of both passes.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "nn/cell.h"
#include "nn/layout.h"
#include "nn/matrix.h"
#include "nn/noise.h"
#include "nn/packing.h"
#include "nn/pool.h"

namespace seqlab::nn {

enum class InitialState { zero, learned };

struct RecurrentShape {
  std::size_t hidden = 0;      // h, a direction
  std::size_t directions = 2;  // 1: ahead; 2: ahead and back
  InitialState initial = InitialState::zero;
};

// States of a layer, [h x sequences] each in the caller's order of sequences: those of direction *ahead* in
// the cell's order (for an LSTM h, c), then those of *back*.
template <class Scalar>
using States = std::vector<Matrix<Scalar>>;

// A cell run over a packed batch, ahead and, with two directions, back: *back* reads each sequence from its
// last token to its first. Its weights are, for each direction, W [gates*h x inputs], U [gates*h x h], b
// [gates*h x 1] and, where learned, one initial vector [h x 1] a state.
//
// Const and without memory: what backward() needs, forward() leaves on the tape, if one is given.
template <class Scalar>
class RecurrentLayer {
 public:
  RecurrentLayer(Layout& layout, const std::string& name, std::size_t inputs, const RecurrentShape& shape,
                 std::shared_ptr<const Cell<Scalar>> cell);

  struct Tape {
    struct Direction {
      Matrix<Scalar> gates;                  // activated, [gates*h x columns]
      Matrix<Scalar> kept;                   // [kept*h x columns]
      std::vector<Matrix<Scalar>> previous;  // each state before each step, [h x columns]
    };
    std::vector<Direction> directions;
    bool given = false;  // initial states were given, so learned ones have no gradient
  };

  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t outputs() const { return shape_.directions * shape_.hidden; }

  // Glorot-uniform W, a block a gate (Glorot and Bengio 2010); orthogonal U, a block a gate (Saxe et al.
  // 2014); the cell's bias; initial states 0.
  void initialise(Scalar* weights, const Noise& noise) const;

  // input: [inputs x columns]. output: [outputs x columns], *ahead* above *back*. initial: used instead of
  // the zero or learned one when not null. final: the state of *ahead* after each sequence's last token and
  // of *back* after its first; the initial state for a sequence without tokens. Without a tape, memory beside
  // the output does not grow with the length.
  void forward(const Scalar* weights, const Packing& packing, const Matrix<Scalar>& input,
               const States<Scalar>* initial, Matrix<Scalar>& output, States<Scalar>& final, Tape* tape,
               Pool& pool) const;

  // doutput: [outputs x columns]; dfinal: as final, or null for zero. Adds to the gradient of the weights;
  // writes dinput [inputs x columns] and dinitial where not null.
  void backward(const Scalar* weights, const Packing& packing, const Tape& tape, const Matrix<Scalar>& input,
                const Matrix<Scalar>& doutput, const States<Scalar>* dfinal, Scalar* gradient,
                Matrix<Scalar>* dinput, States<Scalar>* dinitial, Pool& pool) const;

  // One step of direction *ahead* for n sequences: input [inputs x n], states [h x n] each, replaced by the
  // next; the output is states[0].
  void step(const Scalar* weights, const Matrix<Scalar>& input, States<Scalar>& states) const;

 private:
  struct Parameters {
    Slot input, recurrent, bias;
    std::vector<Slot> initial;
  };

  [[nodiscard]] States<Scalar> initial_states(const Scalar* weights, const Packing& packing,
                                              const States<Scalar>* given, std::size_t direction) const;
  void run_direction(const Scalar* weights, const Packing& packing, const Matrix<Scalar>& input,
                     States<Scalar>& states, std::size_t direction, Matrix<Scalar>& output,
                     typename Tape::Direction* tape) const;
  void return_direction(const Scalar* weights, const Packing& packing, const typename Tape::Direction& tape,
                        const Matrix<Scalar>& doutput, std::size_t direction, States<Scalar>& dstates,
                        Matrix<Scalar>& da) const;

  std::size_t inputs_;
  RecurrentShape shape_;
  std::shared_ptr<const Cell<Scalar>> cell_;
  std::size_t gates_;
  std::size_t states_;
  std::vector<Parameters> parameters_;  // one a direction
};

}  // namespace seqlab::nn
