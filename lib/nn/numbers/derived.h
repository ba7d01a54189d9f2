// Downcasts to the type that the owner of a pointer alone uses.
#pragma once

#include <memory>

namespace seqlab::nn {

// The object as a derived type, created if the pointer is null.
template <class Derived, class Base>
Derived& derived(std::unique_ptr<Base>& pointer) {
  if (pointer == nullptr) pointer = std::make_unique<Derived>();
  return dynamic_cast<Derived&>(*pointer);
}

}  // namespace seqlab::nn
