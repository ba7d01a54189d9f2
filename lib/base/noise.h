// Random numbers without state: each is a function of the place where it is used.
#pragma once

#include <cstdint>

namespace seqlab::base {

// The finaliser of SplitMix64 (Steele, Lea and Flood 2014), a well-mixing bijection of 64 bits.
constexpr std::uint64_t mix(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  x ^= x >> 31;
  return x;
}

// A node in a tree of random numbers. The path to it is, for example, seed, training step, place in the
// network, sentence, token. Equal paths give equal numbers, whatever any thread has drawn before.
class Noise {
 public:
  constexpr explicit Noise(std::uint64_t seed) : key_(mix(seed + gamma)) {}
  [[nodiscard]] constexpr Noise at(std::uint64_t branch) const {
    Noise child = *this;
    child.key_ = mix(key_ + gamma * (branch + 1));
    return child;
  }
  [[nodiscard]] constexpr std::uint64_t bits(std::uint64_t counter) const {
    return mix(key_ ^ counter_bits(counter));
  }
  // The parts of bits(), for kernels: bits(counter) = mix(key() ^ counter_bits(counter)).
  [[nodiscard]] constexpr std::uint64_t key() const { return key_; }
  [[nodiscard]] static constexpr std::uint64_t counter_bits(std::uint64_t counter) {
    return mix(counter + gamma);
  }
  // In [0, 1), 53 bits.
  [[nodiscard]] constexpr double uniform(std::uint64_t counter) const {
    return static_cast<double>(bits(counter) >> 11) * 0x1.0p-53;
  }

 private:
  static constexpr std::uint64_t gamma = 0x9e3779b97f4a7c15ULL;
  std::uint64_t key_;
};

}  // namespace seqlab::base
