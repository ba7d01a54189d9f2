#include "nn/recurrent/cells/lstm.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/recurrent/cells/lstm.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "nn/recurrent/cells/cell_units-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

// What the formulas are compiled for.
struct LstmVariant {
  ForgetGate forget = ForgetGate::learned;
  bool peepholes = false;
  bool blocks = false;
};

template <LstmVariant variant>
struct LstmFormulas {
  static constexpr bool forgets = variant.forget == ForgetGate::learned;
  // The gates, the first part of g, and the peepholes.
  static constexpr std::size_t i_gate = 0;
  static constexpr std::size_t f_gate = 1;
  static constexpr std::size_t o_gate = forgets ? 2 : 1;
  static constexpr std::size_t g_gate = o_gate + 1;
  static constexpr std::size_t tanh_c = 0;  // kept
  static constexpr std::size_t c_next = 1;  // kept, with peepholes

  template <class Units>
  static HWY_INLINE std::size_t parts_of(const Units& u) {
    return variant.blocks ? u.parts() : 1;
  }

  template <class V>
  static HWY_INLINE V remember(V f, V i, V c_previous, V i_g) {
    if constexpr (variant.forget == ForgetGate::none) return hn::Add(c_previous, i_g);
    if constexpr (variant.forget == ForgetGate::coupled) {
      return hn::Add(hn::NegMulAdd(i, c_previous, c_previous), i_g);
    }
    return hn::MulAdd(f, c_previous, i_g);
  }

  template <class Units>
  static HWY_INLINE void forward(const Units& u) {
    using V = typename Units::V;
    const typename Units::D d;
    const std::size_t parts = parts_of(u);
    V i = u.gate(i_gate);
    V f = i;
    if constexpr (forgets) f = u.gate(f_gate);
    V o = u.gate(o_gate);
    for (std::size_t part = 0; variant.peepholes && part < parts; ++part) {
      const V c = u.state(1, part);
      i = hn::MulAdd(u.peephole(i_gate, part), c, i);
      if constexpr (forgets) f = hn::MulAdd(u.peephole(f_gate, part), c, f);
    }
    const V a_i = i;
    if constexpr (variant.blocks) i = vector_math::sigmoid(d, i);
    if constexpr (forgets) f = vector_math::sigmoid(d, f);
    V c = f;
    for (std::size_t part = 0; part < parts; ++part) {
      V g = u.gate(g_gate + part);
      V i_g = g;
      if constexpr (variant.blocks) {
        g = vector_math::tanh(d, g);
        i_g = hn::Mul(i, g);
      } else {
        const auto i_tanh_g = vector_math::gated_tanh(d, a_i, g);
        i = i_tanh_g.gate;
        g = i_tanh_g.tanh;
        i_g = i_tanh_g.product;
      }
      u.keep_gate(g_gate + part, g);
      c = remember(f, i, u.take_state(1, part), i_g);
      if constexpr (variant.peepholes) {
        o = hn::MulAdd(u.peephole(o_gate, part), c, o);
        u.keep(c_next, c, part);
      }
      u.set_state(1, c, part);
    }
    u.keep_gate(i_gate, i);
    if constexpr (forgets) u.keep_gate(f_gate, f);
    for (std::size_t part = 0; part < parts; ++part) {
      if constexpr (variant.blocks) c = u.state(1, part);
      const auto o_tanh_c = vector_math::gated_tanh(d, o, c);
      u.keep_gate(o_gate, o_tanh_c.gate);
      u.keep(tanh_c, o_tanh_c.tanh, part);
      static_cast<void>(u.take_state(0, part));
      u.set_state(0, o_tanh_c.product, part);
    }
  }

  template <class Units>
  static HWY_INLINE void backward(const Units& u) {
    using V = typename Units::V;
    const typename Units::D d;
    const std::size_t parts = parts_of(u);
    const V i = u.gate(i_gate);
    const V f = forgets ? u.gate(f_gate) : i;
    const V o = u.gate(o_gate);
    V d_o = hn::Zero(d);
    for (std::size_t part = 0; part < parts; ++part) {
      d_o = hn::MulAdd(u.doutput(part), u.kept(tanh_c, part), d_o);
    }
    d_o = through_sigmoid(o, d_o);
    V di = hn::Zero(d);
    V df = hn::Zero(d);
    V dc_previous = di;
    for (std::size_t part = 0; part < parts; ++part) {
      const V g = u.gate(g_gate + part);
      V dc = hn::Add(u.dstate(1, part), through_tanh(u.kept(tanh_c, part), hn::Mul(u.doutput(part), o)));
      if constexpr (variant.peepholes) dc = hn::MulAdd(u.peephole(o_gate, part), d_o, dc);
      di = hn::MulAdd(dc, g, di);
      if constexpr (forgets) df = hn::MulAdd(dc, u.previous(1, part), df);
      if constexpr (variant.forget == ForgetGate::coupled) di = hn::NegMulAdd(dc, u.previous(1, part), di);
      dc_previous = dc;
      if constexpr (forgets) dc_previous = hn::Mul(dc, f);
      if constexpr (variant.forget == ForgetGate::coupled) dc_previous = hn::NegMulAdd(dc, i, dc);
      u.set_gate(g_gate + part, through_tanh(g, hn::Mul(dc, i)));
      u.set_dstate(0, hn::Zero(d), part);
      u.set_dstate(1, dc_previous, part);
    }
    di = through_sigmoid(i, di);
    df = through_sigmoid(f, df);
    for (std::size_t part = 0; variant.peepholes && part < parts; ++part) {
      if constexpr (variant.blocks) dc_previous = u.dstate(1, part);
      dc_previous = hn::MulAdd(u.peephole(i_gate, part), di, dc_previous);
      if constexpr (forgets) dc_previous = hn::MulAdd(u.peephole(f_gate, part), df, dc_previous);
      u.set_dstate(1, dc_previous, part);
    }
    u.set_gate(i_gate, di);
    if constexpr (forgets) u.set_gate(f_gate, df);
    u.set_gate(o_gate, d_o);
  }
};

template <ForgetGate forget>
void lstm_forward(const CellForward<Number>& step) {
  const bool peepholes = step.peepholes != nullptr;
  if (step.block_size > 1) {
    if (peepholes) return forward_columns<LstmFormulas<LstmVariant{forget, true, true}>>(step);
    return forward_columns<LstmFormulas<LstmVariant{forget, false, true}>>(step);
  }
  if (peepholes) return forward_columns<LstmFormulas<LstmVariant{forget, true, false}>>(step);
  forward_columns<LstmFormulas<LstmVariant{forget, false, false}>>(step);
}

template <ForgetGate forget>
void lstm_backward(const CellBackward<Number>& step) {
  const bool peepholes = step.peepholes != nullptr;
  if (step.block_size > 1) {
    if (peepholes) return backward_columns<LstmFormulas<LstmVariant{forget, true, true}>>(step);
    return backward_columns<LstmFormulas<LstmVariant{forget, false, true}>>(step);
  }
  if (peepholes) return backward_columns<LstmFormulas<LstmVariant{forget, true, false}>>(step);
  backward_columns<LstmFormulas<LstmVariant{forget, false, false}>>(step);
}

void lstm_forward_kernel(ForgetGate forget, const CellForward<Number>& step) {
  if (forget == ForgetGate::none) return lstm_forward<ForgetGate::none>(step);
  if (forget == ForgetGate::coupled) return lstm_forward<ForgetGate::coupled>(step);
  lstm_forward<ForgetGate::learned>(step);
}
void lstm_backward_kernel(ForgetGate forget, const CellBackward<Number>& step) {
  if (forget == ForgetGate::none) return lstm_backward<ForgetGate::none>(step);
  if (forget == ForgetGate::coupled) return lstm_backward<ForgetGate::coupled>(step);
  lstm_backward<ForgetGate::learned>(step);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::nn {

HWY_EXPORT(lstm_forward_kernel);
HWY_EXPORT(lstm_backward_kernel);

namespace {

template <ForgetGate forget>
void forward(std::size_t /*stage*/, const CellForward<Number>& step) {
  HWY_DYNAMIC_DISPATCH(lstm_forward_kernel)(forget, step);
}
template <ForgetGate forget>
void backward(std::size_t /*stage*/, const CellBackward<Number>& step) {
  HWY_DYNAMIC_DISPATCH(lstm_backward_kernel)(forget, step);
}

template <class Scalar, ForgetGate forget>
void set_formulas(Cell<Scalar>& cell) {
  cell.forward = forward<forget>;
  cell.backward = backward<forget>;
}

}  // namespace

template <class Scalar>
Cell<Scalar> make_lstm(const CellShape& shape) {
  const bool forgets = shape.forget_gate == ForgetGate::learned;
  Cell<Scalar> cell;
  cell.states = {"h", "c"};
  cell.gates.push_back({.name = "i", .shared = true});
  if (forgets) cell.gates.push_back({.name = "f", .initial_bias = 1, .shared = true});
  cell.gates.push_back({.name = "o", .shared = true});
  cell.gates.push_back({.name = "g"});
  const std::size_t o = forgets ? 2 : 1;
  cell.stages = {{.first = 0, .end = o + 2}};
  cell.kept = 1;  // tanh(c)
  cell.block_size = shape.block_size;
  if (shape.peepholes) {
    cell.kept = 2;  // and c
    for (std::size_t gate = 0; gate < o; ++gate) cell.peepholes.push_back({.gate = gate, .source = 1});
    cell.peepholes.push_back({.gate = o, .next = true, .source = 1});
  }
  switch (shape.forget_gate) {
    case ForgetGate::learned:
      set_formulas<Scalar, ForgetGate::learned>(cell);
      break;
    case ForgetGate::none:
      set_formulas<Scalar, ForgetGate::none>(cell);
      break;
    case ForgetGate::coupled:
      set_formulas<Scalar, ForgetGate::coupled>(cell);
      break;
  }
  return cell;
}

template Cell<Number> make_lstm<Number>(const CellShape&);

}  // namespace seqlab::nn
#endif  // HWY_ONCE
