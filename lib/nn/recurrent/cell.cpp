#include "nn/recurrent/cell.h"

#include <stdexcept>

#include "nn/numbers/matrix.h"

namespace seqlab::nn {

#define SEQLAB_CELL_DECLARATION(cell) \
  template <class Scalar>             \
  Cell<Scalar> make_##cell(const CellShape& shape);
SEQLAB_CELLS(SEQLAB_CELL_DECLARATION)
#undef SEQLAB_CELL_DECLARATION

template <class Scalar>
Cell<Scalar> make_cell(const CellShape& shape) {
  if (!shape.kind) throw std::invalid_argument("there is no cell");
  switch (*shape.kind) {
#define SEQLAB_CELL_CASE(cell) \
  case CellKind::cell:         \
    return make_##cell<Scalar>(shape);
    SEQLAB_CELLS(SEQLAB_CELL_CASE)
#undef SEQLAB_CELL_CASE
  }
  throw std::invalid_argument("there is no such cell");
}

template Cell<Number> make_cell<Number>(const CellShape&);

}  // namespace seqlab::nn
