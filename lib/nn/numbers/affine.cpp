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
Affine<Scalar>::Affine(const AffineSlots& slots)
    : inputs_(slots.transposed ? slots.weight.rows : slots.weight.columns),
      outputs_(slots.transposed ? slots.weight.columns : slots.weight.rows),
      weight_(slots.weight),
      transposed_(slots.transposed),
      bias_(slots.bias) {}

template <class Scalar>
void Affine<Scalar>::initialise(Scalar* weights, const base::Noise& noise, Scalar bias) const {
  const double limit = std::sqrt(6.0 / static_cast<double>(inputs_ + outputs_));
  auto weight = window(weights, weight_);
  for (Eigen::Index element = 0; element < weight.size(); ++element) {
    weight.data()[element] =
        static_cast<Scalar>((2 * noise.uniform(static_cast<std::uint64_t>(element)) - 1) * limit);
  }
  set_bias(weights, bias);
}

template <class Scalar>
void Affine<Scalar>::set_bias(Scalar* weights, Scalar bias) const {
  if (bias_) window(weights, *bias_).setConstant(bias);
}

template <class Scalar>
void Affine<Scalar>::prepare(const Scalar* weights, bool gradient, Prepared& prepared,
                             Precision precision) const {
  const Scalar* const weight = weights + weight_.offset;
  if (transposed_) {
    prepared.weight.pack_transposed(weight, outputs_, inputs_, outputs_);
    if (gradient) prepared.transposed.pack(weight, inputs_, outputs_, outputs_);
    return;
  }
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
  dx.resize(inputs_, dy.columns());
  backward(prepared, {x.data(), static_cast<std::size_t>(x.outerStride())}, {dy.column(0), dy.stride()},
           dy.columns(), gradient, {dx.column(0), dx.stride()}, false, pool);
}

// dV += dy x^T, or dV^T += x dy^T; dd += the sum of dy; dx = V^T dy.
template <class Scalar>
void Affine<Scalar>::backward(const Prepared& prepared, const Strided<const Scalar>& x,
                              const Strided<const Scalar>& dy, std::size_t columns, Scalar* gradient,
                              const Strided<Scalar>& dx, bool onto, base::Pool& pool) const {
  const Strided<const Scalar>& left = transposed_ ? x : dy;
  const Strided<const Scalar>& right = transposed_ ? dy : x;
  const std::size_t block = gradient_panels * kernels::panel_rows<Scalar>();
  const std::size_t blocks = pieces_of(weight_.rows, block);
  pool.run(blocks + pieces_of(columns, piece_columns), [&](std::size_t piece) {
    if (piece < blocks) {
      const std::size_t row = piece * block;
      const kernels::OuterTarget<Scalar> target{right.data, right.stride, weight_.columns,
                                                gradient + weight_.offset + row * weight_.columns};
      kernels::Buffer<Scalar> scratch;
      kernels::add_outer_products<Scalar>(left.data + row, left.stride, std::min(block, weight_.rows - row),
                                          columns, {&target, 1},
                                          bias_ ? gradient + bias_->offset + row : nullptr, scratch);
      return;
    }
    const std::size_t first = (piece - blocks) * piece_columns;
    const std::size_t count = std::min(piece_columns, columns - first);
    if (onto) {
      return kernels::multiply_add(prepared.transposed, dy.column(first), dy.stride, count, dx.column(first),
                                   dx.stride);
    }
    kernels::multiply<Scalar>(prepared.transposed, dy.column(first), dy.stride, count, nullptr,
                              dx.column(first), dx.stride);
  });
}

template class Affine<Number>;

}  // namespace seqlab::nn
