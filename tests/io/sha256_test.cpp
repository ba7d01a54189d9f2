#include "io/sha256.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "catch.h"

using seqlab::io::Sha256;

namespace {

std::string digest(std::string_view text) {
  Sha256 sha;
  sha.update(std::as_bytes(std::span(text)));
  return sha.finish();
}

}  // namespace

// The examples that NIST publishes with FIPS 180-4.
TEST_CASE("SHA-256 gives the digests of the standard's examples") {
  CHECK(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(digest(
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
            "mnopqrstnopqrstu") == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(digest(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 does not depend on how the bytes are cut into pieces") {
  for (const std::size_t length :
       std::initializer_list<std::size_t>{1, 54, 55, 56, 63, 64, 65, 119, 120, 127, 128, 200}) {
    std::string text(length, '\0');
    for (std::size_t i = 0; i < length; ++i) text[i] = static_cast<char>(i * 7);
    for (std::size_t cut = 0; cut <= length; ++cut) {
      Sha256 sha;
      sha.update(std::as_bytes(std::span(text).first(cut)));
      sha.update(std::as_bytes(std::span(text).subspan(cut)));
      REQUIRE(sha.finish() == digest(text));
    }
  }
}
