#include "io/hash.h"

#include <string>
#include <string_view>

#include "catch.h"

using seqlab::io::Hash128;
using seqlab::io::hash64;

namespace {

std::string digits(std::string_view text) {
  Hash128 hash;
  hash.update(std::as_bytes(std::span(text)));
  return hash.digits();
}

// The bytes 0, 1, 2, ... 255, 0, 1, ...
std::string counting(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i % 256);
  return bytes;
}

}  // namespace

TEST_CASE("hashes are those that other programs compute with XXH3") {
  CHECK(hash64("", 0) == 0x2d06800538d394c2);
  CHECK(hash64("", 1) == 0x4dc5b0cc826f6703);
  CHECK(hash64("the", 0) == 0xcb1283631cf33d7d);
  CHECK(hash64("the", 1) == 0xa842d16a4de8ed2b);
  CHECK(hash64("\xC3\xA9t\xC3\xA9", 0) == 0x4527085b35eb8255);
  CHECK(hash64("\xC3\xA9t\xC3\xA9", 1) == 0xa92aeb30312f7c97);
  CHECK(hash64(counting(300), 7) == 0xb863d8c6eef5bca4);
  CHECK(digits("") == "99aa06d3014798d86001c324468d497f");
  CHECK(digits("the") == "51608b049bbdaeb3cb1283631cf33d7d");
  CHECK(digits(counting(10'000)) == "ddd880951f8af0043eee77440c4c3d08");
}

TEST_CASE("a hash does not depend on how the bytes are cut") {
  const std::string bytes = counting(10'000);
  const std::string whole = digits(bytes);
  for (const std::size_t cut :
       std::initializer_list<std::size_t>{0, 1, 63, 64, 240, 241, 1024, 9'999, 10'000}) {
    Hash128 hash;
    hash.update(std::as_bytes(std::span(bytes).first(cut)));
    hash.update(std::as_bytes(std::span(bytes).subspan(cut)));
    CHECK(hash.digits() == whole);
  }
}
