#include "nn/recurrent/recurrent.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "nn/numbers/orthogonal.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

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
    if (shape.side > 0) parameters.side = add("side", rows_.projected, shape.side);
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
  const auto set_uniform = [&](const Slot& slot, const base::Noise& own) {
    const double limit = std::sqrt(6.0 / static_cast<double>(slot.columns + shape_.hidden));
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
    if (shape_.side > 0) set_uniform(parameters.side, recurrent_noise.at(matrices + 1));
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
  if (own == 2) {
    if (shape_.side == 0) return;
    return target.side.pack(weights + parameters.side.offset, rows_.projected, shape_.side, precision);
  }
  const CellRows::Stage& stage = rows_.stages[own - first_stage];
  target.recurrent[own - first_stage].pack(
      weights + parameters.recurrent.offset + stage.recurrent * shape_.hidden, stage.rows(), shape_.hidden,
      precision);
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
  } else if (own >= first_stage) {
    const CellRows::Stage& stage = rows_.stages[own - first_stage];
    target.recurrent_transposed[own - first_stage].pack_transposed(
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
void RecurrentLayer<Scalar>::project_side(const Prepared& prepared, const SideInput<Scalar>& side,
                                          Activations<Scalar>& projected, base::Pool& pool) const {
  projected.resize(projected_rows(), side.width);
  const std::size_t column_pieces = pieces_of(side.width, piece_columns);
  pool.run(shape_.directions * column_pieces, [&](std::size_t piece) {
    const std::size_t direction = piece / column_pieces;
    const std::size_t first = piece % column_pieces * piece_columns;
    prepared.directions[direction].side.multiply(
        side.s.data + first * side.s.stride, side.s.stride, std::min(piece_columns, side.width - first),
        nullptr, projected.column(first) + direction * rows_.projected, projected.stride());
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

template class RecurrentLayer<Number>;

}  // namespace seqlab::nn
