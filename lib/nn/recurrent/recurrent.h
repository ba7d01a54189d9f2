// A recurrent layer: the loop over time, and all products of both passes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "kernels/buffer.h"
#include "kernels/packed_matrix.h"
#include "nn/choices.h"
#include "nn/numbers/activations.h"
#include "nn/numbers/forward_weights.h"
#include "nn/numbers/layout.h"
#include "nn/numbers/matrix.h"
#include "nn/numbers/packing.h"
#include "nn/recurrent/cell.h"
#include "nn/recurrent/cell_rows.h"
#include "nn/recurrent/layer_input.h"

namespace seqlab::nn {

struct RecurrentShape {
  std::size_t hidden = 0;      // h, a direction
  std::size_t directions = 2;  // 1: ahead; 2: ahead and back
  InitialState initial = InitialState::zero;
  CellShape cell;
  std::size_t side = 0;  // numbers of a side input (layer_input.h); 0: there is none
};

// What happens to gradients on their way through time.
struct ThroughTime {
  // The states after every that many steps of a direction count as given, so that gradients go back less far
  // (Williams and Peng 1990); 0: never.
  std::size_t cut_every = 0;
  double vanishing_penalty = 0;  // factor of vanishing_penalty.h; for a plain network alone
  bool keep_dh = false;          // leave dL/dh of every step on the tape
};

// The states of a layer, each [h x sequences] in the caller's order of sequences: those of direction *ahead*
// in the cell's order (for an LSTM h, c), then those of *back*.
template <class Scalar>
using States = std::vector<Matrix<Scalar>>;

// Runs a cell over a packed batch: *ahead* and, with two directions, *back*, which reads each sequence from
// its last token to its first. The weights per direction are W [rows x inputs] of the gates that have it, U
// [rows x h] of the gates of all stages, b [rows x 1]; if the cell reads raw input of another width, P [h x
// inputs]; if it has peepholes, [peepholes*h x 1]; if learned, an initial vector [h x 1] per state; with a
// side input V [rows x side] of all gates that have an input.
//
// Immutable, and holds no weights: what backward() needs, forward() writes to the tape. Work is cut by the
// batch and the network alone, and the order of a sum depends on its length alone. So results depend neither
// on the number of threads nor, in the forward pass, on the other sequences of the batch.
template <class Scalar>
class RecurrentLayer {
 public:
  RecurrentLayer(Layout& layout, const std::string& name, std::size_t inputs, const RecurrentShape& shape);

  // The weights in the form that the products read. Valid for the weights and the instruction set it was made
  // with.
  struct Prepared {
    struct Direction {
      ForwardWeights<Scalar> input, raw, side;        // W, P, V
      std::vector<ForwardWeights<Scalar>> recurrent;  // U of each stage
      kernels::Buffer<Scalar> peepholes;
      // For backward():
      kernels::PackedMatrix<Scalar> input_transposed, raw_transposed;
      std::vector<kernels::PackedMatrix<Scalar>> recurrent_transposed;
    };
    std::vector<Direction> directions;
  };

  // What forward() leaves for backward(), which consumes it. Reused from batch to batch, it saves
  // allocations.
  struct Tape {
    struct Direction {
      Activations<Scalar> gates;                  // activated, [rows x columns]; after backward() da
      Activations<Scalar> kept;                   // [kept*h x columns]
      Activations<Scalar> operands;               // [operands*h x columns]
      std::vector<Activations<Scalar>> previous;  // each state before each step, [h x columns]
      Activations<Scalar> shared;                 // da, summed over tokens that share a column of the input
      Activations<Scalar> shared_side;            // the same over tokens that share a column of the side
      Activations<Scalar> dh;                     // dL/dh_t [h x columns], if it is kept
    };
    std::vector<Direction> directions;
    Activations<Scalar> projected;  // by project(), if tokens share columns
    Activations<Scalar> side;       // by project_side()
    bool given = false;             // initial states were given, so the learned ones have no gradient
    ThroughTime through_time;       // set by the caller
  };

  [[nodiscard]] std::size_t inputs() const { return inputs_; }
  [[nodiscard]] std::size_t directions() const { return shape_.directions; }
  [[nodiscard]] std::size_t outputs() const { return shape_.directions * shape_.hidden; }
  [[nodiscard]] std::size_t projected_rows() const { return shape_.directions * rows_.projected; }

  [[nodiscard]] States<Scalar> zero_states(std::size_t sequences) const {
    return States<Scalar>(shape_.directions * states_,
                          Matrix<Scalar>::Zero(index(shape_.hidden), index(sequences)));
  }

  // Per gate, Glorot-uniform W (Glorot and Bengio 2010) and orthogonal U (Saxe et al. 2014); Glorot-uniform
  // P; the cell's initial bias; peepholes and initial states of 0.
  void initialise(Scalar* weights, const base::Noise& noise) const;

  // For training, and for inference, which has no backward().
  void prepare_training(const Scalar* weights, Prepared& prepared, base::Pool& pool) const;
  void prepare(const Scalar* weights, Precision precision, Prepared& prepared, base::Pool& pool) const;

  // projected := what the gates gain from the input, W x + b or raw input, of both directions,
  // [projected_rows x columns of x].
  void project(const Scalar* weights, const Prepared& prepared, const LayerInput<Scalar>& input,
               Activations<Scalar>& projected, base::Pool& pool) const;

  // projected := V s of both directions, [projected_rows x columns of s].
  void project_side(const Prepared& prepared, const SideInput<Scalar>& side, Activations<Scalar>& projected,
                    base::Pool& pool) const;

  // output: [outputs x columns of the packing], *ahead* above *back*. initial: replaces the zero or learned
  // states unless null. final: the state of *ahead* after each sequence's last token and of *back* after its
  // first; the initial state for a sequence without tokens. Without a tape, memory other than the output does
  // not grow with the length.
  void forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
               const LayerInput<Scalar>& input, const States<Scalar>* initial, Activations<Scalar>& output,
               States<Scalar>& final, Tape* tape, base::Pool& pool) const;

  // doutput: [outputs x columns]; dfinal: shaped like final, or null for zero. Adds to the gradient of the
  // weights. Writes dinput [inputs x columns of x] and dinitial, unless null.
  void backward(const Prepared& prepared, const Packing& packing, Tape& tape, const LayerInput<Scalar>& input,
                ConstColumns<Scalar> doutput, const States<Scalar>* dfinal, Scalar* gradient,
                Activations<Scalar>* dinput, States<Scalar>* dinitial, base::Pool& pool) const;

  // What steps one by one read and write besides the weights, for a number of sequences.
  struct Stepping {
    std::vector<Activations<Scalar>>
        states;  // of direction *ahead*, [h x sequences] each, in the cell's order
    Activations<Scalar> gates, operands;
    std::vector<const Scalar*> starts;
  };
  [[nodiscard]] Stepping make_stepping(std::size_t sequences) const;
  // The states of a sequence := zero or learned ones.
  void reset(const Scalar* weights, Stepping& stepping, std::size_t sequence) const;
  // The next step of direction *ahead* of the first n sequences: its states, and output [h x n] := the first
  // of them. The input is projected, a column of project() for each sequence, or if that is null x
  // [inputs x n]. Runs in the calling thread, allocates nothing, and gives the same bits as forward().
  void step(const Scalar* weights, const Prepared& prepared, std::size_t n, const Scalar* const* projected,
            const Strided<const Scalar>& x, const Strided<Scalar>& output, Stepping& stepping) const;

 private:
  struct Parameters {
    Slot input, recurrent, bias, raw, side, peepholes;
    std::vector<Slot> initial;
  };
  // Sequences [begin, end) in packed order, which one thread runs through time.
  struct SequenceBlock {
    std::size_t begin = 0;
    std::size_t end = 0;
    [[nodiscard]] std::size_t active(const Packing& packing, std::size_t step) const;
    // How many of the active sequences have read a token in this direction before this step; they come first.
    [[nodiscard]] std::size_t started(const Packing& packing, std::size_t direction, std::size_t step) const;
  };
  [[nodiscard]] static std::vector<SequenceBlock> cut_sequences(const Packing& packing, bool taped);

  // The matrices of a direction are W, P and V if there are any, and U of each stage.
  static constexpr std::size_t first_stage = 3;
  [[nodiscard]] std::size_t matrices() const { return first_stage + rows_.stages.size(); }
  // Packs a matrix, counted over both directions, or its transpose.
  void pack_forward(const Scalar* weights, Precision precision, std::size_t matrix, Prepared& prepared) const;
  void pack_backward(const Scalar* weights, std::size_t matrix, Prepared& prepared) const;
  void resize(const Scalar* weights, Prepared& prepared) const;
  // The step that a direction reads after `done` others.
  [[nodiscard]] static std::size_t step_after(std::size_t done, const Packing& packing,
                                              std::size_t direction) {
    return direction == 0 ? done : packing.steps() - 1 - done;
  }
  // states := those of a block, [h x sequences of the block]: from `given`, in the caller's order, or if that
  // is null the learned ones, or zero without weights. write_states() copies a block's states to the caller's
  // order.
  void read_states(const Scalar* weights, const Packing& packing, const States<Scalar>* given,
                   std::size_t direction, const SequenceBlock& block,
                   std::vector<Activations<Scalar>>& states) const;
  void write_states(const Packing& packing, std::size_t direction, const SequenceBlock& block,
                    const std::vector<Activations<Scalar>>& states, States<Scalar>& target) const;

  void resize_tape(const Packing& packing, Tape& tape) const;
  // Writes the projected rows of `columns` columns of x in one direction.
  void project_columns(const Scalar* weights, const Prepared& prepared, std::size_t direction,
                       const Strided<const Scalar>& x, std::size_t columns,
                       const Strided<Scalar>& projected) const;
  // gates := those of columns [first, first + count) of the packing, and what they gain from the side input.
  void add_side(const SideInput<Scalar>& side, std::size_t direction, std::size_t first, std::size_t count,
                const Strided<Scalar>& gates) const;
  // The same as project_columns() to the gates of a tape whose tokens share no columns, with the side input.
  void project_onto_tape(const Scalar* weights, const Prepared& prepared, const LayerInput<Scalar>& input,
                         Tape& tape, base::Pool& pool) const;
  // A block of sequences whose input is projected: in input.projected, else in the tape's gates. from_zero:
  // whether the initial states are zero.
  void run_projected(const Scalar* weights, const Prepared& prepared, const Packing& packing,
                     const LayerInput<Scalar>& input, std::size_t direction, const SequenceBlock& block,
                     bool from_zero, std::vector<Activations<Scalar>>& states, Activations<Scalar>& output,
                     typename Tape::Direction* tape) const;
  // All sequences, without a tape: projects the input of a chunk of steps at a time.
  void run_in_chunks(const Scalar* weights, const Prepared& prepared, const Packing& packing,
                     const LayerInput<Scalar>& input, std::size_t direction, const SequenceBlock& block,
                     bool from_zero, std::vector<Activations<Scalar>>& states,
                     Activations<Scalar>& output) const;
  // What a step reads and writes apart from its gates.
  [[nodiscard]] CellForward<Scalar> forward_step(const Prepared& prepared, std::size_t direction,
                                                 std::size_t columns,
                                                 std::vector<Activations<Scalar>>& states,
                                                 Activations<Scalar>& operands) const;
  // All stages of a step. projected: the projected rows of each column, or null if the gates already hold
  // them. with_state: how many columns, the first ones, may have a state other than zero; only they need
  // products with states. starts: memory that steps share.
  void run_stages(const Scalar* weights, const Prepared& prepared, std::size_t direction,
                  std::size_t with_state, const Scalar* const* projected, CellForward<Scalar>& cell,
                  std::vector<const Scalar*>& starts) const;
  // cut_every: see ThroughTime. from_zero: whether the initial states are zero and need no gradient.
  // to_initial: whether dstates must become the gradients of the initial states.
  void backward_block(const Prepared& prepared, const Packing& packing, typename Tape::Direction& tape,
                      ConstColumns<Scalar> doutput, std::size_t direction, const SequenceBlock& block,
                      std::size_t cut_every, bool from_zero, bool to_initial,
                      std::vector<Activations<Scalar>>& dstates) const;
  // Sums da over tokens that share a column of the input, or of the side input.
  void sum_shared(const LayerInput<Scalar>& input, Tape& tape, base::Pool& pool) const;
  // Rows [row, row + rows) of a band.
  struct BandPiece {
    const CellRows::Band* band = nullptr;
    std::size_t row = 0;
    std::size_t rows = 0;
  };
  [[nodiscard]] std::vector<BandPiece> cut_bands() const;
  // Adds to the gradients of the weights of some rows of one direction.
  void add_weight_gradients(const Packing& packing, const Tape& tape, const LayerInput<Scalar>& input,
                            std::size_t direction, const BandPiece& piece, Scalar* gradient) const;
  // Of V, from row on a panel of rows.
  void add_side_gradients(const Tape& tape, const SideInput<Scalar>& side, std::size_t direction,
                          std::size_t row, Scalar* gradient) const;
  void add_peephole_gradients(const Tape& tape, std::size_t direction, std::size_t columns,
                              Scalar* gradient) const;
  // dinput := the sum over directions of W^T da and the gradient of raw input, for columns [first, first +
  // count).
  void input_gradient(const Prepared& prepared, const Tape& tape, const LayerInput<Scalar>& input,
                      std::size_t first, std::size_t count, Activations<Scalar>& dinput) const;

  std::size_t inputs_;
  RecurrentShape shape_;
  Cell<Scalar> cell_;
  CellRows rows_;
  std::size_t states_;
  std::vector<Parameters> parameters_;  // per direction
};

}  // namespace seqlab::nn
