#include "nn/pooling/text_pooling.h"

namespace seqlab::nn {

template <class Scalar>
TextPooling<Scalar>::TextPooling(Layout& layout, Pooling pooling, std::size_t size, std::size_t hidden)
    : pooling_(pooling) {
  if (pooling == Pooling::attention) attention_.emplace(layout, "pooling", size, hidden);
}

template <class Scalar>
void TextPooling<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  if (attention_) attention_->initialise(weights, noise);
}

template <class Scalar>
void TextPooling<Scalar>::prepare(const Scalar* weights, bool gradient, Prepared& prepared) const {
  if (attention_) attention_->prepare(weights, gradient, prepared);
}

template <class Scalar>
Matrix<Scalar> TextPooling<Scalar>::forward(const Scalar* weights, const Prepared& prepared,
                                            const Packing& packing, ConstColumns<Scalar> output,
                                            const States<Scalar>& final, Tape* tape, base::Pool& pool) const {
  if (!attention_) {
    return pool_sequences<Scalar>(pooling_, packing, output, final,
                                  tape == nullptr ? nullptr : &tape->pooling, pool);
  }
  typename AttentionPooling<Scalar>::Tape own;
  return attention_->forward(weights, prepared, packing, output, tape == nullptr ? own : tape->attention,
                             pool);
}

template <class Scalar>
void TextPooling<Scalar>::backward(const Prepared& prepared, const Packing& packing,
                                   ConstColumns<Scalar> output, const States<Scalar>& final, Tape& tape,
                                   ConstColumns<Scalar> dpooled, Scalar* gradient,
                                   Activations<Scalar>& doutput, States<Scalar>& dfinal,
                                   base::Pool& pool) const {
  if (!attention_) {
    return pool_sequences_backward<Scalar>(pooling_, packing, dpooled, tape.pooling, final, doutput, dfinal,
                                           pool);
  }
  attention_->backward(prepared, packing, output, tape.attention, dpooled, gradient, doutput, pool);
  dfinal = final;
  for (Matrix<Scalar>& state : dfinal) state.setZero();
}

template class TextPooling<Number>;

}  // namespace seqlab::nn
