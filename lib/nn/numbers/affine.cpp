#include "nn/numbers/affine.h"

#include <algorithm>
#include <cmath>

#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// Panels of rows per piece of the gradient.
constexpr std::size_t gradient_panels = 4;

}  // namespace

template <class Scalar>
Affine<Scalar>::Affine(Layout& layout, const std::string& name, std::size_t inputs, std::size_t outputs,
                       const std::string& group)
    : inputs_(inputs),
      outputs_(outputs),
      weight_(layout.add(name + ".weight", outputs, inputs, group)),
      bias_(layout.add(name + ".bias", outputs, 1, group)) {}

template <class Scalar>
void Affine<Scalar>::initialise(Scalar* weights, const base::Noise& noise, Scalar bias) const {
  const double limit = std::sqrt(6.0 / static_cast<double>(inputs_ + outputs_));
  auto weight = window(weights, weight_);
  for (Eigen::Index element = 0; element < weight.size(); ++element) {
    weight.data()[element] =
        static_cast<Scalar>((2 * noise.uniform(static_cast<std::uint64_t>(element)) - 1) * limit);
  }
  window(weights, bias_).setConstant(bias);
}

template <class Scalar>
void Affine<Scalar>::prepare(const Scalar* weights, bool gradient, Prepared& prepared,
                             Precision precision) const {
  const Scalar* const weight = weights + weight_.offset;
  prepared.weight.pack(weight, outputs_, inputs_, precision);
  if (gradient) prepared.transposed.pack_transposed(weight, inputs_, outputs_, inputs_);
}

template <class Scalar>
void Affine<Scalar>::forward(const Scalar* weights, const Prepared& prepared, ConstColumns<Scalar> x,
                             Activations<Scalar>& y, base::Pool& pool) const {
  const auto columns = static_cast<std::size_t>(x.cols());
  const auto stride = static_cast<std::size_t>(x.outerStride());
  y.resize(outputs_, columns);
  each_piece(columns, piece_columns, pool, [&](std::size_t first, std::size_t end) {
    forward(weights, prepared, {x.data() + first * stride, stride}, end - first,
            {y.column(first), y.stride()});
  });
}

template <class Scalar>
void Affine<Scalar>::backward(const Prepared& prepared, ConstColumns<Scalar> x, const Activations<Scalar>& dy,
                              Scalar* gradient, Activations<Scalar>& dx, base::Pool& pool) const {
  const std::size_t columns = dy.columns();
  const auto stride = static_cast<std::size_t>(x.outerStride());
  dx.resize(inputs_, columns);
  const std::size_t block = gradient_panels * kernels::panel_rows<Scalar>();
  const std::size_t blocks = pieces_of(outputs_, block);
  pool.run(blocks + pieces_of(columns, piece_columns), [&](std::size_t piece) {
    if (piece < blocks) {
      const std::size_t row = piece * block;
      const kernels::OuterTarget<Scalar> target{x.data(), stride, inputs_,
                                                gradient + weight_.offset + row * inputs_};
      kernels::Buffer<Scalar> scratch;
      kernels::add_outer_products<Scalar>(dy.column(0) + row, dy.stride(), std::min(block, outputs_ - row),
                                          columns, {&target, 1}, gradient + bias_.offset + row, scratch);
      return;
    }
    const std::size_t first = (piece - blocks) * piece_columns;
    kernels::multiply<Scalar>(prepared.transposed, dy.column(first), dy.stride(),
                              std::min(piece_columns, columns - first), nullptr, dx.column(first),
                              dx.stride());
  });
}

template class Affine<Number>;

}  // namespace seqlab::nn
