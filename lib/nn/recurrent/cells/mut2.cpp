#include "nn/recurrent/cells/mut2.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/recurrent/cells/mut2.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "nn/recurrent/cells/cell_units-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

struct Mut2Formulas {
  static constexpr std::size_t r_gate = 0, z_gate = 1, n_gate = 2;

  struct Reset {
    template <class Units>
    static HWY_INLINE void forward(const Units& u) {
      const typename Units::V r = vector_math::sigmoid(typename Units::D(), u.gate(r_gate));
      u.keep_gate(r_gate, r);
      u.set_operand(0, hn::Mul(r, u.state(0)));
    }
    template <class Units>
    static HWY_INLINE void backward(const Units& u) {
      const typename Units::V r = u.gate(r_gate);
      u.set_gate(r_gate, through_sigmoid(r, hn::Mul(u.doperand(0), u.previous(0))));
      u.set_dstate(0, hn::MulAdd(u.doperand(0), r, u.dstate(0)));
    }
  };

  struct Candidate {
    template <class Units>
    static HWY_INLINE void forward(const Units& u) {
      using V = typename Units::V;
      const typename Units::D d;
      const auto z_n = vector_math::gated_tanh(d, u.gate(z_gate), u.gate(n_gate));
      u.keep_gate(z_gate, z_n.gate);
      u.keep_gate(n_gate, z_n.tanh);
      const V h_previous = u.take_state(0);
      u.set_state(0, hn::MulAdd(z_n.gate, hn::Sub(z_n.tanh, h_previous), h_previous));
    }
    template <class Units>
    static HWY_INLINE void backward(const Units& u) {
      using V = typename Units::V;
      const V z = u.gate(z_gate);
      const V n = u.gate(n_gate);
      const V dh = u.doutput();
      const V dh_z = hn::Mul(dh, z);
      const V da_n = through_tanh(n, dh_z);
      u.set_gate(n_gate, da_n);
      u.set_gate(z_gate, through_sigmoid(z, hn::Mul(dh, hn::Sub(n, u.previous(0)))));
      u.set_dstate(0, hn::Sub(dh, dh_z));
    }
  };
};

void mut2_forward_kernel(std::size_t stage, const CellForward<Number>& step) {
  if (stage == 0) return forward_columns<Mut2Formulas::Reset>(step);
  forward_columns<Mut2Formulas::Candidate>(step);
}
void mut2_backward_kernel(std::size_t stage, const CellBackward<Number>& step) {
  if (stage == 0) return backward_columns<Mut2Formulas::Reset>(step);
  backward_columns<Mut2Formulas::Candidate>(step);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::nn {

HWY_EXPORT(mut2_forward_kernel);
HWY_EXPORT(mut2_backward_kernel);

template <class Scalar>
Cell<Scalar> make_mut2(const CellShape& /*shape*/) {
  Cell<Scalar> cell;
  cell.states = {"h"};
  cell.gates = {{.name = "r", .input = GateInput::raw}, {.name = "z"}, {.name = "n"}};
  cell.stages = {{.first = 0, .end = 2}, {.first = 2, .end = 3, .operand = 1}};
  cell.operands = 1;  // r * h'
  cell.forward = [](std::size_t stage, const CellForward<Scalar>& step) {
    HWY_DYNAMIC_DISPATCH(mut2_forward_kernel)(stage, step);
  };
  cell.backward = [](std::size_t stage, const CellBackward<Scalar>& step) {
    HWY_DYNAMIC_DISPATCH(mut2_backward_kernel)(stage, step);
  };
  return cell;
}

template Cell<Number> make_mut2<Number>(const CellShape&);

}  // namespace seqlab::nn
#endif  // HWY_ONCE
