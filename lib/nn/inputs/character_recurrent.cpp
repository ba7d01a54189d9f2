#include "nn/inputs/character_recurrent.h"

#include <algorithm>

#include "nn/numbers/derived.h"
#include "nn/numbers/pieces.h"

namespace seqlab::nn {

namespace {

// Words and characters that are run at a time if there is no tape.
constexpr std::size_t sequence_piece = 4096;

// Packs words [first, end).
Packing packing_of(const Spellings& words, std::size_t first, std::size_t end) {
  std::vector<std::size_t> lengths;
  lengths.reserve(end - first);
  for (std::size_t word = first; word < end; ++word) lengths.push_back(words.word(word).size());
  return Packing(lengths);
}

// The columns of the characters of a packing, whose words start at `first`.
std::vector<std::uint32_t> packed_columns(const Packing& packing, const Spellings& words, std::size_t first,
                                          std::span<const std::uint32_t> columns) {
  std::vector<std::uint32_t> packed(packing.columns());
  for (std::size_t place = 0; place < packing.sequences(); ++place) {
    const std::uint32_t* const own = columns.data() + words.offsets()[first + packing.order()[place]];
    for (std::size_t step = 0; step < packing.length(place); ++step) {
      packed[packing.column(place, step)] = own[step];
    }
  }
  return packed;
}

// Picks the output state of each direction.
template <class Scalar>
void join_directions(const States<Scalar>& states, Columns<Scalar> output) {
  const Eigen::Index h = states.front().rows();
  output.topRows(h) = states.front();
  output.bottomRows(h) = states[states.size() / 2];
}

}  // namespace

template <class Scalar>
CharacterRecurrent<Scalar>::CharacterRecurrent(Layout& layout, const std::string& name,
                                               const CharacterShape& shape)
    : layer_(layout, name, shape.dimension,
             RecurrentShape{shape.hidden, 2, InitialState::zero, {.kind = cell_of(shape.kind).value()}}) {}

template <class Scalar>
void CharacterRecurrent<Scalar>::prepare_training(const Scalar* weights,
                                                  std::unique_ptr<PreparedCharacters>& prepared,
                                                  base::Pool& pool) const {
  layer_.prepare_training(weights, derived<Prepared>(prepared).layer, pool);
}

template <class Scalar>
void CharacterRecurrent<Scalar>::prepare(const Scalar* weights, Precision precision,
                                         std::unique_ptr<PreparedCharacters>& prepared,
                                         base::Pool& pool) const {
  layer_.prepare(weights, precision, derived<Prepared>(prepared).layer, pool);
}

template <class Scalar>
void CharacterRecurrent<Scalar>::project(const Scalar* weights, const PreparedCharacters& prepared,
                                         ConstColumns<Scalar> vectors, Activations<Scalar>& projected,
                                         base::Pool& pool) const {
  layer_.project(weights, dynamic_cast<const Prepared&>(prepared).layer, LayerInput<Scalar>(vectors),
                 projected, pool);
}

template <class Scalar>
void CharacterRecurrent<Scalar>::run_words(const Scalar* weights, const LayerPrepared& prepared,
                                           std::span<const Scalar* const> projected, const Spellings& words,
                                           std::span<const std::uint32_t> columns, std::size_t first,
                                           std::size_t end, Columns<Scalar> output) const {
  const Packing packing = packing_of(words, first, end);
  const std::vector<std::uint32_t> packed = packed_columns(packing, words, first, columns);
  base::Pool serial(1);
  Activations<Scalar> at_each;  // character
  States<Scalar> states;
  layer_.forward(weights, prepared, packing, LayerInput<Scalar>(projected, packed), nullptr, at_each, states,
                 nullptr, serial);
  join_directions<Scalar>(states, output);
}

// One part of the word at a time, each starting from the states of the previous: from the word's start for
// *ahead*, then from its end for *back*. The results of the other direction are ignored.
template <class Scalar>
void CharacterRecurrent<Scalar>::run_long_word(const Scalar* weights, const LayerPrepared& prepared,
                                               std::span<const Scalar* const> projected,
                                               std::span<const std::uint32_t> columns,
                                               Columns<Scalar> output) const {
  base::Pool serial(1);
  Activations<Scalar> at_each;  // character
  const std::size_t parts = pieces_of(columns.size(), sequence_piece);
  const Eigen::Index h = index(outputs() / 2);
  for (const bool back : {false, true}) {
    States<Scalar> before;
    States<Scalar> after;
    for (std::size_t done = 0; done < parts; ++done) {
      const std::size_t begin = (back ? parts - 1 - done : done) * sequence_piece;
      const auto own = columns.subspan(begin, std::min(sequence_piece, columns.size() - begin));
      layer_.forward(weights, prepared, Packing(std::vector<std::size_t>{own.size()}),
                     LayerInput<Scalar>(projected, own), done == 0 ? nullptr : &before, at_each, after,
                     nullptr, serial);
      std::swap(before, after);
    }
    output.middleRows(back ? h : 0, h) = before[back ? before.size() / 2 : 0];
  }
}

template <class Scalar>
void CharacterRecurrent<Scalar>::forward(const Scalar* weights, const PreparedCharacters& prepared,
                                         const Activations<Scalar>& projected, const Spellings& words,
                                         std::span<const std::uint32_t> columns, Columns<Scalar> output,
                                         base::Pool& pool) const {
  const LayerPrepared& layer = dynamic_cast<const Prepared&>(prepared).layer;
  std::vector<const Scalar*> projected_columns(projected.columns());
  for (std::size_t i = 0; i < projected_columns.size(); ++i) projected_columns[i] = projected.column(i);
  const std::vector<std::size_t> borders = words.cut(sequence_piece);
  pool.run(borders.size() - 1, [&](std::size_t piece) {
    const std::size_t first = borders[piece];
    const std::size_t end = borders[piece + 1];
    auto own = output.middleCols(index(first), index(end - first));
    if (end - first == 1 && words.word(first).size() > sequence_piece) {
      run_long_word(weights, layer, projected_columns,
                    columns.subspan(words.offsets()[first], words.word(first).size()), own);
    } else {
      run_words(weights, layer, projected_columns, words, columns, first, end, own);
    }
  });
}

template <class Scalar>
void CharacterRecurrent<Scalar>::forward_taped(const Scalar* weights, const PreparedCharacters& prepared,
                                               ConstColumns<Scalar> vectors, const Spellings& words,
                                               std::span<const std::uint32_t> columns, Columns<Scalar> output,
                                               std::unique_ptr<CharacterTape>& tape, base::Pool& pool) const {
  auto& own = derived<Tape>(tape);
  own.packing = packing_of(words, 0, words.words());
  own.columns = packed_columns(own.packing, words, 0, columns);
  layer_.forward(weights, dynamic_cast<const Prepared&>(prepared).layer, own.packing,
                 LayerInput<Scalar>(vectors, own.columns), nullptr, own.outputs, own.states, &own.layer,
                 pool);
  join_directions<Scalar>(own.states, output);
}

template <class Scalar>
void CharacterRecurrent<Scalar>::backward(const PreparedCharacters& prepared, ConstColumns<Scalar> vectors,
                                          const Spellings&, std::span<const std::uint32_t>,
                                          CharacterTape& tape, ConstColumns<Scalar> doutput, Scalar* gradient,
                                          Activations<Scalar>& dvectors, base::Pool& pool) const {
  auto& own = dynamic_cast<Tape&>(tape);
  States<Scalar>& dstates = own.states;
  for (Matrix<Scalar>& state : dstates) state.setZero();
  const Eigen::Index h = dstates.front().rows();
  dstates.front() = doutput.topRows(h);
  dstates[dstates.size() / 2] = doutput.bottomRows(h);
  own.outputs.matrix().setZero();
  layer_.backward(dynamic_cast<const Prepared&>(prepared).layer, own.packing, own.layer,
                  LayerInput<Scalar>(vectors, own.columns), own.outputs.matrix(), &dstates, gradient,
                  &dvectors, nullptr, pool);
}

template class CharacterRecurrent<Number>;

}  // namespace seqlab::nn
