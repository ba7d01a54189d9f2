#include "nn/recurrent/cells/mut2.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/recurrent/cells/mut2.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "nn/recurrent/cells/gated-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

struct Mut2Formulas {
  static constexpr std::size_t r_gate = 0, z_gate = 1, n_gate = 2;
  using Reset = ResetStage<r_gate, 0>;
  using Candidate = InterpolationStage<z_gate, n_gate, true>;
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
