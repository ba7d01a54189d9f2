#include <netinet/in.h>
#include <sys/socket.h>

#include "catch.h"
#include "contains.h"
#include "service/client.h"

namespace seqlab::tests {

namespace {

const std::vector<service::NamedModel> names_and_mood() {
  return {{"en-ner", shipped_model("en-ner")}, {"mood", shipped_model("en-sentiment")}};
}

constexpr const char* request = R"({"model": "en-ner", "texts": ["Anna Berg lives in Oslo."]})";

}  // namespace

TEST_CASE("requests are answered, one after another on one connection") {
  RunningService service({.models = names_and_mood()});
  Client client(service.port());
  client.post("/v1/tag", request);
  const Reply tagged = client.reply();
  CHECK(tagged.status == 200);
  CHECK(tagged.body.starts_with(
      R"({"model": "en-ner", "docs": [{"text": "Anna Berg lives in Oslo.", "sentences")"));
  CHECK(contains(tagged.body, R"({"text": "Anna Berg", "start": 0, "end": 9, "label": "PER"})"));
  CHECK(tagged.headers.at("content-type") == "application/json");
  CHECK(tagged.headers.at("x-content-type-options") == "nosniff");
  client.post("/v1/classify", R"({"texts": ["a warm and clever film", ""], "probabilities": true})");
  const Reply classified = client.reply();
  CHECK(classified.status == 200);
  CHECK(contains(classified.body,
                 R"("model": "mood", "results": [{"text": "a warm and clever film", "label": "positive")"));
  CHECK(contains(classified.body,
                 R"({"text": "", "label": null, "probability": null, "probabilities": null})"));
  client.get("/v1/models/mood");
  CHECK(contains(client.reply().body, R"("task":"classifier")"));
}

TEST_CASE("pipelined requests are answered in order") {
  RunningService service({.models = names_and_mood()});
  Client client(service.port());
  client.post("/v1/tag", R"({"model": "en-ner", "texts": ["One."]})");
  client.get("/health");
  client.post("/v1/tag", R"({"model": "en-ner", "texts": ["Two."]})");
  CHECK(contains(client.reply().body, "One."));
  CHECK(contains(client.reply().body, "alive"));
  CHECK(contains(client.reply().body, "Two."));
}

TEST_CASE("every answer to a wrong request says what is wrong") {
  RunningService service({.models = names_and_mood()});
  struct Case {
    const char* bytes;
    unsigned status;
    const char* type;
  };
  const Case cases[] = {
      {"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "not_found"},
      {"GET /v1/models/x HTTP/1.1\r\nHost: localhost\r\n\r\n", 404, "unknown_model"},
      {"GET /v1/tag HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "method_not_allowed"},
      {"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405, "method_not_allowed"},
      {"OPTIONS /v1/tag HTTP/1.1\r\nHost: localhost\r\nOrigin: https://a.example\r\n\r\n", 405,
       "method_not_allowed"},
      {"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421, "wrong_host"},
      {"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 421, "wrong_host"},
      {"GET / HTTP/1.1\r\n\r\n", 400, "bad_request"},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400, "bad_request"},
      {"GET /%zz HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "bad_request"},
      {"GET / HTTP/3.0\r\nHost: localhost\r\n\r\n", 400, "bad_request"},
      {"nonsense\r\n\r\n", 400, "bad_request"},
      {"\x16\x03\x01\x02\x00\x01\x00", 400, "bad_request"},
      {"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}", 415,
       "unsupported_media_type"},
      {"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
       415, "unsupported_media_type"},
      {"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Encoding: "
       "gzip\r\n"
       "Content-Length: 2\r\n\r\n{}",
       415, "unsupported_media_type"},
      {"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
       "2\r\n\r\n{}",
       422, "invalid_request"},
      {"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
       "1\r\n\r\n{",
       400, "invalid_json"},
      {"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\r\n", 400,
       "invalid_json"},
      {"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: miracles\r\n"
       "Content-Length: 2\r\n\r\n{}",
       417, "expectation_failed"},
      {"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
       "-1\r\n\r\n",
       400, "bad_request"},
      {"POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: "
       "chunked\r\n\r\n"
       "zz\r\n",
       400, "bad_request"}};
  for (const Case& one : cases) {
    INFO(one.bytes);
    Client client(service.port());
    client.send(one.bytes);
    const Reply reply = client.reply();
    CHECK(reply.status == one.status);
    CHECK(contains(reply.body, std::string("\"error_type\": \"") + one.type + "\""));
  }
  Client client(service.port());
  client.get("/v1/tag");
  CHECK(client.reply().headers.at("allow") == "POST");
  client.post("/v1/tag", R"({"model": "mood", "texts": ["a"]})");
  const Reply kind = client.reply();
  CHECK(kind.status == 422);
  CHECK(contains(kind.body, "/v1/classify"));
  client.post("/v1/tag", R"({"model": "../en-ner", "texts": ["a"]})");
  CHECK(client.reply().status == 404);
}

TEST_CASE("HEAD is GET without a body, and old clients are answered") {
  RunningService service({.models = names_and_mood()});
  Client client(service.port());
  client.send("HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const Reply head = client.reply(true);
  CHECK(head.status == 200);
  CHECK(head.headers.at("content-length") == "20");
  client.get("/health");
  CHECK(client.reply().body == "{\"status\": \"alive\"}\n");
  Client old(service.port());
  old.send("GET /health HTTP/1.0\r\n\r\n");
  const Reply reply = old.reply();
  CHECK(reply.status == 200);
  CHECK(reply.headers.at("connection") == "close");
  CHECK(old.closed());
}

TEST_CASE("a body may come in chunks, and after 100 Continue") {
  RunningService service({.models = names_and_mood()});
  Client client(service.port());
  client.send(
      "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json; charset=utf-8\r\n"
      "Transfer-Encoding: chunked\r\n\r\n10\r\n{\"texts\": [\"Anna\r\n3\r\n\"]}\r\n0\r\n\r\n");
  CHECK(client.reply().status == 200);
  client.send(
      "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
      "Content-Length: 19\r\n\r\n");
  CHECK(client.reply().status == 100);
  client.send("{\"texts\": [\"Anna\"]}");
  CHECK(client.reply().status == 200);
  // What will not be taken is not asked for.
  client.send(
      "POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nExpect: "
      "100-continue\r\n"
      "Content-Length: 19\r\n\r\n");
  CHECK(client.reply().status == 404);
  CHECK(client.closed());
}

TEST_CASE("a client that only ends its side is answered") {
  RunningService service({.models = names_and_mood()});
  Client client(service.port());
  client.post("/v1/tag", request);
  client.end_sending();
  CHECK(client.reply().status == 200);
  CHECK(client.closed());
}

TEST_CASE("with a token, only the page, health and readiness are open") {
  RunningService service({.models = names_and_mood(), .token = "s3cret"});
  Client client(service.port());
  for (const char* open : {"/", "/page.css", "/page.js", "/favicon.svg", "/health", "/ready"}) {
    INFO(open);
    client.get(open);
    CHECK(client.reply().status == 200);
  }
  for (const char* closed :
       {"/v1/models", "/v1/models/en-ner", "/info", "/metrics", "/openapi.json", "/docs"}) {
    INFO(closed);
    client.get(closed);
    const Reply reply = client.reply();
    CHECK(reply.status == 401);
    CHECK(reply.headers.at("www-authenticate") == "Bearer");
    client.get(closed, "Authorization: Bearer s3cret\r\n");
    CHECK(client.reply().status == 200);
  }
  Client poster(service.port());
  poster.post("/v1/tag", request);
  CHECK(poster.reply().status == 401);
  Client knowing(service.port());
  knowing.post("/v1/tag", request, "application/json", "Authorization: Bearer s3cret\r\n");
  CHECK(knowing.reply().status == 200);
}

TEST_CASE("pages of an origin may read answers only if it is allowed") {
  RunningService service(
      {.models = names_and_mood(), .hosts = {"api.example.org"}, .origins = {"https://app.example.org"}});
  Client client(service.port());
  client.send("OPTIONS /v1/tag HTTP/1.1\r\nHost: api.example.org\r\nOrigin: https://app.example.org\r\n\r\n");
  const Reply preflight = client.reply();
  CHECK(preflight.status == 204);
  CHECK(preflight.headers.at("access-control-allow-origin") == "https://app.example.org");
  client.get("/health", "Origin: https://app.example.org\r\n");
  CHECK(client.reply().headers.at("access-control-allow-origin") == "https://app.example.org");
  client.get("/health", "Origin: https://other.example.org\r\n");
  CHECK(client.reply().headers.count("access-control-allow-origin") == 0);
}

TEST_CASE("pages load nothing from elsewhere") {
  RunningService service({.models = names_and_mood()});
  Client client(service.port());
  for (const char* page : {"/", "/docs"}) {
    client.get(page);
    const std::string policy = client.reply().headers.at("content-security-policy");
    CHECK(contains(policy, "default-src 'none'"));
    CHECK(contains(policy, "frame-ancestors 'none'"));
  }
}

TEST_CASE("a socket that was handed over is listened at") {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(socket, 8) == 0);
  socklen_t size = sizeof address;
  REQUIRE(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  RunningService service({.models = names_and_mood(), .listening = {socket}});
  CHECK(service.port() == ntohs(address.sin_port));
  Client client(service.port());
  client.get("/health");
  CHECK(client.reply().status == 200);
}

TEST_CASE("while it starts, the service says so") {
  RunningService service({.models = names_and_mood(), .load = false});
  Client client(service.port());
  client.get("/health");
  CHECK(client.reply().status == 200);
  client.get("/ready");
  const Reply ready = client.reply();
  CHECK(ready.status == 503);
  CHECK(contains(ready.body, "starting"));
  CHECK(ready.headers.at("retry-after") == "1");
  client.post("/v1/tag", request);
  CHECK(client.reply().status == 503);
}

TEST_CASE("a service that ends answers what it has read, and takes nothing more") {
  RunningService service({.models = names_and_mood()});
  Client idle(service.port());
  idle.get("/health");
  idle.reply();
  Client busy(service.port());
  std::string texts;
  for (int i = 0; i < 900; ++i)
    texts += (i == 0 ? "" : ", ") + std::string("\"Anna Berg lives in Oslo. She likes it.\"");
  busy.post("/v1/tag", R"({"model": "en-ner", "texts": [)" + texts + "]}");
  busy.get("/health");
  while (service.waiting() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  service.end();
  CHECK(busy.reply().status == 200);
  const Reply last = busy.reply();
  CHECK(last.status == 200);
  CHECK(last.headers.at("connection") == "close");
  CHECK(busy.closed());
  CHECK(idle.closed());
  CHECK(service.drained());
  CHECK_THROWS(Client(service.port()));
}

TEST_CASE("counters tell routes, never addresses that clients made up") {
  RunningService service({.models = names_and_mood()});
  Client client(service.port());
  client.get("/v1/models/en-ner");
  client.reply();
  client.get("/made/up");
  client.reply();
  client.post("/v1/tag", request);
  client.reply();
  client.get("/metrics");
  const std::string metrics = client.reply().body;
  CHECK(contains(metrics,
                 R"(seqlab_http_requests_total{code="200",method="GET",route="/v1/models/{name}"} 1)"));
  CHECK(contains(metrics, R"(seqlab_http_requests_total{code="404",method="other",route="other"} 1)"));
  CHECK(contains(metrics, R"(seqlab_http_request_duration_seconds_count{route="/v1/tag"} 1)"));
  CHECK(contains(metrics, "seqlab_queue_seconds_count 1"));
  CHECK(contains(metrics, "seqlab_batch_tokens_sum"));
  CHECK(!contains(metrics, "made"));
}

}  // namespace seqlab::tests
