#include "service/adapters/multipart.h"

#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "refused.h"

namespace seqlab::service {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

const std::string disposition = "Content-Disposition: form-data; name=";

std::string one_part(const std::string& header, const std::string& value) {
  return "--b\r\n" + header + "\r\n\r\n" + value + "\r\n--b--\r\n";
}

unsigned refused_form(const std::string& body, const std::string& boundary = "b") {
  return refused([&] { multipart_values(body, boundary); });
}

}  // namespace

TEST_CASE("a form has the values of its parts, byte for byte and in order") {
  const std::string whole =
      "--b\r\n" + disposition + "\"data\"\r\nContent-Type: text/plain\r\n\r\na\r\nb--b\r\n\r\n" +
      "\r\n--b\r\n" + disposition + "model; filename=\"x\"\r\n\r\n" +
      "\r\n--b\r\ncontent-disposition:form-data;name=\"a \\\"z\\\"\"\r\n\r\n\xC3\xA9\r\n--b--";
  CHECK(multipart_values(whole, "b") ==
        Pairs{{"data", "a\r\nb--b\r\n\r\n"}, {"model", ""}, {"a \"z\"", "\xC3\xA9"}});
}

TEST_CASE("a form without parts has no values") {
  CHECK(multipart_values("--b--\r\n", "b").empty());
}

TEST_CASE("a form is refused unless it is as RFC 7578 has it") {
  const std::string good = one_part(disposition + "\"x\"", "1");
  CHECK(multipart_values(good, "b") == Pairs{{"x", "1"}});
  for (std::size_t size = 0; size + 4 < good.size(); ++size) {
    INFO(size);
    CHECK(refused_form(good.substr(0, size)) == 400);
  }
  CHECK(refused_form("before\r\n" + good) == 400);
  CHECK(refused_form(good + "behind") == 400);
  CHECK(refused_form(one_part(disposition + "\"x\"", "\xFF")) == 400);
  CHECK(refused_form(one_part("Content-Type: text/plain", "1")) == 400);
  CHECK(refused_form(one_part("Content-Disposition: attachment; name=x", "1")) == 400);
  CHECK(refused_form(one_part("Content-Disposition: form-data", "1")) == 400);
  CHECK(refused_form(one_part(disposition + "x\r\n" + disposition + "y", "1")) == 400);
  CHECK(refused_form(one_part(disposition + "\"x", "1")) == 400);
  CHECK(refused_form(one_part(disposition + "\"\"", "1")) == 400);
  CHECK(refused_form(one_part(disposition + "x\r\nno colon", "1")) == 400);
  CHECK(refused_form(one_part(disposition + "x\r\nContent-Transfer-Encoding: base64", "MQ==")) == 400);
  CHECK(multipart_values(one_part(disposition + "x\r\nContent-Transfer-Encoding: 8bit", "1"), "b") ==
        Pairs{{"x", "1"}});
  CHECK(refused_form(one_part(disposition + "x; " + std::string(9000, 'a') + "=1", "1")) == 400);
}

TEST_CASE("a form has up to a hundred parts") {
  std::string body = "--b";
  for (int i = 0; i < 100; ++i) body += "\r\n" + disposition + "x\r\n\r\n\r\n--b";
  CHECK(multipart_values(body + "--", "b").size() == 100);
  CHECK(refused_form(body + "\r\n" + disposition + "x\r\n\r\n\r\n--b--") == 400);
}

TEST_CASE("a boundary has one to seventy of the characters that RFC 2046 allows") {
  const std::string longest(70, '=');
  CHECK(multipart_values("--" + longest + "--", longest).empty());
  CHECK(refused_form("----", "") == 400);
  CHECK(refused_form("--" + longest + "=--", longest + "=") == 400);
  CHECK(refused_form("--a\"--", "a\"") == 400);
  CHECK(refused_form("--a --", "a ") == 400);
}

TEST_CASE("parameters of a header are read with and without quotes") {
  CHECK(header_parameters("").empty());
  CHECK(header_parameters(" Boundary=x; charset=\"u \\\" ; t\" ;; a=") ==
        Pairs{{"boundary", "x"}, {"charset", "u \" ; t"}, {"a", ""}});
  CHECK(refused([] { header_parameters("boundary"); }) == 400);
  CHECK(refused([] { header_parameters("=x"); }) == 400);
  CHECK(refused([] { header_parameters("a=\"x"); }) == 400);
  CHECK(refused([] { header_parameters("a=\"x\"y"); }) == 400);
}

}  // namespace seqlab::service
