#include "nn/heads/head.h"

#include <stdexcept>

#include "nn/heads/adaptive_softmax.h"
#include "nn/heads/crf.h"
#include "nn/heads/softmax.h"

namespace seqlab::nn {

template <class Scalar>
void Head<Scalar>::score(const Scalar*, const PreparedHead&, ConstColumns<Scalar>,
                         std::span<const std::int32_t>, std::span<double>, base::Pool&) const {
  throw std::logic_error("the labels of this head have no probabilities of their own");
}

template <class Scalar>
void Head<Scalar>::write_scores(const Scalar*, const PreparedHead&, const Strided<const Scalar>&, std::size_t,
                                const Strided<Scalar>&, Activations<Scalar>&) const {
  throw std::logic_error("the labels of this head have no scores of their own");
}

template <class Scalar>
std::unique_ptr<const Head<Scalar>> make_head(Layout& layout, const HeadShape& shape, std::size_t inputs,
                                              const SymbolSlots* symbols) {
  if (shape.tied) {
    if (symbols == nullptr) throw std::invalid_argument("a head is tied to symbols that the input lacks");
    if (shape.kind == HeadKind::crf) throw std::invalid_argument("a CRF cannot be tied to symbols");
    HeadShape own = shape;
    if (shape.kind == HeadKind::softmax) own.clusters = {shape.labels};
    return std::make_unique<AdaptiveSoftmaxHead<Scalar>>(layout, own, inputs, symbols);
  }
  switch (shape.kind) {
    case HeadKind::softmax:
      return std::make_unique<SoftmaxHead<Scalar>>(layout, shape, inputs);
    case HeadKind::crf:
      return std::make_unique<CrfHead<Scalar>>(layout, shape, inputs);
    case HeadKind::adaptive:
      return std::make_unique<AdaptiveSoftmaxHead<Scalar>>(layout, shape, inputs, nullptr);
  }
  throw std::invalid_argument("no such kind of head");
}

template class Head<Number>;
template std::unique_ptr<const Head<Number>> make_head(Layout&, const HeadShape&, std::size_t,
                                                       const SymbolSlots*);

}  // namespace seqlab::nn
