#include "nn/lstm.h"

#include <stdexcept>

namespace seqlab::nn {

template <class Scalar>
void Lstm<Scalar>::initialise_bias(Eigen::Ref<Vector<Scalar>> bias, Eigen::Index hidden) const {
  bias.setZero();
  bias.segment(hidden, hidden).setOnes();
}

template <class Scalar>
void Lstm<Scalar>::forward(Columns<Scalar> gates, std::span<Matrix<Scalar>> states,
                           Columns<Scalar>* kept) const {
  const Eigen::Index h = gates.rows() / 4;
  // Column by column, so that a column's gates stay in the first-level cache between the formulas.
  for (Eigen::Index column = 0; column < gates.cols(); ++column) {
    auto a = gates.col(column).array();
    a.head(3 * h) = a.head(3 * h).logistic();
    a.tail(h) = a.tail(h).tanh();
    const auto i = a.segment(0, h);
    const auto f = a.segment(h, h);
    const auto o = a.segment(2 * h, h);
    const auto g = a.segment(3 * h, h);
    auto hidden = states[0].col(column).array();
    auto c = states[1].col(column).array();
    c = f * c + i * g;
    if (kept != nullptr) {
      auto tanh_c = kept->col(column).array();
      tanh_c = c.tanh();
      hidden = o * tanh_c;
    } else {
      hidden = o * c.tanh();
    }
  }
}

template <class Scalar>
void Lstm<Scalar>::backward(ConstColumns<Scalar> gates, ConstColumns<Scalar> kept,
                            std::span<const ConstColumns<Scalar>> previous, std::span<Matrix<Scalar>> dstates,
                            Columns<Scalar> da) const {
  const Eigen::Index h = gates.rows() / 4;
  for (Eigen::Index column = 0; column < gates.cols(); ++column) {
    const auto a = gates.col(column).array();
    const auto i = a.segment(0, h);
    const auto f = a.segment(h, h);
    const auto o = a.segment(2 * h, h);
    const auto g = a.segment(3 * h, h);
    const auto tanh_c = kept.col(column).array();
    const auto c_previous = previous[1].col(column).array();
    auto dh = dstates[0].col(column).array();
    auto dc = dstates[1].col(column).array();
    auto d = da.col(column).array();
    dc += dh * o * (1 - tanh_c.square());
    d.segment(0, h) = dc * g * i * (1 - i);
    d.segment(h, h) = dc * c_previous * f * (1 - f);
    d.segment(2 * h, h) = dh * tanh_c * o * (1 - o);
    d.segment(3 * h, h) = dc * i * (1 - g.square());
    dc *= f;
    dh.setZero();
  }
}

template class Lstm<float>;
template class Lstm<double>;

template <class Scalar>
std::shared_ptr<const Cell<Scalar>> make_cell(std::string_view name) {
  if (name == "lstm") return std::make_shared<Lstm<Scalar>>();
  throw std::invalid_argument("no cell is called " + std::string(name));
}

template std::shared_ptr<const Cell<float>> make_cell<float>(std::string_view);
template std::shared_ptr<const Cell<double>> make_cell<double>(std::string_view);

}  // namespace seqlab::nn
