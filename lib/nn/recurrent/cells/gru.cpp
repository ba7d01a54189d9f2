#include "nn/recurrent/cells/gru.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/recurrent/cells/gru.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "nn/recurrent/cells/cell_units-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

struct GruResetAfter {
  static constexpr std::size_t n_gate = 0, r_gate = 1, z_gate = 2, u_gate = 3;

  template <class Units>
  static HWY_INLINE void forward(const Units& u) {
    using V = typename Units::V;
    const typename Units::D d;
    const V r = vector_math::sigmoid(d, u.gate(r_gate));
    const V a_n = hn::MulAdd(r, u.gate(u_gate), u.gate(n_gate));
    const auto z_n = vector_math::gated_tanh(d, u.gate(z_gate), a_n);
    u.keep_gate(n_gate, z_n.tanh);
    u.keep_gate(r_gate, r);
    u.keep_gate(z_gate, z_n.gate);
    u.set_state(0, hn::MulAdd(z_n.gate, hn::Sub(u.take_state(0), z_n.tanh), z_n.tanh));
  }

  template <class Units>
  static HWY_INLINE void backward(const Units& u) {
    using V = typename Units::V;
    const V n = u.gate(n_gate);
    const V r = u.gate(r_gate);
    const V z = u.gate(z_gate);
    const V dh = u.doutput();
    const V dh_z = hn::Mul(dh, z);
    const V da_n = through_tanh(n, hn::Sub(dh, dh_z));
    u.set_gate(r_gate, through_sigmoid(r, hn::Mul(da_n, u.gate(u_gate))));
    u.set_gate(z_gate, through_sigmoid(z, hn::Mul(dh, hn::Sub(u.previous(0), n))));
    u.set_gate(n_gate, da_n);
    u.set_gate(u_gate, hn::Mul(da_n, r));
    u.set_dstate(0, dh_z);
  }
};

struct GruResetBefore {
  static constexpr std::size_t r_gate = 0, z_gate = 1, n_gate = 2;

  struct Reset {
    template <class Units>
    static HWY_INLINE void forward(const Units& u) {
      const typename Units::V r = vector_math::sigmoid(typename Units::D(), u.gate(r_gate));
      u.keep_gate(r_gate, r);
      u.set_operand(0, hn::Mul(r, u.state(0)));
    }
    // After Candidate, whose product gave the gradient of r * h'.
    template <class Units>
    static HWY_INLINE void backward(const Units& u) {
      using V = typename Units::V;
      const V r = u.gate(r_gate);
      u.set_gate(r_gate, through_sigmoid(r, hn::Mul(u.doperand(), u.previous(0))));
      u.set_dstate(0, hn::MulAdd(u.doperand(), r, u.dstate(0)));
    }
  };

  struct Candidate {
    template <class Units>
    static HWY_INLINE void forward(const Units& u) {
      const auto z_n = vector_math::gated_tanh(typename Units::D(), u.gate(z_gate), u.gate(n_gate));
      u.keep_gate(z_gate, z_n.gate);
      u.keep_gate(n_gate, z_n.tanh);
      u.set_state(0, hn::MulAdd(z_n.gate, hn::Sub(u.take_state(0), z_n.tanh), z_n.tanh));
    }
    template <class Units>
    static HWY_INLINE void backward(const Units& u) {
      using V = typename Units::V;
      const V z = u.gate(z_gate);
      const V n = u.gate(n_gate);
      const V dh = u.doutput();
      const V dh_z = hn::Mul(dh, z);
      u.set_gate(n_gate, through_tanh(n, hn::Sub(dh, dh_z)));
      u.set_gate(z_gate, through_sigmoid(z, hn::Mul(dh, hn::Sub(u.previous(0), n))));
      u.set_dstate(0, dh_z);
    }
  };
};

void gru_forward_kernel(ResetGate reset, std::size_t stage, const CellForward<Number>& step) {
  if (reset == ResetGate::after) return forward_columns<GruResetAfter>(step);
  if (stage == 0) return forward_columns<GruResetBefore::Reset>(step);
  forward_columns<GruResetBefore::Candidate>(step);
}
void gru_backward_kernel(ResetGate reset, std::size_t stage, const CellBackward<Number>& step) {
  if (reset == ResetGate::after) return backward_columns<GruResetAfter>(step);
  if (stage == 0) return backward_columns<GruResetBefore::Reset>(step);
  backward_columns<GruResetBefore::Candidate>(step);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::nn {

HWY_EXPORT(gru_forward_kernel);
HWY_EXPORT(gru_backward_kernel);

namespace {

template <ResetGate reset>
void forward(std::size_t stage, const CellForward<Number>& step) {
  HWY_DYNAMIC_DISPATCH(gru_forward_kernel)(reset, stage, step);
}
template <ResetGate reset>
void backward(std::size_t stage, const CellBackward<Number>& step) {
  HWY_DYNAMIC_DISPATCH(gru_backward_kernel)(reset, stage, step);
}

}  // namespace

template <class Scalar>
Cell<Scalar> make_gru(const CellShape& shape) {
  Cell<Scalar> cell;
  cell.states = {"h"};
  if (shape.reset_gate == ResetGate::after) {
    cell.gates = {{.name = "n"}, {.name = "r"}, {.name = "z"}, {.name = "u", .input = GateInput::none}};
    cell.stages = {{.first = 1, .end = 4}};
    cell.forward = forward<ResetGate::after>;
    cell.backward = backward<ResetGate::after>;
  } else {
    cell.gates = {{.name = "r"}, {.name = "z"}, {.name = "n"}};
    cell.stages = {{.first = 0, .end = 2}, {.first = 2, .end = 3, .operand = 1}};
    cell.operands = 1;  // r * h'
    cell.forward = forward<ResetGate::before>;
    cell.backward = backward<ResetGate::before>;
  }
  return cell;
}

template Cell<Number> make_gru<Number>(const CellShape&);

}  // namespace seqlab::nn
#endif  // HWY_ONCE
