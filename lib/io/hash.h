// Hashes of bytes (XXH3): against damage and for looking things up, not against forgery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace seqlab::io {

// XXH3 of 64 bits.
std::uint64_t hash64(std::string_view bytes, std::uint64_t seed);

// XXH3 of 128 bits with seed 0. Bytes may come in any number of pieces; the digest is that of all of them
// joined.
class Hash128 {
 public:
  Hash128();
  ~Hash128();
  Hash128(const Hash128&) = delete;
  Hash128& operator=(const Hash128&) = delete;

  void update(std::span<const std::byte> bytes);
  // The digest of what came so far as 32 lower-case hexadecimal digits, the most significant first.
  [[nodiscard]] std::string digits() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace seqlab::io
