// SHA-256 (FIPS 180-4), for the checksum of model files.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace seqlab::io {

// Bytes may come in any number of pieces; the digest is that of all of them joined.
class Sha256 {
 public:
  void update(std::span<const std::byte> bytes);
  // The digest of what came so far as 64 lower-case hexadecimal digits. The object is used up by it.
  std::string finish();

 private:
  void compress(const std::byte* block);

  std::array<std::uint32_t, 8> state_ = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, 64> block_{};
  std::uint64_t length_ = 0;  // in bytes
};

}  // namespace seqlab::io
