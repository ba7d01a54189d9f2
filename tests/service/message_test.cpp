#include "service/message.h"

#include "base/errors.h"
#include "catch.h"
#include "service/routes.h"

namespace seqlab::service {

TEST_CASE("values of a query are decoded, in order") {
  const auto values = form_values("model=en&heads=UPOS&heads=XPOS&text=caf%C3%A9+noir&empty&=x&&");
  REQUIRE(values.size() == 6);
  CHECK(values[1] == std::pair<std::string, std::string>("heads", "UPOS"));
  CHECK(values[2] == std::pair<std::string, std::string>("heads", "XPOS"));
  CHECK(values[3].second == "caf\u00e9 noir");
  CHECK(values[4] == std::pair<std::string, std::string>("empty", ""));
}

TEST_CASE("a bad escape is an error of the request") {
  for (const char* bad : {"%", "%4", "%zz", "a%C3", "%FF"})
    CHECK_THROWS_AS(percent_decoded(bad), RequestError);
  CHECK(percent_decoded("%41+b") == "A+b");
}

TEST_CASE("errors of the service say nothing of its inside") {
  const auto error_for = [](const auto& exception) {
    try {
      throw exception;
    } catch (...) {
      return current_error();
    }
  };
  CHECK(error_for(std::runtime_error("/secret/path")).status() == 500);
  CHECK(std::string(error_for(std::runtime_error("/secret/path")).what()).find("secret") ==
        std::string::npos);
  CHECK(error_for(UsageError("no such head")).status() == 422);
  const Response busy = error_response(RequestError(429, "queue_full", "full"));
  CHECK(busy.body == "{\"error\": \"full\", \"error_type\": \"queue_full\"}\n");
  CHECK(busy.headers.front() == std::pair<std::string, std::string>("Retry-After", "1"));
}

TEST_CASE("a route is found by method and path, and errors name the methods that there are") {
  const std::vector<Route> routes = {{.method = "GET", .path = "/v1/models"},
                                     {.method = "GET", .path = "/v1/models/{name}"},
                                     {.method = "POST", .path = "/v1/tag"}};
  CHECK(find_route(routes, "GET", "/v1/models").route == routes.data());
  CHECK(find_route(routes, "HEAD", "/v1/models").route == routes.data());
  CHECK(find_route(routes, "GET", "/v1/models/en").name == "en");
  const auto status = [&](const char* method, const char* path) {
    try {
      find_route(routes, method, path);
    } catch (const RequestError& error) {
      return std::to_string(error.status()) + error.allow();
    }
    return std::string("found");
  };
  CHECK(status("GET", "/v1/models/en/x") == "404");
  CHECK(status("GET", "/v1/models/") == "404");
  CHECK(status("GET", "//v1/models") == "404");
  CHECK(status("DELETE", "/v1/models/en") == "405GET, HEAD");
  CHECK(status("GET", "/v1/tag") == "405POST");
}

}  // namespace seqlab::service
