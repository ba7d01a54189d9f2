#include "nn/recurrent/lstm.h"

#include <stdexcept>

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/recurrent/lstm.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "nn/recurrent/cell_loop-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

struct LstmFormulas {
  static constexpr std::size_t gates = 4;
  static constexpr std::size_t states = 2;
  static constexpr std::size_t kept = 1;

  template <class D, class V>
  static HWY_INLINE void forward(D d, V (&a)[gates], V (&s)[states], V (&tanh_c)[kept]) {
    V& i = a[0];
    V& f = a[1];
    V& o = a[2];
    V& g = a[3];
    V& h = s[0];
    V& c = s[1];
    const auto i_tanh_g = vector_math::gated_tanh(d, i, g);
    i = i_tanh_g.gate;
    f = vector_math::sigmoid(d, f);
    g = i_tanh_g.tanh;
    c = hn::MulAdd(f, c, i_tanh_g.product);
    const auto o_tanh_c = vector_math::gated_tanh(d, o, c);
    o = o_tanh_c.gate;
    tanh_c[0] = o_tanh_c.tanh;
    h = o_tanh_c.product;
  }

  template <class D, class V>
  static HWY_INLINE void backward(D d, V (&a)[gates], const V (&tanh_c)[kept], const V (&previous)[states],
                                  V (&ds)[states]) {
    const V i = a[0];
    const V f = a[1];
    const V o = a[2];
    const V g = a[3];
    const V c_previous = previous[1];
    V& dh = ds[0];
    V& dc = ds[1];
    // dc += dh o (1 - tanh(c)^2)
    const V dh_o = hn::Mul(dh, o);
    dc = hn::Add(dc, hn::NegMulAdd(hn::Mul(dh_o, tanh_c[0]), tanh_c[0], dh_o));
    // sigma' = sigma (1 - sigma), tanh' = 1 - tanh^2
    const V dc_i = hn::Mul(dc, i);
    const V dc_f = hn::Mul(dc, f);
    const V di = hn::Mul(dc_i, g);
    const V df = hn::Mul(dc_f, c_previous);
    const V d_o = hn::Mul(dh_o, tanh_c[0]);
    a[0] = hn::NegMulAdd(di, i, di);
    a[1] = hn::NegMulAdd(df, f, df);
    a[2] = hn::NegMulAdd(d_o, o, d_o);
    a[3] = hn::NegMulAdd(hn::Mul(dc_i, g), g, dc_i);
    dc = dc_f;
    dh = hn::Zero(d);
  }
};

void lstm_forward_kernel(const CellForward<Number>& step) {
  forward_columns<LstmFormulas>(step);
}
void lstm_backward_kernel(const CellBackward<Number>& step) {
  backward_columns<LstmFormulas>(step);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::nn {

HWY_EXPORT(lstm_forward_kernel);
HWY_EXPORT(lstm_backward_kernel);

template <class Scalar>
void Lstm<Scalar>::initialise_bias(Eigen::Ref<Vector<Scalar>> bias, Eigen::Index hidden) const {
  bias.setZero();
  bias.segment(hidden, hidden).setOnes();
}

template <class Scalar>
void Lstm<Scalar>::forward(const CellForward<Scalar>& step) const {
  HWY_DYNAMIC_DISPATCH(lstm_forward_kernel)(step);
}

template <class Scalar>
void Lstm<Scalar>::backward(const CellBackward<Scalar>& step) const {
  HWY_DYNAMIC_DISPATCH(lstm_backward_kernel)(step);
}

template class Lstm<Number>;

template <class Scalar>
std::shared_ptr<const Cell<Scalar>> make_cell(CellKind kind) {
  switch (kind) {
    case CellKind::lstm:
      return std::make_shared<Lstm<Scalar>>();
  }
  throw std::invalid_argument("there is no such cell");
}

template std::shared_ptr<const Cell<Number>> make_cell<Number>(CellKind);

}  // namespace seqlab::nn
#endif  // HWY_ONCE
