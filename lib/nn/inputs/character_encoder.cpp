#include "nn/inputs/character_encoder.h"

#include <stdexcept>

#include "nn/inputs/character_convolution.h"
#include "nn/inputs/character_recurrent.h"

namespace seqlab::nn {

template <class Scalar>
std::unique_ptr<const CharacterEncoder<Scalar>> make_character_encoder(Layout& layout,
                                                                       const std::string& name,
                                                                       const CharacterShape& shape) {
  switch (shape.kind) {
    case CharacterKind::cnn:
      return std::make_unique<CharacterConvolution<Scalar>>(layout, name, shape);
    case CharacterKind::lstm:
      return std::make_unique<CharacterRecurrent<Scalar>>(layout, name, shape);
  }
  throw std::invalid_argument("no such kind of character encoder");
}

template std::unique_ptr<const CharacterEncoder<Number>> make_character_encoder(Layout&, const std::string&,
                                                                                const CharacterShape&);

}  // namespace seqlab::nn
