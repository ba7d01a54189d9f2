#include "nn/inputs/character_convolution.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "kernels/outer_product.h"
#include "kernels/product.h"
#include "kernels/window_maximum.h"
#include "nn/numbers/derived.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// Words and characters per piece.
constexpr std::size_t convolution_piece = 2048;

}  // namespace

template <class Scalar>
CharacterConvolution<Scalar>::CharacterConvolution(Layout& layout, const std::string& name,
                                                   const CharacterShape& shape)
    : dimension_(shape.dimension),
      filters_(shape.filters),
      window_(shape.window),
      before_((std::max<std::size_t>(window_, 1) - 1) / 2),
      part_rows_(pieces_of(filters_, kernels::window_part_multiple) * kernels::window_part_multiple),
      weight_(layout.add(name + ".filters", window_ * filters_, dimension_, "characters")),
      bias_(layout.add(name + ".bias", filters_, 1, "characters")) {
  if (dimension_ == 0 || filters_ == 0 || window_ == 0) {
    throw std::invalid_argument("a convolution over characters needs a dimension, a filter and a window");
  }
}

template <class Scalar>
void CharacterConvolution<Scalar>::initialise(Scalar* weights, const base::Noise& noise) const {
  const double limit = std::sqrt(6.0 / static_cast<double>(filters_ + window_ * dimension_));
  for (std::size_t element = 0; element < weight_.size(); ++element) {
    weights[weight_.offset + element] = static_cast<Scalar>((2 * noise.uniform(element) - 1) * limit);
  }
  window(weights, bias_).setZero();
}

template <class Scalar>
std::vector<Scalar> CharacterConvolution<Scalar>::padded(const Scalar* weights) const {
  std::vector<Scalar> result(padded_rows() * dimension_);
  for (std::size_t k = 0; k < window_; ++k) {
    std::copy_n(weights + weight_.offset + k * filters_ * dimension_, filters_ * dimension_,
                result.data() + k * part_rows_ * dimension_);
  }
  return result;
}

template <class Scalar>
void CharacterConvolution<Scalar>::prepare_training(const Scalar* weights,
                                                    std::unique_ptr<PreparedCharacters>& prepared,
                                                    base::Pool&) const {
  auto& own = derived<Prepared>(prepared);
  const std::vector<Scalar> w = padded(weights);
  own.parts.pack(w.data(), padded_rows(), dimension_, dimension_);
  own.transposed.pack_transposed(w.data(), dimension_, padded_rows(), dimension_);
}

template <class Scalar>
void CharacterConvolution<Scalar>::prepare(const Scalar* weights, Precision,
                                           std::unique_ptr<PreparedCharacters>& prepared, base::Pool&) const {
  derived<Prepared>(prepared).parts.pack(padded(weights).data(), padded_rows(), dimension_, dimension_);
}

template <class Scalar>
void CharacterConvolution<Scalar>::project(const Scalar*, const PreparedCharacters& prepared,
                                           ConstColumns<Scalar> vectors, Activations<Scalar>& projected,
                                           base::Pool& pool) const {
  const kernels::PackedMatrix<Scalar>& parts = dynamic_cast<const Prepared&>(prepared).parts;
  const auto characters = static_cast<std::size_t>(vectors.cols());
  const auto stride = static_cast<std::size_t>(vectors.outerStride());
  projected.resize(padded_rows(), characters);
  each_piece(characters, piece_columns, pool, [&](std::size_t first, std::size_t end) {
    kernels::multiply<Scalar>(parts, vectors.data() + first * stride, stride, end - first, nullptr,
                              projected.column(first), projected.stride());
  });
}

template <class Scalar>
void CharacterConvolution<Scalar>::find_maxima(const Scalar* weights, const Activations<Scalar>& projected,
                                               const Spellings& words, std::span<const std::uint32_t> columns,
                                               Columns<Scalar> output, std::vector<std::uint32_t>* positions,
                                               base::Pool& pool) const {
  if (positions != nullptr) positions->resize(filters_ * words.words());
  const kernels::WindowParts<Scalar> parts{
      projected.column(0), projected.stride(), filters_, part_rows_, window_, before_};
  const auto stride = static_cast<std::size_t>(output.outerStride());
  const std::vector<std::size_t> borders = words.cut(convolution_piece);
  pool.run(borders.size() - 1, [&](std::size_t piece) {
    const std::size_t first = borders[piece];
    kernels::window_maxima(parts, columns, words.offsets().subspan(first, borders[piece + 1] - first + 1),
                           weights + bias_.offset, output.data() + first * stride, stride,
                           positions == nullptr ? nullptr : positions->data() + first * filters_);
  });
}

template <class Scalar>
void CharacterConvolution<Scalar>::forward(const Scalar* weights, const PreparedCharacters&,
                                           const Activations<Scalar>& projected, const Spellings& words,
                                           std::span<const std::uint32_t> columns, Columns<Scalar> output,
                                           base::Pool& pool) const {
  find_maxima(weights, projected, words, columns, output, nullptr, pool);
}

template <class Scalar>
void CharacterConvolution<Scalar>::forward_taped(const Scalar* weights, const PreparedCharacters& prepared,
                                                 ConstColumns<Scalar> vectors, const Spellings& words,
                                                 std::span<const std::uint32_t> columns,
                                                 Columns<Scalar> output, std::unique_ptr<CharacterTape>& tape,
                                                 base::Pool& pool) const {
  auto& own = derived<Tape>(tape);
  project(weights, prepared, vectors, own.projected, pool);
  find_maxima(weights, own.projected, words, columns, output, &own.positions, pool);
}

// The gradients of the projected characters and of b, for filters [first, end).
template <class Scalar>
void CharacterConvolution<Scalar>::sum_by_character(const Spellings& words,
                                                    std::span<const std::uint32_t> columns, Tape& tape,
                                                    ConstColumns<Scalar> doutput, Scalar* gradient,
                                                    std::size_t first, std::size_t end) const {
  for (std::size_t column = 0; column < tape.dprojected.columns(); ++column) {
    for (std::size_t k = 0; k < window_; ++k) {
      Scalar* const part = tape.dprojected.column(column) + k * part_rows_;
      std::fill(part + first, part + (end == filters_ ? part_rows_ : end), Scalar{0});
    }
  }
  Scalar* const dbias = gradient + bias_.offset;
  const std::span<const std::size_t> offsets = words.offsets();
  for (std::size_t word = 0; word < words.words(); ++word) {
    const std::span<const std::uint32_t> own =
        columns.subspan(offsets[word], offsets[word + 1] - offsets[word]);
    const Scalar* const dword = doutput.data() + word * static_cast<std::size_t>(doutput.outerStride());
    for (std::size_t filter = first; filter < end; ++filter) {
      dbias[filter] += dword[filter];
      if (own.empty()) continue;
      const std::size_t position = tape.positions[word * filters_ + filter];
      const std::size_t last = std::min(window_, own.size() - position + before_);
      for (std::size_t k = before_ - std::min(before_, position); k < last; ++k) {
        tape.dprojected.column(own[position + k - before_])[k * part_rows_ + filter] += dword[filter];
      }
    }
  }
}

template <class Scalar>
void CharacterConvolution<Scalar>::backward(const PreparedCharacters& prepared, ConstColumns<Scalar> vectors,
                                            const Spellings& words, std::span<const std::uint32_t> columns,
                                            CharacterTape& tape, ConstColumns<Scalar> doutput,
                                            Scalar* gradient, Activations<Scalar>& dvectors,
                                            base::Pool& pool) const {
  const kernels::PackedMatrix<Scalar>& transposed = dynamic_cast<const Prepared&>(prepared).transposed;
  auto& own = dynamic_cast<Tape&>(tape);
  const auto characters = static_cast<std::size_t>(vectors.cols());
  Activations<Scalar>& dprojected = own.dprojected;
  dprojected.resize(padded_rows(), characters);
  constexpr std::size_t piece_filters = kernels::window_part_multiple;
  each_piece(filters_, piece_filters, pool, [&](std::size_t first, std::size_t end) {
    sum_by_character(words, columns, own, doutput, gradient, first, end);
  });
  // The gradient of each W_k is one product over the characters; that of the vectors is cut by columns.
  dvectors.resize(dimension_, characters);
  pool.run(window_ + pieces_of(characters, piece_columns), [&](std::size_t piece) {
    if (piece < window_) {
      const kernels::OuterTarget<Scalar> target{vectors.data(),
                                                static_cast<std::size_t>(vectors.outerStride()), dimension_,
                                                gradient + weight_.offset + piece * filters_ * dimension_};
      kernels::Buffer<Scalar> scratch;
      kernels::add_outer_products<Scalar>(dprojected.column(0) + piece * part_rows_, dprojected.stride(),
                                          filters_, characters, {&target, 1}, nullptr, scratch);
      return;
    }
    const std::size_t first = (piece - window_) * piece_columns;
    kernels::multiply<Scalar>(transposed, dprojected.column(first), dprojected.stride(),
                              std::min(piece_columns, characters - first), nullptr, dvectors.column(first),
                              dvectors.stride());
  });
}

template class CharacterConvolution<Number>;

}  // namespace seqlab::nn
