// Runs a cell's formulas over the units of columns, a vector at a time; compiled once per instruction set.
// Include it outside any namespace, after foreach_target.h.
#if defined(SEQLAB_NN_CELL_LOOP_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEQLAB_NN_CELL_LOOP_INL_H_
#undef SEQLAB_NN_CELL_LOOP_INL_H_
#else
#define SEQLAB_NN_CELL_LOOP_INL_H_
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "kernels/math-inl.h"
#include "nn/recurrent/cell.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace vector_math = kernels::HWY_NAMESPACE;

// The formulas of a cell are a struct with the constants `gates`, `states` and `kept` and two functions over
// vectors of units:
//
//   template <class D, class V>
//   static void forward(D d, V (&gates)[...], V (&states)[...], V (&kept)[...]);
//   template <class D, class V>
//   static void backward(D d, V (&gates)[...], const V (&kept)[...], const V (&previous)[...],
//                        V (&dstates)[...]);
//
// which change their arguments as described at Cell.

// `count` units from unit `first` on, of one column. taped: also writes what the backward pass needs.
template <class Formulas, bool taped, class T>
HWY_INLINE void forward_units(const CellForward<T>& step, std::size_t column, std::size_t first,
                              std::size_t count) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  T* const gates_at = step.gates.data + column * step.gates.stride + first;
  V gates[Formulas::gates];
  V states[Formulas::states];
  V kept[Formulas::kept];
  for (std::size_t i = 0; i < Formulas::gates; ++i) {
    gates[i] = vector_math::load(d, gates_at + i * step.hidden, count);
  }
  for (std::size_t i = 0; i < Formulas::states; ++i) {
    states[i] = vector_math::load(d, step.states[i].data + column * step.states[i].stride + first, count);
    if constexpr (!taped) continue;
    vector_math::store(d, states[i], step.previous[i].data + column * step.previous[i].stride + first, count);
  }
  Formulas::forward(d, gates, states, kept);
  for (std::size_t i = 0; i < Formulas::states; ++i) {
    vector_math::store(d, states[i], step.states[i].data + column * step.states[i].stride + first, count);
  }
  vector_math::store(d, states[0], step.output.data + column * step.output.stride + first, count);
  if constexpr (!taped) return;
  for (std::size_t i = 0; i < Formulas::gates; ++i) {
    vector_math::store(d, gates[i], gates_at + i * step.hidden, count);
  }
  for (std::size_t i = 0; i < Formulas::kept; ++i) {
    vector_math::store(d, kept[i], step.kept.data + column * step.kept.stride + i * step.hidden + first,
                       count);
  }
}

template <class Formulas, class T>
HWY_INLINE void backward_units(const CellBackward<T>& step, std::size_t column, std::size_t first,
                               std::size_t count) {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  T* const gates_at = step.gates.data + column * step.gates.stride + first;
  V gates[Formulas::gates];
  V kept[Formulas::kept];
  V previous[Formulas::states];
  V dstates[Formulas::states];
  for (std::size_t i = 0; i < Formulas::gates; ++i) {
    gates[i] = vector_math::load(d, gates_at + i * step.hidden, count);
  }
  for (std::size_t i = 0; i < Formulas::kept; ++i) {
    kept[i] =
        vector_math::load(d, step.kept.data + column * step.kept.stride + i * step.hidden + first, count);
  }
  for (std::size_t i = 0; i < Formulas::states; ++i) {
    previous[i] =
        vector_math::load(d, step.previous[i].data + column * step.previous[i].stride + first, count);
    dstates[i] = vector_math::load(d, step.dstates[i].data + column * step.dstates[i].stride + first, count);
  }
  dstates[0] = hn::Add(dstates[0],
                       vector_math::load(d, step.doutput.data + column * step.doutput.stride + first, count));
  Formulas::backward(d, gates, kept, previous, dstates);
  for (std::size_t i = 0; i < Formulas::gates; ++i) {
    vector_math::store(d, gates[i], gates_at + i * step.hidden, count);
  }
  for (std::size_t i = 0; i < Formulas::states; ++i) {
    vector_math::store(d, dstates[i], step.dstates[i].data + column * step.dstates[i].stride + first, count);
  }
}

template <class Formulas, bool taped, class T>
HWY_INLINE void forward_units_of_columns(const CellForward<T>& step) {
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  for (std::size_t column = 0; column < step.columns; ++column) {
    std::size_t unit = 0;
    for (; unit + lanes <= step.hidden; unit += lanes) {
      forward_units<Formulas, taped>(step, column, unit, lanes);
    }
    if (unit < step.hidden) forward_units<Formulas, taped>(step, column, unit, step.hidden - unit);
  }
}

template <class Formulas, class T>
void forward_columns(const CellForward<T>& step) {
  if (step.kept.data == nullptr) return forward_units_of_columns<Formulas, false>(step);
  forward_units_of_columns<Formulas, true>(step);
}

template <class Formulas, class T>
void backward_columns(const CellBackward<T>& step) {
  const std::size_t lanes = hn::Lanes(hn::ScalableTag<T>());
  for (std::size_t column = 0; column < step.columns; ++column) {
    std::size_t unit = 0;
    for (; unit + lanes <= step.hidden; unit += lanes) backward_units<Formulas>(step, column, unit, lanes);
    if (unit < step.hidden) backward_units<Formulas>(step, column, unit, step.hidden - unit);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
