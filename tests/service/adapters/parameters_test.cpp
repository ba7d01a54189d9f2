#include "service/adapters/parameters.h"

#include <string>

#include "catch.h"
#include "refused.h"

namespace seqlab::service {

TEST_CASE("parameters are those of the query and the form, and the last of one name") {
  Request request{.method = "POST",
                  .query = "model=a&data=query&model=b",
                  .content_type = "application/x-www-form-urlencoded",
                  .body = "data=%C3%A9+%2B&empty"};
  const Parameters parameters(request);
  CHECK(parameters.get("model") == "b");
  CHECK(parameters.required("data") == "\xC3\xA9 +");
  REQUIRE(parameters.find("empty") != nullptr);
  CHECK(parameters.get("empty").empty());
  CHECK(parameters.find("other") == nullptr);
  CHECK(parameters.get("other").empty());
  CHECK(refused([&] { return parameters.required("other"); }) == 422);
}

TEST_CASE("the boundary of a form stands in its type, with or without quotes") {
  Request request{.method = "POST",
                  .content_type = "multipart/form-data",
                  .parameters = " charset=utf-8; boundary=\"a b\"",
                  .body = "--a b\r\nContent-Disposition: form-data; name=data\r\n\r\nx\r\n--a b--"};
  CHECK(Parameters(request).get("data") == "x");
  request.parameters = "boundary=c";
  CHECK(refused([&] { Parameters parameters(request); }) == 400);
  request.parameters = "";
  CHECK(refused([&] { Parameters parameters(request); }) == 400);
}

TEST_CASE("a body of a GET is not read") {
  const Request request{.method = "GET", .query = "a=1", .body = "b=2"};
  CHECK(Parameters(request).get("a") == "1");
  CHECK(Parameters(request).find("b") == nullptr);
}

}  // namespace seqlab::service
