#include "nn/recurrent/cells/mut1.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/recurrent/cells/mut1.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "nn/recurrent/cells/gated-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

struct Mut1Formulas {
  static constexpr std::size_t x_gate = 0, z_gate = 1, r_gate = 2, n_gate = 3;
  using Reset = ResetStage<r_gate, 0>;

  struct Candidate {
    using Next = Interpolation<z_gate, n_gate, true>;
    template <class Units>
    static HWY_INLINE void forward(const Units& u) {
      const typename Units::V tanh_x = vector_math::tanh(typename Units::D(), u.gate(x_gate));
      u.keep_gate(x_gate, tanh_x);
      Next::forward(u, hn::Add(u.gate(n_gate), tanh_x));
    }
    template <class Units>
    static HWY_INLINE void backward(const Units& u) {
      const typename Units::V da_n = Next::backward(u);
      u.set_gate(x_gate, through_tanh(u.gate(x_gate), da_n));
    }
  };
};

void mut1_forward_kernel(std::size_t stage, const CellForward<Number>& step) {
  if (stage == 0) return forward_columns<Mut1Formulas::Reset>(step);
  forward_columns<Mut1Formulas::Candidate>(step);
}
void mut1_backward_kernel(std::size_t stage, const CellBackward<Number>& step) {
  if (stage == 0) return backward_columns<Mut1Formulas::Reset>(step);
  backward_columns<Mut1Formulas::Candidate>(step);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::nn {

HWY_EXPORT(mut1_forward_kernel);
HWY_EXPORT(mut1_backward_kernel);

template <class Scalar>
Cell<Scalar> make_mut1(const CellShape& /*shape*/) {
  Cell<Scalar> cell;
  cell.states = {"h"};
  cell.gates = {{.name = "x", .input = GateInput::raw, .bias = false},
                {.name = "z"},
                {.name = "r"},
                {.name = "n", .input = GateInput::none}};
  cell.stages = {{.first = 2, .end = 3}, {.first = 3, .end = 4, .operand = 1}};
  cell.operands = 1;  // r * h'
  cell.forward = [](std::size_t stage, const CellForward<Scalar>& step) {
    HWY_DYNAMIC_DISPATCH(mut1_forward_kernel)(stage, step);
  };
  cell.backward = [](std::size_t stage, const CellBackward<Scalar>& step) {
    HWY_DYNAMIC_DISPATCH(mut1_backward_kernel)(stage, step);
  };
  return cell;
}

template Cell<Number> make_mut1<Number>(const CellShape&);

}  // namespace seqlab::nn
#endif  // HWY_ONCE
