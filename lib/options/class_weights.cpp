#include "options/class_weights.h"

namespace seqlab::options {

ClassWeights OptionValue<ClassWeights>::parse(const OptionInfo& option, const std::string& text) {
  if (text == "none") return {};
  if (text == "balanced") return {ClassWeights::Kind::balanced};
  if (text.empty()) refuse(option, text, "has '' where NAME=NUMBER is needed");
  return {ClassWeights::Kind::named, OptionValue<NamedNumbers>::parse(option, text)};
}

std::string OptionValue<ClassWeights>::print(const ClassWeights& weights) {
  switch (weights.kind) {
    case ClassWeights::Kind::none:
      return "none";
    case ClassWeights::Kind::balanced:
      return "balanced";
    case ClassWeights::Kind::named:
      break;
  }
  return OptionValue<NamedNumbers>::print(weights.numbers);
}

}  // namespace seqlab::options
