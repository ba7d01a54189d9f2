#include "nn/numbers/precision.h"

#include <stdexcept>
#include <string>

namespace seqlab::nn {

std::string_view to_string(Precision precision) {
  switch (precision) {
    case Precision::bf16:
      return "bf16";
    case Precision::int8:
      return "int8";
    case Precision::f32:
      break;
  }
  return "f32";
}

Precision parse_precision(std::string_view name) {
  for (const Precision precision : {Precision::f32, Precision::bf16, Precision::int8}) {
    if (name == to_string(precision)) return precision;
  }
  throw std::invalid_argument("no precision is called " + std::string(name));
}

}  // namespace seqlab::nn
