#include "catch.h"
#include "contains.h"
#include "service/client.h"

namespace seqlab::tests {

namespace {

std::vector<service::NamedModel> names() {
  return {{"en-ner", shipped_model("en-ner")}};
}

}  // namespace

TEST_CASE("a header, a body and a text have a length") {
  RunningService service(
      {.models = names(), .limits = {.header_bytes = 2000, .body_bytes = 3000, .text_bytes = 1000}});
  Client header(service.port());
  header.get("/health", "X: " + std::string(2000, 'x') + "\r\n");
  CHECK(header.reply().status == 431);
  CHECK(header.closed());
  Client endless(service.port());
  endless.send("GET /" + std::string(4000, 'a'));
  CHECK(endless.reply().status == 431);
  Client body(service.port());
  body.post("/v1/tag", R"({"texts": [")" + std::string(3000, 'x') + "\"]}");
  const Reply large = body.reply();
  CHECK(large.status == 413);
  CHECK(contains(large.body, "3000 bytes"));
  CHECK(body.closed());
  Client chunks(service.port());
  chunks.send(
      "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\nbb9\r\n" +
      std::string(3001, ' ') + "\r\n");
  CHECK(chunks.reply().status == 413);
  Client text(service.port());
  text.post("/v1/tag", R"({"texts": [")" + std::string(1001, 'x') + "\"]}");
  CHECK(text.reply().status == 413);
  text.post("/v1/tag", R"({"texts": [")" + std::string(1000, 'x') + "\"]}");
  CHECK(text.reply().status == 200);
}

TEST_CASE("clients that are slow are not waited for") {
  RunningService service(
      {.models = names(), .limits = {.header_seconds = 0.4, .body_seconds = 0.4, .idle_seconds = 0.8}});
  Client idle(service.port());
  Client header(service.port());
  header.send("GET /health HTTP/1.1\r\nHo");
  Client body(service.port());
  body.send(
      "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
      "100\r\n\r\n{");
  CHECK(header.reply().status == 408);
  CHECK(header.closed());
  const Reply late = body.reply();
  CHECK(late.status == 408);
  CHECK(contains(late.body, "timeout"));
  CHECK(body.closed());
  CHECK(idle.closed());
}

TEST_CASE("a client that reads nothing is closed") {
  RunningService service({.models = names(), .limits = {.write_seconds = 0.4}});
  Client client(service.port());
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "Anna Berg lives in Oslo. ";
  // Each answer has some 10 MB, more than sockets hold.
  client.post("/v1/tag", R"({"texts": [")" + text + "\"]}");
  client.post("/v1/tag", R"({"texts": [")" + text + "\"]}");
  while (true) {
    Client other(service.port());
    other.get("/metrics");
    if (contains(other.reply().body, "seqlab_http_connections 1")) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  CHECK(true);
}

TEST_CASE("a full queue refuses, and connections beyond their number are told so") {
  RunningService service({.models = names(), .limits = {.connections = 2, .queue = 1}, .threads = 1});
  Client busy(service.port());
  Client other(service.port());
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "Anna Berg lives in Oslo. ";
  busy.post("/v1/tag", R"({"texts": [")" + text + "\"]}");
  while (service.waiting() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  other.post("/v1/tag", R"({"texts": ["Oslo"]})");
  const Reply refused = other.reply();
  CHECK(refused.status == 429);
  CHECK(refused.headers.at("retry-after") == "1");
  CHECK(contains(refused.body, "queue_full"));
  Client third(service.port());
  const Reply full = third.reply();
  CHECK(full.status == 503);
  CHECK(contains(full.body, "too_many_connections"));
  CHECK(third.closed());
  CHECK(busy.reply().status == 200);
}

TEST_CASE("a reset cancels what waits") {
  RunningService service({.models = names(), .threads = 1});
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "Anna Berg lives in Oslo. ";
  Client first(service.port());
  first.post("/v1/tag", R"({"texts": [")" + text + "\"]}");
  for (int i = 0; i < 20; ++i) {
    Client gone(service.port());
    gone.post("/v1/tag", R"({"texts": [")" + text + "\"]}");
    gone.reset();
  }
  CHECK(first.reply().status == 200);
  // Twenty more such texts would take twenty times as long; the service ends at once.
  service.end();
  CHECK(service.drained());
}

TEST_CASE("without enough time, requests are given up") {
  RunningService service({.models = names(), .threads = 1, .grace_seconds = 0});
  std::string text;
  for (int i = 0; i < 30000; ++i) text += "Anna Berg lives in Oslo. ";
  Client client(service.port());
  client.post("/v1/tag", R"({"texts": [")" + text + "\"]}");
  Client other(service.port());
  other.get("/health");
  other.reply();
  service.end();
  CHECK(client.reply().status == 0);
  service.drained();
}

}  // namespace seqlab::tests
