#include "service/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "text/ascii.h"

namespace seqlab::tests {

namespace {

constexpr int patience = 30'000;  // milliseconds

}  // namespace

std::string shipped_model(const std::string& name) {
  return SEQLAB_SOURCE_DIR "/models/" + name + ".model";
}

Client::Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(socket_);
    throw std::runtime_error("the service cannot be reached");
  }
}

Client::~Client() {
  if (socket_ >= 0) ::close(socket_);
}

void Client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void Client::post(const std::string& target, std::string_view body, const std::string& type,
                  const std::string& headers) {
  send("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + type + "\r\n" + headers +
       "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
}

void Client::get(const std::string& target, const std::string& headers) {
  send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
}

bool Client::receive() {
  pollfd state{.fd = socket_, .events = POLLIN, .revents = 0};
  if (::poll(&state, 1, patience) < 1) throw std::runtime_error("the service does not answer");
  std::string bytes(65536, '\0');
  const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0) return false;
  received_.append(bytes, 0, static_cast<std::size_t>(count));
  return true;
}

std::string Client::read_until(std::string_view text) {
  while (received_.find(text) == std::string::npos && receive()) {
  }
  return received_;
}

Reply Client::reply(bool head_only) {
  Reply reply;
  read_until("\r\n\r\n");
  const std::size_t end = received_.find("\r\n\r\n");
  if (end == std::string::npos) return reply;
  std::string head = received_.substr(0, end + 2);
  received_.erase(0, end + 4);
  reply.status = static_cast<unsigned>(std::atoi(head.c_str() + head.find(' ')));
  head.erase(0, head.find('\n') + 1);
  while (!head.empty()) {
    const std::string line = head.substr(0, head.find("\r\n"));
    head.erase(0, line.size() + 2);
    const std::size_t colon = line.find(": ");
    reply.headers[text::ascii_lower(line.substr(0, colon))] = line.substr(colon + 2);
  }
  if (head_only || reply.status == 204 || reply.status == 100) {
    reply.complete = true;
    return reply;
  }
  if (reply.headers["transfer-encoding"] == "chunked") {
    while (true) {
      read_until("\r\n");
      const std::size_t line = received_.find("\r\n");
      if (line == std::string::npos) return reply;
      const std::size_t size = std::strtoul(received_.c_str(), nullptr, 16);
      while (received_.size() < line + 2 + size + 2) {
        if (!receive()) return reply;
      }
      reply.body += received_.substr(line + 2, size);
      received_.erase(0, line + 2 + size + 2);
      if (size > 0) continue;
      reply.complete = true;
      return reply;
    }
  }
  const auto length = reply.headers.find("content-length");
  const std::size_t size =
      length == reply.headers.end() ? SIZE_MAX : std::strtoul(length->second.c_str(), nullptr, 10);
  while (received_.size() < size && receive()) {
  }
  reply.complete = received_.size() >= size || size == SIZE_MAX;
  reply.body = received_.substr(0, std::min(size, received_.size()));
  received_.erase(0, reply.body.size());
  return reply;
}

bool Client::closed() {
  try {
    while (receive()) {
    }
  } catch (const std::runtime_error&) {
    return false;
  }
  return true;
}

void Client::end_sending() {
  ::shutdown(socket_, SHUT_WR);
}

void Client::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(socket_);
  socket_ = -1;
}

RunningService::RunningService(RunningServiceOptions options)
    : models(options.models),
      gate(options.hosts, options.origins),
      limits(options.limits),
      queue_(
          {.threads = options.threads,
           .capacity = options.limits.queue,
           .batch_taken = [this](std::size_t tokens, auto waited) { metrics.count_batch(tokens, waited); }}),
      routes_(service::service_routes({.models = &models,
                                       .metrics = &metrics,
                                       .limits = &limits,
                                       .state = &state,
                                       .version = "0",
                                       .threads = options.threads,
                                       .adapters = options.adapters})) {
  gate.set_token(options.token);
  const service::ServerOptions serving{
      .port = 0, .listening = options.listening, .limits = limits, .grace_seconds = options.grace_seconds};
  server_ = std::make_unique<service::Server>(serving, routes_, gate, queue_, metrics, state);
  const std::string address = server_->addresses().front();
  port_ = static_cast<std::uint16_t>(std::atoi(address.c_str() + address.rfind(':') + 1));
  thread_ = std::thread([this] { drained_ = server_->run(); });
  if (!options.load) return;
  models.load();
  state = service::State::ready;
}

bool RunningService::drained() {
  if (thread_.joinable()) thread_.join();
  return drained_;
}

RunningService::~RunningService() {
  server_->end();
  drained();
}

}  // namespace seqlab::tests
