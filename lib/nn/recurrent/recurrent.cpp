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
                                       const RecurrentShape& shape)
    : inputs_(inputs),
      shape_(shape),
      cell_(make_cell<Scalar>(shape.cell)),
      rows_(cell_.gates, cell_.stages, cell_.block_size, inputs, shape.hidden),
      states_(cell_.states.size()) {
  if (shape.hidden == 0 || shape.directions < 1 || shape.directions > 2) {
    throw std::invalid_argument("a recurrent layer needs units and one or two directions");
  }
  for (std::size_t direction = 0; direction < shape.directions; ++direction) {
    const std::string prefix = name + (direction == 0 ? ".ahead." : ".back.");
    const auto add = [&](const std::string& slot, std::size_t rows, std::size_t columns) {
      return layout.add(prefix + slot, rows, columns, "recurrent");
    };
    Parameters parameters;
    parameters.input = add("input", rows_.weighted(), inputs);
    parameters.recurrent = add("recurrent", rows_.recurrent, shape.hidden);
    parameters.bias = add("bias", rows_.biases(), 1);
    if (rows_.raw_weights) parameters.raw = add("raw", rows_.raw, inputs);
    if (!cell_.peepholes.empty()) {
      parameters.peepholes = add("peepholes", cell_.peepholes.size() * shape.hidden, 1);
    }
    if (shape.initial == InitialState::learned) {
      for (const std::string& state : cell_.states) {
        parameters.initial.push_back(add("initial." + state, shape.hidden, 1));
      }
    }
    parameters_.push_back(std::move(parameters));
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  const double limit = std::sqrt(6.0 / static_cast<double>(inputs_ + shape_.hidden));
  const auto set_uniform = [&](const Slot& slot, const base::Noise& own) {
    for (std::size_t element = 0; element < slot.size(); ++element) {
      weights[slot.offset + element] = static_cast<Scalar>((2 * own.uniform(element) - 1) * limit);
    }
  };
  for (std::size_t direction = 0; direction < shape_.directions; ++direction) {
    const Parameters& parameters = parameters_[direction];
    set_uniform(parameters.input, noise.at(2 * direction));
    const base::Noise recurrent_noise = noise.at(2 * direction + 1);
    auto recurrent = window(weights, parameters.recurrent);
    std::size_t matrices = 0;
    Eigen::Index row = 0;
    for (const CellStage& stage : cell_.stages) {
      for (std::size_t gate = stage.first; gate < stage.end; ++gate) {
        // Of a gate that a block shares, the first rows.
        const Eigen::Index height = index(rows_.height(gate));
        const Matrix<double> orthogonal = orthogonal_matrix(shape_.hidden, recurrent_noise.at(matrices++));
        recurrent.middleRows(row, height) = orthogonal.topRows(height).template cast<Scalar>();
        row += height;
      }
    }
    if (rows_.raw_weights) set_uniform(parameters.raw, recurrent_noise.at(matrices));
    auto bias = window(weights, parameters.bias);
    for (std::size_t gate = 0; gate < cell_.gates.size(); ++gate) {
      if (!cell_.gates[gate].bias) continue;
      bias.middleRows(index(rows_.gates[gate] - rows_.biased), index(rows_.height(gate)))
          .setConstant(static_cast<Scalar>(cell_.gates[gate].initial_bias));
    }
    if (!cell_.peepholes.empty()) window(weights, parameters.peepholes).setZero();
    for (const Slot& slot : parameters.initial) window(weights, slot).setZero();
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::resize(const Scalar* weights, Prepared& prepared) const {
  prepared.directions.resize(shape_.directions);
  for (std::size_t direction = 0; direction < shape_.directions; ++direction) {
    typename Prepared::Direction& own = prepared.directions[direction];
    const Slot& peepholes = parameters_[direction].peepholes;
    own.peepholes.resize(peepholes.size());
    std::copy_n(weights + peepholes.offset, peepholes.size(), own.peepholes.data());
    own.recurrent.resize(rows_.stages.size());
    own.recurrent_transposed.resize(rows_.stages.size());
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::pack_forward(const Scalar* weights, Precision precision, std::size_t matrix,
                                          Prepared& prepared) const {
  const Parameters& parameters = parameters_[matrix / matrices()];
  typename Prepared::Direction& target = prepared.directions[matrix / matrices()];
  const std::size_t own = matrix % matrices();
  if (own == 0)
    return target.input.pack(weights + parameters.input.offset, rows_.weighted(), inputs_, precision);
  if (own == 1) {
    if (rows_.raw_weights) target.raw.pack(weights + parameters.raw.offset, rows_.raw, inputs_, precision);
    return;
  }
  const CellRows::Stage& stage = rows_.stages[own - 2];
  target.recurrent[own - 2].pack(weights + parameters.recurrent.offset + stage.recurrent * shape_.hidden,
                                 stage.rows(), shape_.hidden, precision);
}

template <class Scalar>
void RecurrentLayer<Scalar>::pack_backward(const Scalar* weights, std::size_t matrix,
                                           Prepared& prepared) const {
  const Parameters& parameters = parameters_[matrix / matrices()];
  typename Prepared::Direction& target = prepared.directions[matrix / matrices()];
  const std::size_t own = matrix % matrices();
  if (own == 0) {
    target.input_transposed.pack_transposed(weights + parameters.input.offset, inputs_, rows_.weighted(),
                                            inputs_);
  } else if (own == 1) {
    if (!rows_.raw_weights) return;
    target.raw_transposed.pack_transposed(weights + parameters.raw.offset, inputs_, rows_.raw, inputs_);
  } else {
    const CellRows::Stage& stage = rows_.stages[own - 2];
    target.recurrent_transposed[own - 2].pack_transposed(
        weights + parameters.recurrent.offset + stage.recurrent * shape_.hidden, shape_.hidden, stage.rows(),
        shape_.hidden);
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared,
                                     base::Pool& pool) const {
  resize(weights, prepared);
  pool.run(shape_.directions * matrices(),
           [&](std::size_t matrix) { pack_forward(weights, precision, matrix, prepared); });
}

template <class Scalar>
void RecurrentLayer<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared,
                                              base::Pool& pool) const {
  resize(weights, prepared);
  const std::size_t all = shape_.directions * matrices();
  pool.run(2 * all, [&](std::size_t piece) {
    if (piece < all) {
      pack_forward(weights, Precision::f32, piece, prepared);
    } else {
      pack_backward(weights, piece - all, prepared);
    }
  });
}

template <class Scalar>
void RecurrentLayer<Scalar>::project_columns(const Scalar* weights, const Prepared& prepared,
                                             std::size_t direction, const Strided<const Scalar>& x,
                                             std::size_t columns, const Strided<Scalar>& projected) const {
  const typename Prepared::Direction& own = prepared.directions[direction];
  const Scalar* const bias = weights + parameters_[direction].bias.offset;
  const Scalar* const raw_bias = rows_.biased == 0 ? bias : nullptr;
  if (rows_.raw_weights) {
    own.raw.multiply(x.data, x.stride, columns, raw_bias, projected.data, projected.stride);
  }
  for (std::size_t column = 0; rows_.raw > 0 && !rows_.raw_weights && column < columns; ++column) {
    const Scalar* const from = x.data + column * x.stride;
    Scalar* const to = projected.data + column * projected.stride;
    for (std::size_t row = 0; row < rows_.raw; ++row) {
      to[row] = raw_bias == nullptr ? from[row] : from[row] + raw_bias[row];
    }
  }
  own.input.multiply(x.data, x.stride, columns, bias + rows_.raw - rows_.biased, projected.data + rows_.raw,
                     projected.stride);
}

template <class Scalar>
void RecurrentLayer<Scalar>::project(const Scalar* weights, const Prepared& prepared,
                                     const LayerInput<Scalar>& input, Activations<Scalar>& projected,
                                     base::Pool& pool) const {
  projected.resize(projected_rows(), input.width);
  const std::size_t column_pieces = pieces_of(input.width, piece_columns);
  pool.run(shape_.directions * column_pieces, [&](std::size_t piece) {
    const std::size_t direction = piece / column_pieces;
    const std::size_t first = piece % column_pieces * piece_columns;
    project_columns(weights, prepared, direction, {input.x.data + first * input.x.stride, input.x.stride},
                    std::min(piece_columns, input.width - first),
                    {projected.column(first) + direction * rows_.projected, projected.stride()});
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
CellForward<Scalar> RecurrentLayer<Scalar>::forward_step(const Prepared& prepared, std::size_t direction,
                                                         std::size_t columns,
                                                         std::vector<Activations<Scalar>>& states,
                                                         Activations<Scalar>& operands) const {
  CellForward<Scalar> cell;
  cell.hidden = shape_.hidden;
  cell.columns = columns;
  cell.block_size = cell_.block_size;
  if (!cell_.peepholes.empty()) cell.peepholes = prepared.directions[direction].peepholes.data();
  for (std::size_t state = 0; state < states_; ++state) {
    cell.states[state] = {states[state].column(0), states[state].stride()};
  }
  if (cell_.operands > 0) cell.operands = {operands.column(0), operands.stride()};
  return cell;
}

template <class Scalar>
void RecurrentLayer<Scalar>::run_stages(const Scalar* weights, const Prepared& prepared,
                                        std::size_t direction, std::size_t with_state,
                                        const Scalar* const* projected, CellForward<Scalar>& cell) const {
  const typename Prepared::Direction& own = prepared.directions[direction];
  const Strided<Scalar>& gates = cell.gates;
  // A product can add itself to the projected rows while it copies them, if it is all that they gain.
  const bool copied_by_product = rows_.stages.size() == 1 && rows_.stages.front().first == 0 &&
                                 rows_.stages.front().end == rows_.projected;
  const std::size_t copied_from = copied_by_product ? with_state : 0;
  for (std::size_t column = copied_from; projected != nullptr && column < cell.columns; ++column) {
    std::copy_n(projected[column], rows_.projected, gates.data + column * gates.stride);
  }
  const std::size_t unprojected = rows_.rows - rows_.projected;
  const Scalar* const bias = weights + parameters_[direction].bias.offset + rows_.projected - rows_.biased;
  for (std::size_t column = 0; unprojected > 0 && column < cell.columns; ++column) {
    std::copy_n(bias, unprojected, gates.data + column * gates.stride + rows_.projected);
  }
  for (std::size_t i = 0; i < rows_.stages.size(); ++i) {
    const CellRows::Stage& stage = rows_.stages[i];
    const Strided<Scalar>& y = stage.operand == 0 ? cell.states[0] : cell.operands;
    const Scalar* const from = y.data + (stage.operand == 0 ? 0 : (stage.operand - 1) * shape_.hidden);
    if (projected != nullptr && copied_by_product) {
      own.recurrent[i].multiply_from(from, y.stride, with_state, projected, gates.data, gates.stride);
    } else {
      own.recurrent[i].multiply_add(from, y.stride, with_state, gates.data + stage.first, gates.stride);
    }
    cell_.forward(i, cell);
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::run_projected(const Scalar* weights, const Prepared& prepared,
                                           const Packing& packing, const LayerInput<Scalar>& input,
                                           std::size_t direction, const SequenceBlock& block, bool from_zero,
                                           std::vector<Activations<Scalar>>& states,
                                           Activations<Scalar>& output,
                                           typename Tape::Direction* tape) const {
  const std::size_t sequences = block.end - block.begin;
  Activations<Scalar> gates;  // of a step, if there is no tape
  Activations<Scalar> operands;
  if (tape == nullptr) gates.resize(rows_.rows, sequences);
  if (tape == nullptr) operands.resize(cell_.operands * shape_.hidden, sequences);
  std::vector<const Scalar*> projected(input.projected.empty() ? 0 : sequences);
  for (std::size_t done = 0; done < packing.steps(); ++done) {
    const std::size_t step = step_after(done, packing, direction);
    const std::size_t count = block.active(packing, step);
    if (count == 0) continue;
    const std::size_t column = packing.offset(step) + block.begin;
    for (std::size_t i = 0; i < count && !projected.empty(); ++i) {
      projected[i] = input.projected[input.columns[column + i]] + direction * rows_.projected;
    }
    CellForward<Scalar> cell = forward_step(prepared, direction, count, states, operands);
    cell.gates = {gates.column(0), gates.stride()};
    cell.output = {output.column(column) + direction * shape_.hidden, output.stride()};
    if (tape != nullptr) {
      cell.taped = true;
      cell.gates = {tape->gates.column(column), tape->gates.stride()};
      cell.operands = {tape->operands.column(column), tape->operands.stride()};
      cell.kept = {tape->kept.column(column), tape->kept.stride()};
      for (std::size_t state = 0; state < states_; ++state) {
        cell.previous[state] = {tape->previous[state].column(column), tape->previous[state].stride()};
      }
    }
    const std::size_t with_state = from_zero ? block.started(packing, direction, step) : count;
    run_stages(weights, prepared, direction, with_state, projected.empty() ? nullptr : projected.data(),
               cell);
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
  Activations<Scalar> operands(cell_.operands * shape_.hidden, block.end - block.begin);
  for (std::size_t done = 0; done < steps;) {
    std::size_t end = done + 1;  // of the chunk
    while (end < steps && columns_of(end + 1) - columns_of(done) <= projected_columns) ++end;
    const std::size_t first = packing.offset(back ? steps - end : done);
    const std::size_t columns = columns_of(end) - columns_of(done);
    gates.resize(rows_.rows, columns);
    project_columns(weights, prepared, direction, {input.x.data + first * input.x.stride, input.x.stride},
                    columns, {gates.column(0), gates.stride()});
    for (; done < end; ++done) {
      const std::size_t step = step_after(done, packing, direction);
      const std::size_t column = packing.offset(step);
      const std::size_t count = block.active(packing, step);
      CellForward<Scalar> cell = forward_step(prepared, direction, count, states, operands);
      cell.gates = {gates.column(column - first), gates.stride()};
      cell.output = {output.column(column) + direction * shape_.hidden, output.stride()};
      const std::size_t with_state = from_zero ? block.started(packing, direction, step) : count;
      run_stages(weights, prepared, direction, with_state, nullptr, cell);
    }
  }
}

template <class Scalar>
void RecurrentLayer<Scalar>::resize_tape(const Packing& packing, Tape& tape) const {
  tape.directions.resize(shape_.directions);
  for (typename Tape::Direction& own : tape.directions) {
    own.gates.resize(rows_.rows, packing.columns());
    own.kept.resize(cell_.kept * shape_.hidden, packing.columns());
    own.operands.resize(cell_.operands * shape_.hidden, packing.columns());
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
    project_columns(weights, prepared, direction, {input.x.data + first * input.x.stride, input.x.stride},
                    std::min(piece_columns, input.width - first), {gates.column(first), gates.stride()});
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
      run_projected(weights, prepared, packing, source, direction, block, from_zero, states, output,
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
  Activations<Scalar> gates(rows_.rows, n);
  Activations<Scalar> operands(cell_.operands * shape_.hidden, n);
  project_columns(weights, prepared, 0, {input.data(), inputs_}, n, {gates.column(0), gates.stride()});
  std::vector<Activations<Scalar>> current(states_);
  for (std::size_t state = 0; state < states_; ++state) {
    current[state].resize(shape_.hidden, n);
    current[state].matrix() = states[state];
  }
  CellForward<Scalar> cell = forward_step(prepared, 0, n, current, operands);
  cell.gates = {gates.column(0), gates.stride()};
  cell.output = cell.states[0];
  run_stages(weights, prepared, 0, n, nullptr, cell);
  for (std::size_t state = 0; state < states_; ++state) states[state] = current[state].matrix();
}

template class RecurrentLayer<Number>;

}  // namespace seqlab::nn
