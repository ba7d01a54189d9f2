#include "nn/learning/optimizer.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include "kernels/moments.h"
#include "kernels/prefetch.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

bool has_first(OptimizerKind kind) {
  return kind != OptimizerKind::sgd && kind != OptimizerKind::adagrad;
}
bool has_second(OptimizerKind kind) {
  return kind != OptimizerKind::sgd && kind != OptimizerKind::momentum;
}

// How many moments each number has.
std::size_t moments_of_number(OptimizerKind kind) {
  return (has_first(kind) ? 1 : 0) + (has_second(kind) ? 1 : 0);
}

// Cuts the flat vector into pieces with one factor each. Updates are element by element, so cuts are free.
std::vector<RateFactors::Part> cut(std::size_t size, const std::vector<RateFactors::Part>& parts) {
  std::vector<RateFactors::Part> pieces;
  const auto add = [&](std::size_t begin, std::size_t end, double factor) {
    for (; begin < end; begin += piece_weights) {
      pieces.push_back({begin, std::min(begin + piece_weights, end), factor});
    }
  };
  std::size_t done = 0;
  for (const RateFactors::Part& part : parts) {
    if (part.begin < done || part.end < part.begin || part.end > size) {
      throw std::invalid_argument("the parts of the learning rate factors are out of order");
    }
    add(done, part.begin, 1);
    add(part.begin, part.end, part.factor);
    done = part.end;
  }
  add(done, size, 1);
  return pieces;
}

}  // namespace

template <class Scalar>
struct Optimizer<Scalar>::Coefficients {
  Scalar rate, scale, l2, decay, epsilon;
  Scalar beta1, beta2;                   // also mu
  Scalar rate_first, correction_second;  // adam: r / (1 - b1^t), 1 / (1 - b2^t)
};

template <class Scalar>
Optimizer<Scalar>::Optimizer(const OptimizerOptions& options, std::size_t weights, std::size_t dimension,
                             std::size_t rows, const RateFactors& factors)
    : options_(options),
      dimension_(dimension),
      pieces_(cut(weights, factors.weights)),
      table_factor_(factors.table),
      last_use_(rows, 0) {
  if (has_first(options.kind)) first_.assign(weights, Scalar{0});
  if (has_second(options.kind)) second_.assign(weights, Scalar{0});
  row_moments_.resize(moments_of_number(options.kind) * dimension * rows);
  std::fill_n(row_moments_.data(), row_moments_.size(), Scalar{0});
}

template <class Scalar>
void Optimizer<Scalar>::update(const Coefficients& c, std::size_t size, Scalar* weights,
                               const Scalar* gradient, Scalar* first, Scalar* second) const {
  switch (options_.kind) {
    case OptimizerKind::sgd:
      for (std::size_t i = 0; i < size; ++i) {
        const Scalar g = c.scale * gradient[i] + c.l2 * weights[i];
        weights[i] -= c.rate * g;
      }
      return;
    case OptimizerKind::momentum:
      for (std::size_t i = 0; i < size; ++i) {
        const Scalar g = c.scale * gradient[i] + c.l2 * weights[i];
        first[i] = c.beta1 * first[i] + g;
        weights[i] -= c.rate * first[i];
      }
      return;
    case OptimizerKind::adagrad:
      for (std::size_t i = 0; i < size; ++i) {
        const Scalar g = c.scale * gradient[i] + c.l2 * weights[i];
        second[i] += g * g;
        weights[i] -= c.rate * g / (std::sqrt(second[i]) + c.epsilon);
      }
      return;
    case OptimizerKind::adam:
    case OptimizerKind::adamw:
      kernels::adam<Scalar>(
          {c.scale, c.l2, c.rate * c.decay, c.beta1, c.beta2, c.rate_first, c.correction_second, c.epsilon},
          size, weights, gradient, first, second);
      return;
  }
}

template <class Scalar>
typename Optimizer<Scalar>::Coefficients Optimizer<Scalar>::coefficients(double rate, Scalar scale,
                                                                         double adam_beta1) const {
  const auto t = static_cast<double>(steps_);
  const bool momentum = options_.kind == OptimizerKind::momentum;
  const double beta1 = momentum ? options_.momentum : adam_beta1;
  const double beta2 = options_.kind == OptimizerKind::adagrad ? 1.0 : options_.beta2;
  Coefficients c{};
  c.rate = static_cast<Scalar>(rate);
  c.scale = scale;
  c.l2 = static_cast<Scalar>(options_.l2);
  c.decay = options_.kind == OptimizerKind::adamw ? static_cast<Scalar>(options_.weight_decay) : Scalar{0};
  c.epsilon = static_cast<Scalar>(options_.epsilon);
  c.beta1 = static_cast<Scalar>(beta1);
  c.beta2 = static_cast<Scalar>(beta2);
  if (!momentum) {
    c.rate_first = static_cast<Scalar>(rate / (1 - std::pow(beta1, t)));
    c.correction_second = static_cast<Scalar>(1 / (1 - std::pow(options_.beta2, t)));
  }
  return c;
}

template <class Scalar>
void Optimizer<Scalar>::step(double rate, Scalar scale, Scalar* weights, Scalar* gradient,
                             Matrix<Scalar>* table, const SparseGradient<Scalar>* table_gradient,
                             base::Pool& pool) {
  ++steps_;
  const Coefficients c = coefficients(rate, scale, options_.beta1);
  const Coefficients for_table = coefficients(rate * table_factor_, scale, options_.table_beta1);
  const std::size_t rows = table == nullptr || table_gradient == nullptr ? 0 : table_gradient->rows.size();
  for (std::size_t i = 0; i < rows; ++i) {
    if (table_gradient->rows[i] >= last_use_.size())
      throw std::out_of_range("the gradient has a row beyond the trainable rows");
  }
  const auto at = [](std::vector<Scalar>& moments, std::size_t offset) {
    return moments.empty() ? nullptr : moments.data() + offset;
  };
  pool.run(pieces_.size() + pieces_of(rows, piece_rows), [&](std::size_t piece) {
    if (piece < pieces_.size()) {
      const auto [first, end, factor] = pieces_[piece];
      update(factor == 1 ? c : coefficients(rate * factor, scale, options_.beta1), end - first,
             weights + first, gradient + first, at(first_, first), at(second_, first));
      std::fill(gradient + first, gradient + end, Scalar{0});
      return;
    }
    const std::size_t begin = (piece - pieces_.size()) * piece_rows;
    for (std::size_t i = begin; i < std::min(begin + piece_rows, rows); ++i) {
      if (i + kernels::rows_ahead < rows) {
        const std::size_t next = table_gradient->rows[i + kernels::rows_ahead];
        kernels::prefetch(&(*table)(0, index(next)), dimension_);
        kernels::prefetch(moments_of(next), moments_of_number(options_.kind) * dimension_);
        kernels::prefetch(&last_use_[next], 1);
      }
      const std::size_t row = table_gradient->rows[i];
      update_row(for_table, row, &(*table)(0, index(row)), table_gradient->values.column(i));
    }
  });
}

template <class Scalar>
void Optimizer<Scalar>::archive(base::Archive& archive) {
  archive.number("steps", steps_);
  archive.values("first", std::span(first_));
  archive.values("second", std::span(second_));
  archive.values("row_moments", std::span(row_moments_.data(), row_moments_.size()));
  archive.values("last_use", std::span(last_use_));
}

template <class Scalar>
Scalar* Optimizer<Scalar>::moments_of(std::size_t row) {
  return row_moments_.data() + row * moments_of_number(options_.kind) * dimension_;
}

template <class Scalar>
void Optimizer<Scalar>::update_row(const Coefficients& c, std::size_t row, Scalar* weights,
                                   const Scalar* gradient) {
  Scalar* const moments = moments_of(row);
  Scalar* const first = has_first(options_.kind) ? moments : nullptr;
  Scalar* const second = !has_second(options_.kind) ? nullptr
                         : first != nullptr         ? first + dimension_
                                                    : moments;
  const auto missed = static_cast<double>(steps_ - 1 - last_use_[row]);
  if (missed > 0 && last_use_[row] > 0) {
    const auto shrink_first = static_cast<Scalar>(std::pow(static_cast<double>(c.beta1), missed));
    const auto shrink_second = static_cast<Scalar>(std::pow(static_cast<double>(c.beta2), missed));
    for (std::size_t j = 0; j < dimension_; ++j) {
      if (first != nullptr) first[j] *= shrink_first;
      if (second != nullptr) second[j] *= shrink_second;
    }
  }
  last_use_[row] = steps_;
  update(c, dimension_, weights, gradient, first, second);
}

template class Optimizer<Number>;

}  // namespace seqlab::nn
