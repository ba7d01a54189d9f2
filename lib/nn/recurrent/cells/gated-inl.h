// Formulas that gated cells share. Include it after cell_units-inl.h.
#if defined(SEQLAB_NN_GATED_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEQLAB_NN_GATED_INL_H_
#undef SEQLAB_NN_GATED_INL_H_
#else
#define SEQLAB_NN_GATED_INL_H_
#endif

#include <cstddef>

#include "nn/recurrent/cells/cell_units-inl.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

// The stage of a reset gate: r = sigma(a_r), and the operand r * h' of a later stage.
template <std::size_t r_gate, std::size_t operand>
struct ResetStage {
  template <class Units>
  static HWY_INLINE void forward(const Units& u) {
    const typename Units::V r = vector_math::sigmoid(typename Units::D(), u.gate(r_gate));
    u.keep_gate(r_gate, r);
    u.set_operand(operand, hn::Mul(r, u.state(0)));
  }
  template <class Units>
  static HWY_INLINE void backward(const Units& u) {
    const typename Units::V r = u.gate(r_gate);
    u.set_gate(r_gate, through_sigmoid(r, hn::Mul(u.doperand(operand), u.previous(0))));
    u.set_dstate(0, hn::MulAdd(u.doperand(operand), r, u.dstate(0)));
  }
};

// The next state between h' and a candidate: z = sigma(a_z), n = tanh(a_n), h = h' + (n - h') * k, with the
// share k of the candidate z (MUT) or 1 - z (GRU).
template <std::size_t z_gate, std::size_t n_gate, bool share_is_z>
struct Interpolation {
  template <class Units>
  static HWY_INLINE void forward(const Units& u, typename Units::V a_n) {
    using V = typename Units::V;
    const auto z_n = vector_math::gated_tanh(typename Units::D(), u.gate(z_gate), a_n);
    u.keep_gate(z_gate, z_n.gate);
    u.keep_gate(n_gate, z_n.tanh);
    const V n = z_n.tanh;
    const V h = u.take_state(0);
    u.set_state(0,
                share_is_z ? hn::MulAdd(z_n.gate, hn::Sub(n, h), h) : hn::MulAdd(z_n.gate, hn::Sub(h, n), n));
  }
  // Returns da_n, which is also that of the gate n.
  template <class Units>
  static HWY_INLINE typename Units::V backward(const Units& u) {
    using V = typename Units::V;
    const V z = u.gate(z_gate);
    const V n = u.gate(n_gate);
    const V h = u.previous(0);
    const V dh = u.doutput();
    const V dh_z = hn::Mul(dh, z);
    const V rest = hn::Sub(dh, dh_z);
    const V da_n = through_tanh(n, share_is_z ? dh_z : rest);
    u.set_gate(n_gate, da_n);
    u.set_gate(z_gate, through_sigmoid(z, hn::Mul(dh, share_is_z ? hn::Sub(n, h) : hn::Sub(h, n))));
    u.set_dstate(0, share_is_z ? rest : dh_z);
    return da_n;
  }
};

// The last stage of a cell that is nothing but an interpolation.
template <std::size_t z_gate, std::size_t n_gate, bool share_is_z>
struct InterpolationStage {
  using Own = Interpolation<z_gate, n_gate, share_is_z>;
  template <class Units>
  static HWY_INLINE void forward(const Units& u) {
    Own::forward(u, u.gate(n_gate));
  }
  template <class Units>
  static HWY_INLINE void backward(const Units& u) {
    static_cast<void>(Own::backward(u));
  }
};

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
