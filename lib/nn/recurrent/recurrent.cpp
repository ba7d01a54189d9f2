#include "nn/recurrent/recurrent.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "nn/numbers/orthogonal.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// Columns that are projected at a time if there is no tape.
constexpr std::size_t projected_columns = 512;
// Sequences per thread if there is a tape: enough to fill the tiles of products.
constexpr std::size_t block_sequences = 16;

}  // namespace

template <class Scalar>
RecurrentLayer<Scalar>::RecurrentLayer(Layout& layout, const std::string& name, std::size_t inputs,
                                       const RecurrentShape& shape, std::shared_ptr<const Cell<Scalar>> cell)
    : inputs_(inputs),
      shape_(shape),
      cell_(std::move(cell)),
      gates_(cell_->gates().size()),
      states_(cell_->states().size()) {
  if (shape.hidden == 0 || shape.directions < 1 || shape.directions > 2) {
    throw std::invalid_argument("a recurrent layer needs units and one or two directions");
  }
  for (std::size_t direction = 0; direction < shape.directions; ++direction) {
    const std::string prefix = name + (direction == 0 ? ".ahead." : ".back.");
    Parameters parameters;
    parameters.input = layout.add(prefix + "input", gates_ * shape.hidden, inputs, "recurrent");
    parameters.recurrent = layout.add(prefix + "recurrent", gates_ * shape.hidden, shape.hidden, "recurrent");
    parameters.bias = layout.add(prefix + "bias", gates_ * shape.hidden, 1, "recurrent");
    if (shape.initial == InitialState::learned) {
      for (const std::string& state : cell_->states()) {
        parameters.initial.push_back(layout.add(prefix + "initial." + state, shape.hidden, 1, "recurrent"));
      }
    }
    parameters_.push_back(std::move(parameters));
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  const Eigen::Index h = index(shape_.hidden);
  for (std::size_t direction = 0; direction < shape_.directions; ++direction) {
    const Parameters& parameters = parameters_[direction];
    auto input = window(weights, parameters.input);
    const double limit = std::sqrt(6.0 / static_cast<double>(inputs_ + shape_.hidden));
    const base::Noise input_noise = noise.at(2 * direction);
    for (Eigen::Index element = 0; element < input.size(); ++element) {
      const double uniform = input_noise.uniform(static_cast<std::uint64_t>(element));
      input.data()[element] = static_cast<Scalar>((2 * uniform - 1) * limit);
    }
    auto recurrent = window(weights, parameters.recurrent);
    for (std::size_t gate = 0; gate < gates_; ++gate) {
      const Matrix<double> orthogonal =
          orthogonal_matrix(shape_.hidden, noise.at(2 * direction + 1).at(gate));
      recurrent.middleRows(index(gate) * h, h) = orthogonal.template cast<Scalar>();
    }
    Eigen::Map<Vector<Scalar>> bias(weights + parameters.bias.offset, index(parameters.bias.size()));
    cell_->initialise_bias(bias, h);
    for (const Slot& slot : parameters.initial) window(weights, slot).setZero();
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::pack_forward(const Scalar* weights, Precision precision, std::size_t piece,
                                          Prepared& prepared) const {
  const Parameters& parameters = parameters_[piece / 2];
  typename Prepared::Direction& target = prepared.directions[piece / 2];
  const std::size_t rows = gates_ * shape_.hidden;
  if (piece % 2 == 0) {
    target.input.pack(weights + parameters.input.offset, rows, inputs_, precision);
  } else {
    target.recurrent.pack(weights + parameters.recurrent.offset, rows, shape_.hidden, precision);
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::pack_backward(const Scalar* weights, std::size_t piece,
                                           Prepared& prepared) const {
  const Parameters& parameters = parameters_[piece / 2];
  typename Prepared::Direction& target = prepared.directions[piece / 2];
  const std::size_t rows = gates_ * shape_.hidden;
  if (piece % 2 == 0) {
    target.input_transposed.pack_transposed(weights + parameters.input.offset, inputs_, rows, inputs_);
  } else {
    target.recurrent_transposed.pack_transposed(weights + parameters.recurrent.offset, shape_.hidden, rows,
                                                shape_.hidden);
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared,
                                     base::Pool& pool) const {
  prepared.directions.resize(shape_.directions);
  pool.run(shape_.directions * 2,
           [&](std::size_t piece) { pack_forward(weights, precision, piece, prepared); });
}

template <class Scalar>
void RecurrentLayer<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared,
                                              base::Pool& pool) const {
  prepared.directions.resize(shape_.directions);
  const std::size_t matrices = shape_.directions * 2;
  pool.run(2 * matrices, [&](std::size_t piece) {
    if (piece < matrices) {
      pack_forward(weights, Precision::f32, piece, prepared);
    } else {
      pack_backward(weights, piece - matrices, prepared);
    }
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::project(const Scalar* weights, const Prepared& prepared,
                                     const LayerInput<Scalar>& input, Activations<Scalar>& projected,
                                     base::Pool& pool) const {
  const std::size_t rows = gates_ * shape_.hidden;
  projected.resize(shape_.directions * rows, input.width);
  const std::size_t column_pieces = pieces_of(input.width, piece_columns);
  pool.run(shape_.directions * column_pieces, [&](std::size_t piece) {
    const std::size_t direction = piece / column_pieces;
    const std::size_t first = piece % column_pieces * piece_columns;
    prepared.directions[direction].input.multiply(
        input.x.data + first * input.x.stride, input.x.stride, std::min(piece_columns, input.width - first),
        weights + parameters_[direction].bias.offset, projected.column(first) + direction * rows,
        projected.stride());
  });
}

template <class Scalar>
std::size_t RecurrentLayer<Scalar>::SequenceBlock::active(const Packing& packing, std::size_t step) const {
  return std::clamp(packing.active(step), begin, end) - begin;
}

template <class Scalar>
std::size_t RecurrentLayer<Scalar>::SequenceBlock::started(const Packing& packing, std::size_t direction,
                                                           std::size_t step) const {
  if (direction == 0) return step == 0 ? 0 : active(packing, step);
  return step + 1 == packing.steps() ? 0 : active(packing, step + 1);
}

template <class Scalar>
std::vector<typename RecurrentLayer<Scalar>::SequenceBlock> RecurrentLayer<Scalar>::cut_sequences(
    const Packing& packing, bool taped) {
  if (!taped) return {{0, packing.sequences()}};
  std::vector<SequenceBlock> blocks;
  for (std::size_t begin = 0; begin < packing.sequences(); begin += block_sequences) {
    blocks.push_back({begin, std::min(begin + block_sequences, packing.sequences())});
  }
  return blocks;
}

template <class Scalar>
void RecurrentLayer<Scalar>::read_states(const Scalar* weights, const Packing& packing,
                                         const States<Scalar>* given, std::size_t direction,
                                         const SequenceBlock& block,
                                         std::vector<Activations<Scalar>>& states) const {
  states.resize(states_);
  for (std::size_t state = 0; state < states_; ++state) {
    states[state].resize(shape_.hidden, block.end - block.begin);
    auto values = states[state].matrix();
    if (given != nullptr) {
      const Matrix<Scalar>& source = (*given)[direction * states_ + state];
      for (std::size_t packed = block.begin; packed < block.end; ++packed) {
        values.col(index(packed - block.begin)) = source.col(index(packing.order()[packed]));
      }
    } else if (weights != nullptr && shape_.initial == InitialState::learned) {
      values.colwise() = Vector<Scalar>(window(weights, parameters_[direction].initial[state]));
    } else {
      values.setZero();
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::write_states(const Packing& packing, std::size_t direction,
                                          const SequenceBlock& block,
                                          const std::vector<Activations<Scalar>>& states,
                                          States<Scalar>& target) const {
  for (std::size_t state = 0; state < states_; ++state) {
    Matrix<Scalar>& values = target[direction * states_ + state];
    for (std::size_t packed = block.begin; packed < block.end; ++packed) {
      values.col(index(packing.order()[packed])) = states[state].matrix().col(index(packed - block.begin));
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::run_step(const Prepared& prepared, const Packing& packing, std::size_t direction,
                                      const SequenceBlock& block, std::size_t step, std::size_t with_state,
                                      const Scalar* const* projected, Strided<Scalar> gates,
                                      std::vector<Activations<Scalar>>& states, Activations<Scalar>& output,
                                      typename Tape::Direction* tape) const {
  CellForward<Scalar> cell;
  cell.hidden = shape_.hidden;
  cell.columns = block.active(packing, step);
  cell.gates = gates;
  const ForwardWeights<Scalar>& recurrent = prepared.directions[direction].recurrent;
  if (projected != nullptr) {
    recurrent.multiply_from(states[0].column(0), states[0].stride(), with_state, projected, gates.data,
                            gates.stride);
    for (std::size_t column = with_state; column < cell.columns; ++column) {
      std::copy_n(projected[column], gates_ * shape_.hidden, gates.data + column * gates.stride);
    }
  } else {
    recurrent.multiply_add(states[0].column(0), states[0].stride(), with_state, gates.data, gates.stride);
  }
  const std::size_t column = packing.offset(step) + block.begin;
  for (std::size_t state = 0; state < states_; ++state) {
    cell.states[state] = {states[state].column(0), states[state].stride()};
    if (tape == nullptr) continue;
    cell.previous[state] = {tape->previous[state].column(column), tape->previous[state].stride()};
  }
  if (tape != nullptr) cell.kept = {tape->kept.column(column), tape->kept.stride()};
  cell.output = {output.column(column) + direction * shape_.hidden, output.stride()};
  cell_->forward(cell);
}

template <class Scalar>
void RecurrentLayer<Scalar>::run_projected(const Prepared& prepared, const Packing& packing,
                                           const LayerInput<Scalar>& input, std::size_t direction,
                                           const SequenceBlock& block, bool from_zero,
                                           std::vector<Activations<Scalar>>& states,
                                           Activations<Scalar>& output,
                                           typename Tape::Direction* tape) const {
  const std::size_t rows = gates_ * shape_.hidden;
  Activations<Scalar> scratch;  // the gates of a step, if there is no tape
  if (tape == nullptr) scratch.resize(rows, block.end - block.begin);
  Activations<Scalar>& gates = tape != nullptr ? tape->gates : scratch;
  std::vector<const Scalar*> projected(input.projected.empty() ? 0 : block.end - block.begin);
  for (std::size_t done = 0; done < packing.steps(); ++done) {
    const std::size_t step = step_after(done, packing, direction);
    const std::size_t count = block.active(packing, step);
    if (count == 0) continue;
    const std::size_t column = packing.offset(step) + block.begin;
    for (std::size_t i = 0; i < count && !projected.empty(); ++i) {
      projected[i] = input.projected[input.columns[column + i]] + direction * rows;
    }
    const std::size_t with_state = from_zero ? block.started(packing, direction, step) : count;
    run_step(prepared, packing, direction, block, step, with_state,
             projected.empty() ? nullptr : projected.data(),
             {gates.column(tape != nullptr ? column : 0), gates.stride()}, states, output, tape);
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::run_in_chunks(const Scalar* weights, const Prepared& prepared,
                                           const Packing& packing, const LayerInput<Scalar>& input,
                                           std::size_t direction, const SequenceBlock& block, bool from_zero,
                                           std::vector<Activations<Scalar>>& states,
                                           Activations<Scalar>& output) const {
  const bool back = direction == 1;
  const std::size_t steps = packing.steps();
  // How many columns the first steps of this direction have.
  const auto columns_of = [&](std::size_t first) {
    return back ? packing.columns() - packing.offset(steps - first) : packing.offset(first);
  };
  Activations<Scalar> gates;
  for (std::size_t done = 0; done < steps;) {
    std::size_t end = done + 1;  // of the chunk
    while (end < steps && columns_of(end + 1) - columns_of(done) <= projected_columns) ++end;
    const std::size_t first = packing.offset(back ? steps - end : done);
    const std::size_t columns = columns_of(end) - columns_of(done);
    gates.resize(gates_ * shape_.hidden, columns);
    prepared.directions[direction].input.multiply(input.x.data + first * input.x.stride, input.x.stride,
                                                  columns, weights + parameters_[direction].bias.offset,
                                                  gates.column(0), gates.stride());
    for (; done < end; ++done) {
      const std::size_t step = step_after(done, packing, direction);
      const std::size_t with_state =
          from_zero ? block.started(packing, direction, step) : block.active(packing, step);
      run_step(prepared, packing, direction, block, step, with_state, nullptr,
               {gates.column(packing.offset(step) - first), gates.stride()}, states, output, nullptr);
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::resize_tape(const Packing& packing, Tape& tape) const {
  tape.directions.resize(shape_.directions);
  for (typename Tape::Direction& own : tape.directions) {
    own.gates.resize(gates_ * shape_.hidden, packing.columns());
    own.kept.resize(cell_->kept() * shape_.hidden, packing.columns());
    own.previous.resize(states_);
    for (Activations<Scalar>& previous : own.previous) previous.resize(shape_.hidden, packing.columns());
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::project_onto_tape(const Scalar* weights, const Prepared& prepared,
                                               const LayerInput<Scalar>& input, Tape& tape,
                                               base::Pool& pool) const {
  const std::size_t column_pieces = pieces_of(input.width, piece_columns);
  pool.run(shape_.directions * column_pieces, [&](std::size_t piece) {
    const std::size_t direction = piece / column_pieces;
    const std::size_t first = piece % column_pieces * piece_columns;
    Activations<Scalar>& gates = tape.directions[direction].gates;
    prepared.directions[direction].input.multiply(
        input.x.data + first * input.x.stride, input.x.stride, std::min(piece_columns, input.width - first),
        weights + parameters_[direction].bias.offset, gates.column(first), gates.stride());
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::forward(const Scalar* weights, const Prepared& prepared, const Packing& packing,
                                     const LayerInput<Scalar>& input, const States<Scalar>* initial,
                                     Activations<Scalar>& output, States<Scalar>& final, Tape* tape,
                                     base::Pool& pool) const {
  output.resize(outputs(), packing.columns());
  final.resize(shape_.directions * states_);
  for (Matrix<Scalar>& state : final) state.resize(index(shape_.hidden), index(packing.sequences()));
  if (tape != nullptr) {
    resize_tape(packing, *tape);
    tape->given = initial != nullptr;
  }
  LayerInput<Scalar> source = input;
  Activations<Scalar> untaped;
  std::vector<const Scalar*> projected_columns;
  if (input.projected.empty() && !input.columns.empty()) {
    Activations<Scalar>& projected = tape != nullptr ? tape->projected : untaped;
    project(weights, prepared, input, projected, pool);
    for (std::size_t column = 0; column < input.width; ++column) {
      projected_columns.push_back(projected.column(column));
    }
    source.projected = projected_columns;
  } else if (input.projected.empty() && tape != nullptr) {
    project_onto_tape(weights, prepared, input, *tape, pool);
  }
  const bool from_zero = initial == nullptr && shape_.initial != InitialState::learned;
  const std::vector<SequenceBlock> blocks = cut_sequences(packing, tape != nullptr);
  pool.run(shape_.directions * blocks.size(), [&](std::size_t piece) {
    const SequenceBlock& block = blocks[piece / shape_.directions];
    const std::size_t direction = piece % shape_.directions;
    std::vector<Activations<Scalar>> states;
    read_states(weights, packing, initial, direction, block, states);
    if (tape != nullptr || !source.projected.empty()) {
      run_projected(prepared, packing, source, direction, block, from_zero, states, output,
                    tape == nullptr ? nullptr : &tape->directions[direction]);
    } else {
      run_in_chunks(weights, prepared, packing, source, direction, block, from_zero, states, output);
    }
    write_states(packing, direction, block, states, final);
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::step(const Scalar* weights, const Prepared& prepared,
                                  const Matrix<Scalar>& input, States<Scalar>& states) const {
  const auto n = static_cast<std::size_t>(input.cols());
  Activations<Scalar> a(gates_ * shape_.hidden, n);
  prepared.directions.front().input.multiply(
      input.data(), inputs_, n, weights + parameters_.front().bias.offset, a.column(0), a.stride());
  prepared.directions.front().recurrent.multiply_add(states[0].data(), shape_.hidden, n, a.column(0),
                                                     a.stride());
  CellForward<Scalar> cell;
  cell.hidden = shape_.hidden;
  cell.columns = n;
  cell.gates = {a.column(0), a.stride()};
  for (std::size_t state = 0; state < states_; ++state)
    cell.states[state] = {states[state].data(), shape_.hidden};
  cell.output = cell.states[0];
  cell_->forward(cell);
}

template class RecurrentLayer<Number>;

}  // namespace seqlab::nn
