// 16-bit numbers: the upper half of single precision.
#pragma once

#include <bit>
#include <cstdint>

namespace seqlab::nn {

// The nearest, ties to even. For finite numbers.
inline std::uint16_t to_bf16(float number) {
  const auto bits = std::bit_cast<std::uint32_t>(number);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + ((bits >> 16U) & 1U)) >> 16U);
}

inline float from_bf16(std::uint16_t half) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(half) << 16U);
}

}  // namespace seqlab::nn
