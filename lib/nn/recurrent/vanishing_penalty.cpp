#include "nn/recurrent/vanishing_penalty.h"

#include <algorithm>
#include <array>
#include <vector>

#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// Of each column, whether its token follows another in the order of the direction.
std::vector<bool> followers(const Packing& packing, std::size_t direction) {
  std::vector<bool> result(packing.columns());
  for (std::size_t step = 0; step < packing.steps(); ++step) {
    for (std::size_t place = 0; place < packing.active(step); ++place) {
      result[packing.column(place, step)] = direction == 0 ? step > 0 : step + 1 < packing.length(place);
    }
  }
  return result;
}

}  // namespace

template <class Scalar>
void add_vanishing_penalty(double factor, const Packing& packing, std::size_t direction,
                           const PlainGradients<Scalar>& gradients, Scalar* du, base::Pool& pool) {
  const std::vector<bool> follows = followers(packing, direction);
  const auto n = static_cast<double>(std::count(follows.begin(), follows.end(), true));
  if (n == 0) return;
  const std::size_t h = gradients.dh.rows();
  const std::size_t columns = packing.columns();
  Activations<Scalar> w(h, columns);
  Activations<Scalar> scaled(h, columns);  // da_t times its factor in the sum
  pool.run(pieces_of(columns, piece_columns), [&](std::size_t piece) {
    const std::size_t first = piece * piece_columns;
    const std::size_t count = std::min(piece_columns, columns - first);
    kernels::multiply<Scalar>(gradients.recurrent_transposed, gradients.da.column(first),
                              gradients.da.stride(), count, nullptr, w.column(first), w.stride());
    for (std::size_t column = first; column < first + count; ++column) {
      const double before = gradients.dh.matrix().col(index(column)).norm();
      const double after = w.matrix().col(index(column)).norm();
      const bool counts = follows[column] && before > 0 && after > 0;
      const double scale = counts ? 2 * factor / n * (after / before - 1) / (before * after) : 0;
      for (std::size_t row = 0; row < h; ++row) {
        scaled.column(column)[row] = static_cast<Scalar>(scale) * gradients.da.column(column)[row];
      }
    }
  });
  const std::size_t panel = kernels::panel_rows<Scalar>();
  pool.run(pieces_of(h, panel), [&](std::size_t piece) {
    const std::size_t row = piece * panel;
    const std::array targets{kernels::OuterTarget<Scalar>{w.column(0), w.stride(), h, du + row * h}};
    kernels::Buffer<Scalar> scratch;
    kernels::add_outer_products<Scalar>(scaled.column(0) + row, scaled.stride(), std::min(panel, h - row),
                                        columns, targets, nullptr, scratch);
  });
}

template void add_vanishing_penalty(double, const Packing&, std::size_t, const PlainGradients<Number>&,
                                    Number*, base::Pool&);

}  // namespace seqlab::nn
