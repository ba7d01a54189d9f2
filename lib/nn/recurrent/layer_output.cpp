#include "nn/recurrent/layer_output.h"

#include <stdexcept>

#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// sum += part, column by column.
template <class Scalar>
void add_columns(const ConstColumns<Scalar>& part, Activations<Scalar>& sum, base::Pool& pool) {
  each_column(sum.columns(), pool, [&](std::size_t column) {
    const Scalar* const own = part.data() + column * static_cast<std::size_t>(part.outerStride());
    Scalar* const target = sum.column(column);
    for (std::size_t i = 0; i < sum.rows(); ++i) target[i] += own[i];
  });
}

}  // namespace

template <class Scalar>
LayerOutput<Scalar>::LayerOutput(Layout& layout, const std::string& name, std::size_t size,
                                 const LayerOutputShape& shape, bool connected)
    : size_(size), residual_(connected && shape.connections == Connections::residual) {
  if (connected && shape.connections == Connections::highway) {
    highway_.emplace(layout, name + ".transform", size);
  }
  if (shape.normalised) norm_.emplace(layout, name + ".norm", size);
}

template <class Scalar>
void LayerOutput<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  if (highway_) highway_->initialise(weights, noise);
  if (norm_) norm_->initialise(weights);
}

template <class Scalar>
void LayerOutput<Scalar>::prepare_training(const Scalar* weights, Prepared& prepared) const {
  if (highway_) highway_->prepare_training(weights, prepared.highway);
  if (norm_) norm_->prepare(weights, prepared.norm);
}

template <class Scalar>
void LayerOutput<Scalar>::prepare(const Scalar* weights, Precision precision, Prepared& prepared) const {
  if (highway_) highway_->prepare(weights, precision, prepared.highway);
  if (norm_) norm_->prepare(weights, prepared.norm);
}

template <class Scalar>
void LayerOutput<Scalar>::forward(const Scalar* weights, const Prepared& prepared,
                                  const Activations<Scalar>* x, Activations<Scalar>& y, Tape* tape,
                                  base::Pool& pool) const {
  if (residual_) add_columns<Scalar>(x->matrix(), y, pool);
  if (highway_) {
    highway_->forward(weights, prepared.highway, x->matrix(), y, tape == nullptr ? nullptr : &tape->highway,
                      pool);
  }
  if (norm_) norm_->forward(prepared.norm, y, tape == nullptr ? nullptr : &tape->norm, pool);
}

template <class Scalar>
void LayerOutput<Scalar>::apply(const Scalar* weights, const Prepared& prepared,
                                const Strided<const Scalar>& x, std::size_t columns, const Strided<Scalar>& y,
                                const Strided<Scalar>& gates) const {
  for (std::size_t column = 0; residual_ && column < columns; ++column) {
    const Scalar* const read = x.column(column);
    Scalar* const own = y.column(column);
    for (std::size_t i = 0; i < size_; ++i) own[i] += read[i];
  }
  if (highway_) highway_->apply(weights, prepared.highway, x, columns, y, gates);
  for (std::size_t column = 0; norm_ && column < columns; ++column)
    norm_->apply(prepared.norm, y.column(column));
}

template <class Scalar>
ConstColumns<Scalar> LayerOutput<Scalar>::backward(const Prepared& prepared, const Activations<Scalar>* x,
                                                   Tape& tape, ConstColumns<Scalar> dy, Scalar* gradient,
                                                   base::Pool& pool) const {
  if (norm_) norm_->backward(prepared.norm, tape.norm, dy, gradient, pool);
  const ConstColumns<Scalar> dsum = norm_ ? ConstColumns<Scalar>(tape.norm.dy.matrix()) : dy;
  if (!highway_) return dsum;
  highway_->backward(prepared.highway, x->matrix(), tape.highway, dsum, gradient, pool);
  return ConstColumns<Scalar>(tape.highway.dlayer.matrix());
}

template <class Scalar>
void LayerOutput<Scalar>::add_dinput(const Tape& tape, ConstColumns<Scalar> dy, Activations<Scalar>& dx,
                                     base::Pool& pool) const {
  if (residual_) add_columns<Scalar>(norm_ ? ConstColumns<Scalar>(tape.norm.dy.matrix()) : dy, dx, pool);
  if (highway_) add_columns<Scalar>(tape.highway.dx.matrix(), dx, pool);
}

template class LayerOutput<Number>;

}  // namespace seqlab::nn
