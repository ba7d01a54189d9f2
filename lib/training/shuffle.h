// Random orders.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "base/noise.h"

namespace seqlab::training {

// Fisher and Yates; the order is a function of the noise and the number of items alone.
template <class Item>
void shuffle(std::span<Item> items, const base::Noise& noise) {
  for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[noise.bits(i) % i]);
}

}  // namespace seqlab::training
