#include <atomic>

#include "catch.h"
#include "contains.h"
#include "service/client.h"

namespace seqlab::tests {

namespace {

std::vector<service::NamedModel> models() {
  return {{"en-ner", shipped_model("en-ner")}, {"mood", shipped_model("en-sentiment")}};
}

constexpr const char* head =
    "POST /v1/tag?model=en-ner HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
    "Transfer-Encoding: chunked\r\n\r\n";

std::string chunk(const std::string& text) {
  char size[24];
  std::snprintf(size, sizeof size, "%zx\r\n", text.size());
  return size + text + "\r\n";
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

}  // namespace

TEST_CASE("each line of a stream gets a line, in order, and a bad one an error in its place") {
  RunningService service({.models = models()});
  Client client(service.port());
  std::string body;
  for (int i = 0; i < 2000; ++i) body += "{\"text\": \"Line " + std::to_string(i) + "\"}\n";
  body +=
      "no JSON\n\n{\"tokens\": [\"Oslo\"]}\r\n{\"texts\": [\"Anna\", \"Berg\"]}\n{\"text\": "
      "\"a\u2028b\u0085c\"}";
  client.post("/v1/tag?model=en-ner", body, "application/x-ndjson");
  const Reply reply = client.reply();
  CHECK(reply.status == 200);
  CHECK(reply.complete);
  CHECK(reply.headers.at("content-type") == "application/x-ndjson");
  CHECK(lines(reply.body) == 2005);
  std::size_t place = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::size_t found = reply.body.find("{\"text\": \"Line " + std::to_string(i) + "\"", place);
    REQUIRE(found != std::string::npos);
    place = found;
  }
  CHECK(contains(reply.body, "{\"error\": \"this is no JSON; byte 2 "));
  CHECK(contains(reply.body, R"({"tokens": ["Oslo"], "tags": [)"));
  CHECK(contains(reply.body, R"({"model": "en-ner", "docs": [{"text": "Anna")"));
  // The connection goes on.
  client.get("/health");
  CHECK(client.reply().status == 200);
}

TEST_CASE("lines are answered while the stream is being sent") {
  RunningService service({.models = models()});
  Client client(service.port());
  client.send(head);
  client.send(chunk("{\"text\": \"One\"}\n{\"te"));
  CHECK(contains(client.read_until("\"One\""), "200 OK"));
  client.send(chunk("xt\": \"Two\"}\n"));
  CHECK(contains(client.read_until("\"Two\""), "Two"));
  client.send("0\r\n\r\n");
  const Reply reply = client.reply();
  CHECK(reply.complete);
  CHECK(lines(reply.body) == 2);
}

TEST_CASE("a classifier answers streams as well") {
  RunningService service({.models = models()});
  Client client(service.port());
  client.post("/v1/classify?probabilities=true", "{\"text\": \"a warm and clever film\"}\n",
              "application/x-ndjson");
  CHECK(contains(client.reply().body, "\"probabilities\": {"));
  client.post("/v1/classify?probability=true", "", "application/x-ndjson");
  CHECK(client.reply().status == 422);
}

TEST_CASE("a line that is too long is an error, and the stream goes on") {
  RunningService service({.models = models(), .limits = {.body_bytes = 100}});
  Client client(service.port());
  client.post("/v1/tag", "{\"text\": \"" + std::string(200'000, 'x') + "\"}\n{\"text\": \"Oslo\"}\n",
              "application/x-ndjson");
  const Reply reply = client.reply();
  CHECK(lines(reply.body) == 2);
  CHECK(contains(reply.body, "too_large"));
  CHECK(contains(reply.body, "\"Oslo\""));
}

TEST_CASE("a stream reads a bounded number of lines ahead of what its client reads") {
  RunningService service({.models = models(), .limits = {.write_seconds = 1, .stream_lines = 16}});
  Client client(service.port());
  client.send(head);
  std::string text(4000, 'x');
  std::atomic<std::size_t> sent = 0;
  std::thread sender([&] {
    for (int i = 0; i < 20'000; ++i) {
      client.send(chunk("{\"text\": \"" + text + "\"}\n"));
      ++sent;
    }
  });
  // Whoever does not read is closed when the time for writing has passed, and sending then fails.
  sender.join();
  Client other(service.port());
  other.get("/metrics");
  const std::string metrics = other.reply().body;
  CHECK(contains(metrics, "seqlab_http_connections 1"));
}

TEST_CASE("a service that ends answers the lines that it has read, and then says so") {
  RunningService service({.models = models()});
  Client client(service.port());
  client.send(head);
  client.send(chunk("{\"text\": \"One\"}\n{\"text\": \"Two\"}\n"));
  client.read_until("\"Two\"");
  service.end();
  const Reply reply = client.reply();
  CHECK(reply.complete);
  CHECK(lines(reply.body) == 3);
  CHECK(contains(reply.body, "\"error_type\": \"ending\""));
  CHECK(client.closed());
  CHECK(service.drained());
}

TEST_CASE("a stream whose next line does not come is ended with an error line") {
  RunningService service({.models = models(), .limits = {.body_seconds = 0.4}});
  Client client(service.port());
  client.send(head);
  client.send(chunk("{\"text\": \"One\"}\n"));
  const Reply reply = client.reply();
  CHECK(reply.complete);
  CHECK(contains(reply.body, "\"One\""));
  CHECK(contains(reply.body, "\"error_type\": \"timeout\""));
}

TEST_CASE("streams of clients that vanish leave nothing behind") {
  RunningService service({.models = models()});
  for (int i = 0; i < 50; ++i) {
    Client client(service.port());
    client.send(head);
    client.send(chunk("{\"text\": \"Anna Berg lives in Oslo.\"}\n{\"te"));
    if (i % 2 == 0) client.reset();
  }
  service.end();
  CHECK(service.drained());
}

TEST_CASE("old clients get a stream up to the end of the connection") {
  RunningService service({.models = models()});
  Client client(service.port());
  client.send(
      "POST /v1/tag?model=en-ner HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
      "Content-Length: 16\r\n\r\n{\"text\": \"Oslo\"}");
  const Reply reply = client.reply();
  CHECK(reply.status == 200);
  CHECK(lines(reply.body) == 1);
  CHECK(client.closed());
}

}  // namespace seqlab::tests
