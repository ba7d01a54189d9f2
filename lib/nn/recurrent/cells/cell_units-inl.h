// Runs a cell's formulas over the units of columns, a vector at a time; compiled once per instruction set.
// Include it outside any namespace, after foreach_target.h.
#if defined(SEQLAB_NN_CELL_UNITS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef SEQLAB_NN_CELL_UNITS_INL_H_
#undef SEQLAB_NN_CELL_UNITS_INL_H_
#else
#define SEQLAB_NN_CELL_UNITS_INL_H_
#endif

#include <cstddef>

#include "hwy/highway.h"
#include "kernels/math-inl.h"
#include "nn/numbers/matrix.h"
#include "nn/recurrent/cell.h"

HWY_BEFORE_NAMESPACE();
namespace seqlab::nn {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace vector_math = kernels::HWY_NAMESPACE;

// The formulas of a stage are a struct with two functions over a vector of units:
//
//   template <class Units>
//   static void forward(const Units& u);    // u: ForwardUnits
//   template <class Units>
//   static void backward(const Units& u);   // u: BackwardUnits
//
// Where states share gates, a vector of units is one of the gates' rows, and `part` is the place of a state
// in its block: block j has the states j, j + rows, j + 2 rows, ... Gates are counted in blocks of `rows`
// rows, so that a gate of h rows has as many as a block has parts.

// Some units of one column: `count` from unit `first` on.
template <class Step, class T>
class Units {
 public:
  using D = hn::ScalableTag<T>;
  using V = hn::Vec<D>;

  Units(const Step& step, std::size_t rows, std::size_t column, std::size_t first, std::size_t count)
      : step_(step), rows_(rows), column_(column), first_(first), count_(count) {}

  [[nodiscard]] HWY_INLINE std::size_t parts() const { return step_.block_size; }
  [[nodiscard]] HWY_INLINE V gate(std::size_t gate) const { return load(step_.gates, gate * rows_); }
  [[nodiscard]] HWY_INLINE V operand(std::size_t operand = 0) const {
    return load(step_.operands, operand * step_.hidden);
  }
  [[nodiscard]] HWY_INLINE V peephole(std::size_t peephole, std::size_t part = 0) const {
    return vector_math::load(D(), step_.peepholes + peephole * step_.hidden + part * rows_ + first_, count_);
  }

 protected:
  template <class Element>
  [[nodiscard]] HWY_INLINE V load(const Strided<Element>& from, std::size_t row) const {
    return vector_math::load(D(), from.data + column_ * from.stride + row + first_, count_);
  }
  HWY_INLINE void store(V value, const Strided<T>& to, std::size_t row) const {
    vector_math::store(D(), value, to.data + column_ * to.stride + row + first_, count_);
  }

  const Step& step_;
  std::size_t rows_;
  std::size_t column_;
  std::size_t first_;
  std::size_t count_;
};

// keep_...() writes only if the step is taped.
template <class T, bool taped>
class ForwardUnits : public Units<CellForward<T>, T> {
 public:
  using Base = Units<CellForward<T>, T>;
  using Base::Base;
  using typename Base::D;
  using typename Base::V;

  HWY_INLINE void keep_gate(std::size_t gate, V activated) const {
    if constexpr (taped) this->store(activated, this->step_.gates, gate * this->rows_);
  }
  HWY_INLINE void keep(std::size_t block, V value, std::size_t part = 0) const {
    if constexpr (taped)
      this->store(value, this->step_.kept, block * this->step_.hidden + part * this->rows_);
  }
  // A state before the step. take_state() is for the last stage, once for each state and part.
  [[nodiscard]] HWY_INLINE V state(std::size_t state, std::size_t part = 0) const {
    return this->load(this->step_.states[state], part * this->rows_);
  }
  [[nodiscard]] HWY_INLINE V take_state(std::size_t state, std::size_t part = 0) const {
    const V value = this->state(state, part);
    if constexpr (taped) this->store(value, this->step_.previous[state], part * this->rows_);
    return value;
  }
  HWY_INLINE void set_state(std::size_t state, V next, std::size_t part = 0) const {
    this->store(next, this->step_.states[state], part * this->rows_);
    if (state == 0) this->store(next, this->step_.output, part * this->rows_);
  }
  HWY_INLINE void set_operand(std::size_t operand, V value) const {
    this->store(value, this->step_.operands, operand * this->step_.hidden);
  }
};

template <class T>
class BackwardUnits : public Units<CellBackward<T>, T> {
 public:
  using Base = Units<CellBackward<T>, T>;
  using Base::Base;
  using typename Base::D;
  using typename Base::V;

  HWY_INLINE void set_gate(std::size_t gate, V da) const {
    this->store(da, this->step_.gates, gate * this->rows_);
  }
  [[nodiscard]] HWY_INLINE V kept(std::size_t block, std::size_t part = 0) const {
    return this->load(this->step_.kept, block * this->step_.hidden + part * this->rows_);
  }
  [[nodiscard]] HWY_INLINE V previous(std::size_t state, std::size_t part = 0) const {
    return this->load(this->step_.previous[state], part * this->rows_);
  }
  [[nodiscard]] HWY_INLINE V doperand(std::size_t operand = 0) const {
    return this->load(this->step_.doperands, operand * this->step_.hidden);
  }
  [[nodiscard]] HWY_INLINE V dstate(std::size_t state, std::size_t part = 0) const {
    return this->load(this->step_.dstates[state], part * this->rows_);
  }
  // The gradient of the next first state, for the last stage.
  [[nodiscard]] HWY_INLINE V doutput(std::size_t part = 0) const {
    return hn::Add(dstate(0, part), this->load(this->step_.doutput, part * this->rows_));
  }
  HWY_INLINE void set_dstate(std::size_t state, V value, std::size_t part = 0) const {
    this->store(value, this->step_.dstates[state], part * this->rows_);
  }
};

template <class Formulas, class Units, class Step>
HWY_INLINE void forward_units(const Step& step) {
  const std::size_t lanes = hn::Lanes(typename Units::D());
  const std::size_t rows = step.hidden / step.block_size;
  for (std::size_t column = 0; column < step.columns; ++column) {
    std::size_t unit = 0;
    for (; unit + lanes <= rows; unit += lanes) Formulas::forward(Units(step, rows, column, unit, lanes));
    if (unit < rows) Formulas::forward(Units(step, rows, column, unit, rows - unit));
  }
}

template <class Formulas, class T>
void forward_columns(const CellForward<T>& step) {
  if (step.taped) return forward_units<Formulas, ForwardUnits<T, true>>(step);
  forward_units<Formulas, ForwardUnits<T, false>>(step);
}

template <class Formulas, class T>
void backward_columns(const CellBackward<T>& step) {
  using Units = BackwardUnits<T>;
  const std::size_t lanes = hn::Lanes(typename Units::D());
  const std::size_t rows = step.hidden / step.block_size;
  for (std::size_t column = 0; column < step.columns; ++column) {
    std::size_t unit = 0;
    for (; unit + lanes <= rows; unit += lanes) Formulas::backward(Units(step, rows, column, unit, lanes));
    if (unit < rows) Formulas::backward(Units(step, rows, column, unit, rows - unit));
  }
}

// x (1 - x) y and (1 - x^2) y: y times the derivative of sigma and of tanh at the result x.
template <class V>
HWY_INLINE V through_sigmoid(V x, V y) {
  const V xy = hn::Mul(x, y);
  return hn::NegMulAdd(xy, x, xy);
}
template <class V>
HWY_INLINE V through_tanh(V x, V y) {
  return hn::NegMulAdd(hn::Mul(x, y), x, y);
}

}  // namespace HWY_NAMESPACE
}  // namespace seqlab::nn
HWY_AFTER_NAMESPACE();

#endif  // per-target include guard
