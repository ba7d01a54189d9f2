#include "nn/recurrent/cells/gru.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/recurrent/cells/gru.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "nn/recurrent/cells/gated-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

struct GruResetAfter {
  static constexpr std::size_t n_gate = 0, r_gate = 1, z_gate = 2, u_gate = 3;
  using Next = Interpolation<z_gate, n_gate, false>;

  template <class Units>
  static HWY_INLINE void forward(const Units& u) {
    const typename Units::V r = vector_math::sigmoid(typename Units::D(), u.gate(r_gate));
    u.keep_gate(r_gate, r);
    Next::forward(u, hn::MulAdd(r, u.gate(u_gate), u.gate(n_gate)));
  }

  template <class Units>
  static HWY_INLINE void backward(const Units& u) {
    using V = typename Units::V;
    const V r = u.gate(r_gate);
    const V da_n = Next::backward(u);
    u.set_gate(r_gate, through_sigmoid(r, hn::Mul(da_n, u.gate(u_gate))));
    u.set_gate(u_gate, hn::Mul(da_n, r));
  }
};

struct GruResetBefore {
  static constexpr std::size_t r_gate = 0, z_gate = 1, n_gate = 2;
  using Reset = ResetStage<r_gate, 0>;
  using Candidate = InterpolationStage<z_gate, n_gate, false>;
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
