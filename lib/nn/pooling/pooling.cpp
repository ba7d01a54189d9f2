#include "nn/pooling/pooling.h"

#include <optional>
#include <stdexcept>
#include <string>

#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// The output has a block of h rows per direction; `final` has the states of each direction, output first.
struct DirectionBlocks {
  Eigen::Index h;
  std::size_t directions;
  std::size_t states;
};

template <class Scalar>
DirectionBlocks blocks_of(const States<Scalar>& final, Eigen::Index rows) {
  const Eigen::Index h = final.front().rows();
  const auto directions = static_cast<std::size_t>(rows / h);
  return {h, directions, final.size() / directions};
}

// Calls work(sequence in the caller's order, direction, the column of its last step; none without tokens).
template <class Work>
void each_last_column(const Packing& packing, std::size_t directions, const Work& work) {
  for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
    const std::size_t length = packing.length(packed);
    for (std::size_t direction = 0; direction < directions; ++direction) {
      std::optional<std::size_t> column;
      if (length > 0) column = packing.column(packed, direction == 0 ? length - 1 : 0);
      work(packing.order()[packed], direction, column);
    }
  }
}

}  // namespace

template <class Scalar>
Matrix<Scalar> pool_sequences(Pooling pooling, const Packing& packing, ConstColumns<Scalar> output,
                              const States<Scalar>& final, PoolingTape* tape, base::Pool& pool) {
  const Eigen::Index rows = output.rows();
  Matrix<Scalar> pooled = Matrix<Scalar>::Zero(rows, index(packing.sequences()));
  if (pooling == Pooling::last) {
    const DirectionBlocks blocks = blocks_of(final, rows);
    each_last_column(packing, blocks.directions,
                     [&](std::size_t sequence, std::size_t direction, std::optional<std::size_t> column) {
                       const Eigen::Index first = index(direction) * blocks.h;
                       auto target = pooled.col(index(sequence)).segment(first, blocks.h);
                       if (column) {
                         target = output.col(index(*column)).segment(first, blocks.h);
                       } else {
                         target = final[direction * blocks.states].col(index(sequence));
                       }
                     });
    return pooled;
  }
  if (tape != nullptr && pooling == Pooling::max) tape->maxima.setConstant(rows, pooled.cols(), -1);
  each_sequence(packing, pool, [&](std::size_t packed) {
    auto target = pooled.col(index(packing.order()[packed]));
    const std::size_t length = packing.length(packed);
    for (std::size_t step = 0; step < length; ++step) {
      const Eigen::Index column = index(packing.column(packed, step));
      if (pooling == Pooling::mean) {
        target += output.col(column);
      } else {
        for (Eigen::Index row = 0; row < rows; ++row) {
          if (step != 0 && !(output(row, column) > target(row))) continue;
          target(row) = output(row, column);
          if (tape != nullptr) tape->maxima(row, index(packing.order()[packed])) = column;
        }
      }
    }
    if (pooling == Pooling::mean && length > 0) target /= static_cast<Scalar>(length);
  });
  return pooled;
}

template <class Scalar>
void pool_sequences_backward(Pooling pooling, const Packing& packing, ConstColumns<Scalar> dpooled,
                             const PoolingTape& tape, const States<Scalar>& final,
                             Activations<Scalar>& doutput_columns, States<Scalar>& dfinal, base::Pool& pool) {
  const Eigen::Index rows = dpooled.rows();
  doutput_columns.resize(static_cast<std::size_t>(rows), packing.columns());
  auto doutput = doutput_columns.matrix();
  dfinal = final;
  for (Matrix<Scalar>& state : dfinal) state.setZero();
  each_sequence(packing, pool, [&](std::size_t packed) {
    const Eigen::Index sequence = index(packing.order()[packed]);
    const std::size_t length = packing.length(packed);
    for (std::size_t step = 0; step < length; ++step) {
      auto column = doutput.col(index(packing.column(packed, step)));
      if (pooling == Pooling::mean) {
        column = dpooled.col(sequence) / static_cast<Scalar>(length);
      } else {
        column.setZero();
      }
    }
    if (pooling != Pooling::max) return;
    for (Eigen::Index row = 0; row < rows; ++row) {
      const Eigen::Index column = tape.maxima(row, sequence);
      if (column >= 0) doutput(row, column) += dpooled(row, sequence);
    }
  });
  if (pooling != Pooling::last) return;
  const DirectionBlocks blocks = blocks_of(final, rows);
  each_last_column(packing, blocks.directions,
                   [&](std::size_t sequence, std::size_t direction, std::optional<std::size_t> column) {
                     const Eigen::Index first = index(direction) * blocks.h;
                     const auto own = dpooled.col(index(sequence)).segment(first, blocks.h);
                     if (column) {
                       doutput.col(index(*column)).segment(first, blocks.h) = own;
                     } else {
                       dfinal[direction * blocks.states].col(index(sequence)) = own;
                     }
                   });
}

template Matrix<Number> pool_sequences(Pooling, const Packing&, ConstColumns<Number>, const States<Number>&,
                                       PoolingTape*, base::Pool&);
template void pool_sequences_backward(Pooling, const Packing&, ConstColumns<Number>, const PoolingTape&,
                                      const States<Number>&, Activations<Number>&, States<Number>&,
                                      base::Pool&);

}  // namespace seqlab::nn
