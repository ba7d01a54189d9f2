#include "nn/recurrent/cells/rnn.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/recurrent/cells/rnn.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "nn/recurrent/cells/cell_units-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

template <Activation activation>
struct RnnFormulas {
  template <class Units>
  static HWY_INLINE void forward(const Units& u) {
    using V = typename Units::V;
    const typename Units::D d;
    V h = u.gate(0);
    if constexpr (activation == Activation::tanh) h = vector_math::tanh(d, h);
    if constexpr (activation == Activation::logistic) h = vector_math::sigmoid(d, h);
    // NaN stays NaN.
    if constexpr (activation == Activation::relu) h = hn::IfThenZeroElse(hn::Lt(h, hn::Zero(d)), h);
    u.keep_gate(0, h);
    static_cast<void>(u.take_state(0));
    u.set_state(0, h);
  }

  template <class Units>
  static HWY_INLINE void backward(const Units& u) {
    using V = typename Units::V;
    const typename Units::D d;
    const V h = u.gate(0);
    V da = u.doutput();
    if constexpr (activation == Activation::tanh) da = through_tanh(h, da);
    if constexpr (activation == Activation::logistic) da = through_sigmoid(h, da);
    if constexpr (activation == Activation::relu) da = hn::IfThenElseZero(hn::Gt(h, hn::Zero(d)), da);
    u.set_gate(0, da);
    u.set_dstate(0, hn::Zero(d));
  }
};

void rnn_forward_kernel(Activation activation, const CellForward<Number>& step) {
  if (activation == Activation::tanh) return forward_columns<RnnFormulas<Activation::tanh>>(step);
  if (activation == Activation::logistic) return forward_columns<RnnFormulas<Activation::logistic>>(step);
  forward_columns<RnnFormulas<Activation::relu>>(step);
}
void rnn_backward_kernel(Activation activation, const CellBackward<Number>& step) {
  if (activation == Activation::tanh) return backward_columns<RnnFormulas<Activation::tanh>>(step);
  if (activation == Activation::logistic) return backward_columns<RnnFormulas<Activation::logistic>>(step);
  backward_columns<RnnFormulas<Activation::relu>>(step);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::nn {

HWY_EXPORT(rnn_forward_kernel);
HWY_EXPORT(rnn_backward_kernel);

namespace {

template <Activation activation>
void forward(std::size_t /*stage*/, const CellForward<Number>& step) {
  HWY_DYNAMIC_DISPATCH(rnn_forward_kernel)(activation, step);
}
template <Activation activation>
void backward(std::size_t /*stage*/, const CellBackward<Number>& step) {
  HWY_DYNAMIC_DISPATCH(rnn_backward_kernel)(activation, step);
}

template <class Scalar, Activation activation>
void set_formulas(Cell<Scalar>& cell) {
  cell.forward = forward<activation>;
  cell.backward = backward<activation>;
}

}  // namespace

template <class Scalar>
Cell<Scalar> make_rnn(const CellShape& shape) {
  Cell<Scalar> cell;
  cell.states = {"h"};
  cell.gates = {{.name = "a"}};
  cell.stages = {{.first = 0, .end = 1}};
  switch (shape.activation) {
    case Activation::tanh:
      set_formulas<Scalar, Activation::tanh>(cell);
      break;
    case Activation::logistic:
      set_formulas<Scalar, Activation::logistic>(cell);
      break;
    case Activation::relu:
      set_formulas<Scalar, Activation::relu>(cell);
      break;
  }
  return cell;
}

template Cell<Number> make_rnn<Number>(const CellShape&);

}  // namespace seqlab::nn
#endif  // HWY_ONCE
