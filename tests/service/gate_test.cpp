#include "service/http/gate.h"

#include "base/errors.h"
#include "catch.h"
#include "contains.h"
#include "io/temporary_folder.h"

namespace seqlab::service {

TEST_CASE("the name in a Host header is what stands before the port, in lower case") {
  CHECK(host_name("LocalHost:8080") == "localhost");
  CHECK(host_name("127.0.0.1") == "127.0.0.1");
  CHECK(host_name("[::1]:80") == "::1");
  CHECK(host_name("[::1]") == "::1");
  for (const char* bad : {"", "a:b", "a:123456", "[::1", "[::1]x", "a:"}) CHECK(host_name(bad).empty());
}

TEST_CASE("loopback addresses are those of the machine itself") {
  for (const char* own : {"localhost", "127.0.0.1", "127.255.3.4", "::1"}) CHECK(is_loopback(own));
  for (const char* other : {"", "127.0.0.1.example.org", "127.evil.org", "128.0.0.1", "localhost.example.org",
                            "127.0.0", "127.0.0.1.1", "10.0.0.1", "127..0.1"}) {
    CHECK(!is_loopback(other));
  }
}

TEST_CASE("hosts and origins are allowed by name") {
  const Gate gate({"Service.Example.org"}, {"https://app.example.org"});
  CHECK(gate.host_allowed("service.example.org:8080"));
  CHECK(gate.host_allowed("localhost"));
  CHECK(!gate.host_allowed("example.org"));
  CHECK(!gate.host_allowed(""));
  CHECK(gate.origin_allowed("https://app.example.org"));
  CHECK(!gate.origin_allowed("http://app.example.org"));
  CHECK(!gate.origin_allowed(""));
}

TEST_CASE("a token matches as a whole, and none is needed without one") {
  Gate gate({}, {});
  CHECK(gate.token_matches(""));
  gate.set_token("abc123");
  CHECK(gate.token_matches("Bearer abc123"));
  CHECK(gate.token_matches("bearer abc123"));
  for (const char* wrong : {"", "abc123", "Bearer", "Bearer ", "Bearer abc12", "Bearer abc1234",
                            "Bearer abc124", "Bearer abc123abc123", "Basic abc123"}) {
    CHECK(!gate.token_matches(wrong));
  }
}

TEST_CASE("the token of a file is its first line") {
  const tests::TemporaryFolder folder;
  CHECK(read_token(folder.file("token", " s3cret \r\nmore\n")) == "s3cret");
  CHECK_THROWS_AS(read_token(folder.file("empty", "\n")), DataError);
  CHECK_THROWS_AS(read_token(folder.file("spaces", "two words\n")), DataError);
  CHECK_THROWS_AS(read_token(folder.path("absent")), Error);
}

}  // namespace seqlab::service
