#include "nn/inputs/character_encoder.h"

#include "nn/inputs/character_convolution.h"
#include "nn/inputs/character_recurrent.h"

namespace seqlab::nn {

template <class Scalar>
std::unique_ptr<const CharacterEncoder<Scalar>> make_character_encoder(Layout& layout,
                                                                       const std::string& name,
                                                                       const CharacterShape& shape) {
  if (cell_of(shape.kind)) return std::make_unique<CharacterRecurrent<Scalar>>(layout, name, shape);
  return std::make_unique<CharacterConvolution<Scalar>>(layout, name, shape);
}

template std::unique_ptr<const CharacterEncoder<Number>> make_character_encoder(Layout&, const std::string&,
                                                                                const CharacterShape&);

}  // namespace seqlab::nn
