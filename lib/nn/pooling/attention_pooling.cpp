#include "nn/pooling/attention_pooling.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/elementwise.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

template <class Scalar>
AttentionPooling<Scalar>::AttentionPooling(Layout& layout, const std::string& name, std::size_t inputs,
                                           std::size_t size)
    : hidden_(layout, name + ".hidden", inputs, size), score_(layout, name + ".score", size, 1) {}

template <class Scalar>
void AttentionPooling<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  hidden_.initialise(weights, noise.at(0));
  score_.initialise(weights, noise.at(1));
}

template <class Scalar>
void AttentionPooling<Scalar>::prepare(const Scalar* weights, bool gradient, Prepared& prepared) const {
  hidden_.prepare(weights, gradient, prepared.hidden);
  score_.prepare(weights, gradient, prepared.score);
}

template <class Scalar>
Matrix<Scalar> AttentionPooling<Scalar>::forward(const Scalar* weights, const Prepared& prepared,
                                                 const Packing& packing, ConstColumns<Scalar> x, Tape& tape,
                                                 base::Pool& pool) const {
  hidden_.forward(weights, prepared.hidden, x, tape.hidden, pool);
  each_column(packing.columns(), pool, [&](std::size_t column) {
    kernels::apply_tanh<Scalar>({tape.hidden.column(column), tape.hidden.rows()});
  });
  score_.forward(weights, prepared.score, tape.hidden.matrix(), tape.shares, pool);
  Matrix<Scalar> pooled = Matrix<Scalar>::Zero(x.rows(), index(packing.sequences()));
  each_sequence(packing, pool, [&](std::size_t packed) {
    const auto score = [&](std::size_t step) -> Scalar& {
      return *tape.shares.column(packing.column(packed, step));
    };
    const std::size_t length = packing.length(packed);
    Scalar highest = -std::numeric_limits<Scalar>::infinity();
    for (std::size_t step = 0; step < length; ++step) highest = std::max(highest, score(step));
    Scalar sum{0};
    for (std::size_t step = 0; step < length; ++step) sum += score(step) = std::exp(score(step) - highest);
    auto target = pooled.col(index(packing.order()[packed]));
    for (std::size_t step = 0; step < length; ++step) {
      score(step) /= sum;
      target += score(step) * x.col(index(packing.column(packed, step)));
    }
  });
  return pooled;
}

template <class Scalar>
void AttentionPooling<Scalar>::backward(const Prepared& prepared, const Packing& packing,
                                        ConstColumns<Scalar> x, Tape& tape, ConstColumns<Scalar> dpooled,
                                        Scalar* gradient, Activations<Scalar>& dx, base::Pool& pool) const {
  tape.dscores.resize(1, packing.columns());
  // de_t = alpha_t (dalpha_t - sum_s alpha_s dalpha_s), dalpha_t = dpooled x_t
  each_sequence(packing, pool, [&](std::size_t packed) {
    const auto own = dpooled.col(index(packing.order()[packed]));
    Scalar mean{0};
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      const std::size_t column = packing.column(packed, step);
      const Scalar dshare = own.dot(x.col(index(column)));
      *tape.dscores.column(column) = dshare;
      mean += *tape.shares.column(column) * dshare;
    }
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      const std::size_t column = packing.column(packed, step);
      Scalar& dscore = *tape.dscores.column(column);
      dscore = *tape.shares.column(column) * (dscore - mean);
    }
  });
  score_.backward(prepared.score, tape.hidden.matrix(), tape.dscores, gradient, tape.dhidden, pool);
  tape.dhidden.matrix().array() *= 1 - tape.hidden.matrix().array().square();
  hidden_.backward(prepared.hidden, x, tape.dhidden, gradient, dx, pool);
  each_sequence(packing, pool, [&](std::size_t packed) {
    const auto own = dpooled.col(index(packing.order()[packed]));
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      const std::size_t column = packing.column(packed, step);
      dx.matrix().col(index(column)) += *tape.shares.column(column) * own;
    }
  });
}

template class AttentionPooling<Number>;

}  // namespace seqlab::nn
