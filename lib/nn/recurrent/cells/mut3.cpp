#include "nn/recurrent/cells/mut3.h"

// clang-format off
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "nn/recurrent/cells/mut3.cpp"
#include "hwy/foreach_target.h"
// clang-format on
#include "nn/recurrent/cells/gated-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

struct Mut3Formulas {
  static constexpr std::size_t r_gate = 0, z_gate = 1, n_gate = 2;
  static constexpr std::size_t tanh_h = 0, r_h = 1;  // operands

  struct Reset {
    using Own = ResetStage<r_gate, r_h>;
    template <class Units>
    static HWY_INLINE void forward(const Units& u) {
      Own::forward(u);
      u.set_operand(tanh_h, vector_math::tanh(typename Units::D(), u.state(0)));
    }
    template <class Units>
    static HWY_INLINE void backward(const Units& u) {
      Own::backward(u);
      u.set_dstate(0, hn::Add(u.dstate(0), through_tanh(u.operand(tanh_h), u.doperand(tanh_h))));
    }
  };
  using Candidate = InterpolationStage<z_gate, n_gate, true>;
};

void mut3_forward_kernel(std::size_t stage, const CellForward<Number>& step) {
  if (stage == 0) return forward_columns<Mut3Formulas::Reset>(step);
  if (stage == 2) forward_columns<Mut3Formulas::Candidate>(step);
}
void mut3_backward_kernel(std::size_t stage, const CellBackward<Number>& step) {
  if (stage == 0) return backward_columns<Mut3Formulas::Reset>(step);
  if (stage == 2) backward_columns<Mut3Formulas::Candidate>(step);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace seqlab::nn {

HWY_EXPORT(mut3_forward_kernel);
HWY_EXPORT(mut3_backward_kernel);

template <class Scalar>
Cell<Scalar> make_mut3(const CellShape& /*shape*/) {
  Cell<Scalar> cell;
  cell.states = {"h"};
  cell.gates = {{.name = "r"}, {.name = "z"}, {.name = "n"}};
  cell.stages = {
      {.first = 0, .end = 1}, {.first = 1, .end = 2, .operand = 1}, {.first = 2, .end = 3, .operand = 2}};
  cell.operands = 2;  // tanh(h'), r * h'
  cell.forward = [](std::size_t stage, const CellForward<Scalar>& step) {
    HWY_DYNAMIC_DISPATCH(mut3_forward_kernel)(stage, step);
  };
  cell.backward = [](std::size_t stage, const CellBackward<Scalar>& step) {
    HWY_DYNAMIC_DISPATCH(mut3_backward_kernel)(stage, step);
  };
  return cell;
}

template Cell<Number> make_mut3<Number>(const CellShape&);

}  // namespace seqlab::nn
#endif  // HWY_ONCE
