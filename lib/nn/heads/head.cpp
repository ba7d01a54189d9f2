#include "nn/heads/head.h"

#include <stdexcept>

#include "nn/heads/crf.h"
#include "nn/heads/softmax.h"

namespace seqlab::nn {

std::string_view to_string(HeadKind kind) {
  return kind == HeadKind::softmax ? "softmax" : "crf";
}

HeadKind parse_head_kind(std::string_view name) {
  if (name == "softmax") return HeadKind::softmax;
  if (name == "crf") return HeadKind::crf;
  throw std::invalid_argument("no head is called " + std::string(name));
}

template <class Scalar>
std::unique_ptr<const Head<Scalar>> make_head(Layout& layout, const HeadShape& shape, std::size_t inputs) {
  switch (shape.kind) {
    case HeadKind::softmax:
      return std::make_unique<SoftmaxHead<Scalar>>(layout, shape, inputs);
    case HeadKind::crf:
      return std::make_unique<CrfHead<Scalar>>(layout, shape, inputs);
  }
  throw std::invalid_argument("no such kind of head");
}

template std::unique_ptr<const Head<float>> make_head(Layout&, const HeadShape&, std::size_t);
template std::unique_ptr<const Head<double>> make_head(Layout&, const HeadShape&, std::size_t);

}  // namespace seqlab::nn
