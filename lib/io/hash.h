// Hashes of bytes (XXH3), to detect damage and for lookups; they do not protect against forgery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace seqlab::io {

// XXH3 with 64 bits.
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed);

// XXH3 with 128 bits and seed 0, over bytes that come in any number of pieces.
class Hash128 {
 public:
  Hash128();
  ~Hash128();
  Hash128(const Hash128&) = delete;
  Hash128& operator=(const Hash128&) = delete;

  void update(std::span<const std::byte> bytes);
  // The digest of all bytes so far as 32 lower-case hexadecimal digits, most significant first.
  [[nodiscard]] std::string digits() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace seqlab::io
