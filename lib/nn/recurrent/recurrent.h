// One recurrent layer: the only loop over time, and every product of both passes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
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
#include "nn/recurrent/cell.h"

namespace seqlab::nn {

struct RecurrentShape {
  std::size_t hidden = 0;      // h, a direction
  std::size_t directions = 2;  // 1: ahead; 2: ahead and back
  InitialState initial = InitialState::zero;
};

// States of a layer, [h x sequences] each in the caller's order of sequences: those of direction *ahead* in
// the cell's order (for an LSTM h, c), then those of *back*.
template <class Scalar>
using States = std::vector<Matrix<Scalar>>;

// What a layer reads. Equal tokens may share a column, so that its product is computed once.
template <class Scalar>
struct LayerInput {
  // x: [inputs x columns]. Without `columns` each token has the column of its own place in the packing; with
  // it, token t of the packing reads column columns[t].
  explicit LayerInput(const ConstColumns<Scalar>& its_x, std::span<const std::uint32_t> its_columns = {})
      : x{its_x.data(), static_cast<std::size_t>(its_x.outerStride())},
        width(static_cast<std::size_t>(its_x.cols())),
        columns(its_columns) {}
  // `its_projected`: where each column stands that project() gave for x; x itself is not needed any more.
  LayerInput(std::span<const Scalar* const> its_projected, std::span<const std::uint32_t> its_columns)
      : width(its_projected.size()), columns(its_columns), projected(its_projected) {}

  Strided<const Scalar> x;
  std::size_t width = 0;
  std::span<const std::uint32_t> columns;
  std::span<const Scalar* const> projected;
};

// A cell run over a packed batch, ahead and, with two directions, back: *back* reads each sequence from its
// last token to its first. Its weights are, for each direction, W [gates*h x inputs], U [gates*h x h], b
// [gates*h x 1] and, where learned, one initial vector [h x 1] a state.
//
// Const and without memory: what backward() needs, forward() leaves on the tape, if one is given. Work is cut
// by the batch and the network alone, and every sum is in an order of its own length, so that results depend
// neither on the number of threads nor, forward, on the other sequences of the batch.
template <class Scalar>
class RecurrentLayer {
 public:
  RecurrentLayer(Layout& layout, const std::string& name, std::size_t inputs, const RecurrentShape& shape,
                 std::shared_ptr<const Cell<Scalar>> cell);

  // The weights as the products read them. Valid for the weights and the instruction set it was made with.
  struct Prepared {
    struct Direction {
      ForwardWeights<Scalar> input, recurrent;                               // W, U
      kernels::PackedMatrix<Scalar> input_transposed, recurrent_transposed;  // for the gradient pass
    };
    std::vector<Direction> directions;
  };

  // What one forward pass leaves for its gradient pass, which uses it up. Kept from batch to batch, it saves
  // allocating it anew.
  struct Tape {
    struct Direction {
      Activations<Scalar> gates;                  // activated, [gates*h x columns]; after backward() da
      Activations<Scalar> kept;                   // [kept*h x columns]
      std::vector<Activations<Scalar>> previous;  // each state before each step, [h x columns]
      Activations<Scalar> shared;  // da summed over the tokens that share a column of the input
    };
    std::vector<Direction> directions;
    Activations<Scalar> projected;  // of an input whose columns are shared
    bool given = false;             // initial states were given, so learned ones have no gradient
  };

  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t outputs() const { return shape_.directions * shape_.hidden; }
  [[nodiscard]] std::size_t projected_rows() const { return shape_.directions * gates_ * shape_.hidden; }

  // Glorot-uniform W, a block a gate (Glorot and Bengio 2010); orthogonal U, a block a gate (Saxe et al.
  // 2014); the cell's bias; initial states 0.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  // For training, with what backward() needs; and for running alone.
  void prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared, base::Pool& pool) const;

  // projected := W x + b, [directions*gates*h x columns of x], the part of the gates that needs no state.
  void project(const Scalar* weights, const Prepared& prepared, const LayerInput<Scalar>& input,
               Activations<Scalar>& projected, base::Pool& pool) const;

  // output: [outputs x columns of the packing], *ahead* above *back*. initial: used instead of the zero or
  // learned one when not null. final: the state of *ahead* after each sequence's last token and of *back*
  // after its first; the initial state for a sequence without tokens. Without a tape, memory beside the
  // output does not grow with the length.
  void forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
               const LayerInput<Scalar>& input, const States<Scalar>* initial, Activations<Scalar>& output,
               States<Scalar>& final, Tape* tape, base::Pool& pool) const;

  // doutput: [outputs x columns]; dfinal: as final, or null for zero. Adds to the gradient of the weights;
  // writes dinput, one column a column of x, and dinitial where not null.
  void backward(const Prepared& prepared, const Packing& packing, Tape& tape, const LayerInput<Scalar>& input,
                ConstColumns<Scalar> doutput, const States<Scalar>* dfinal, Scalar* gradient,
                Activations<Scalar>* dinput, States<Scalar>* dinitial, base::Pool& pool) const;

  // One step of direction *ahead* for n sequences: input [inputs x n], states [h x n] each, replaced by the
  // next; the output is states[0].
  void step(const Scalar* weights, const Prepared& prepared, const Matrix<Scalar>& input,
            States<Scalar>& states) const;

 private:
  struct Parameters {
    Slot input, recurrent, bias;
    std::vector<Slot> initial;
  };
  // Sequences [begin, end) of the packed order, that one thread runs through time.
  struct SequenceBlock {
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] std::size_t active(const Packing& packing, std::size_t step) const;
    // Of the active ones, those that a direction has met before this step; they come first.
    [[nodiscard]] std::size_t begun(const Packing& packing, std::size_t direction, std::size_t step) const;
  };
  [[nodiscard]] static std::vector<SequenceBlock> cut_sequences(const Packing& packing, bool taped);

  // Packs W (an even piece) or U (an odd one) of direction piece / 2, or their transposes.
  void pack_forward(const Scalar* weights, Precision precision, std::size_t piece, Prepared& prepared) const;
  void pack_backward(const Scalar* weights, std::size_t piece, Prepared& prepared) const;
  void read_states(const Scalar* weights, const Packing& packing, const States<Scalar>* given,
                   std::size_t direction, const SequenceBlock& block,
                   std::vector<Activations<Scalar>>& states) const;
  // from_zero: the initial states are zero.
  void run_block(const Scalar* weights, const Prepared& prepared, const Packing& packing,
                 const LayerInput<Scalar>& input, std::size_t direction, const SequenceBlock& block,
                 bool from_zero, std::vector<Activations<Scalar>>& states, Activations<Scalar>& output,
                 typename Tape::Direction* tape) const;
  // projected: where W x + b of each sequence stands, or null: `gates` hold it. moved: the columns whose
  // state may be other than zero, the first of the step's; U h is computed for these alone.
  void run_step(const Prepared& prepared, const Packing& packing, std::size_t direction,
                const SequenceBlock& block, std::size_t step, std::size_t moved,
                const Scalar* const* projected, Strided<Scalar> gates,
                std::vector<Activations<Scalar>>& states, Activations<Scalar>& output,
                typename Tape::Direction* tape) const;
  // to_initial: dstates become the gradient of the initial states, and are of no use after it if not.
  void return_block(const Prepared& prepared, const Packing& packing, typename Tape::Direction& tape,
                    ConstColumns<Scalar> doutput, std::size_t direction, const SequenceBlock& block,
                    bool to_initial, std::vector<Activations<Scalar>>& dstates) const;
  void share_columns(const LayerInput<Scalar>& input, Tape& tape, base::Pool& pool) const;

  std::size_t inputs_;
  RecurrentShape shape_;
  std::shared_ptr<const Cell<Scalar>> cell_;
  std::size_t gates_;
  std::size_t states_;
  std::vector<Parameters> parameters_;  // one a direction
};

}  // namespace seqlab::nn
