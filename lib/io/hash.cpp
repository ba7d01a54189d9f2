#include "io/hash.h"

// Inlines the library's code, so that hashing a short key needs no function call.
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace seqlab::io {

static_assert(XXH_VERSION_NUMBER >= 800, "XXH3 has been stable since version 0.8.0");

std::uint64_t hash64(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

struct Hash128::State {
  XXH3_state_t xxh{};
};

Hash128::Hash128() : state_(std::make_unique<State>()) {
  XXH3_128bits_reset(&state_->xxh);
}

Hash128::~Hash128() = default;

void Hash128::update(std::span<const std::byte> bytes) {
  XXH3_128bits_update(&state_->xxh, bytes.data(), bytes.size());
}

std::string Hash128::digits() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(&state_->xxh);
  std::string digits;
  for (const std::uint64_t half : {hash.high64, hash.low64}) {
    for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[(half >> shift) & 15];
  }
  return digits;
}

}  // namespace seqlab::io
