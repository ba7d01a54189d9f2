#include "service/http/connection.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "service/http/head.h"
#include "text/ascii.h"

namespace seqlab::service {

namespace {

constexpr std::size_t first_read = 1024;         // bytes that an idle connection has room for
constexpr std::size_t part_size = 262144;        // of a response that is written at once
constexpr std::size_t large = 65536;             // from here on, bodies are read and made by another thread
constexpr std::size_t most_discarded = 1 << 20;  // of a body that nobody reads
constexpr double linger_seconds = 2;

bool is_complete(const http::request_parser<http::empty_body>& parser) {
  return parser.is_header_done();
}

bool is_complete(const http::request_parser<http::string_body>& parser) {
  return parser.is_done();
}

// Parses what has come already: of most requests, all. False: more is to be read.
template <typename Parser>
bool parse(boost::beast::flat_buffer& buffer, Parser& parser, error_code& error) {
  while (!error && !is_complete(parser) && buffer.size() > 0) {
    buffer.consume(parser.put(buffer.cdata(), error));
  }
  if (error == http::error::need_more) error = {};
  return error || is_complete(parser);
}

}  // namespace

asio::awaitable<void> Connection::serve() {
  const auto self = shared_from_this();
  watch_for_loss();
  while (co_await first_byte() && co_await answer_request()) {
  }
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

void Connection::heed_deadlines(Clock::time_point now) {
  if (now >= deadline_) {
    timed_out_ = true;
    stop_waiting();
  }
  if (now >= read_deadline_) {
    read_timed_out_ = true;
    stop_reading();
  }
}

void Connection::drain() {
  if (idle_ || stream_) stop_reading();
}

void Connection::abandon() {
  lost_ = true;
  cancel_work();
  error_code ignored;
  socket_.close(ignored);
}

void Connection::wait_until(double seconds) {
  deadline_ = after(seconds);
  timed_out_ = false;
}

bool Connection::more_has_come() const {
  error_code ignored;
  return buffer_.size() > 0 || socket_.available(ignored) > 0;
}

void Connection::stop_waiting() {
  error_code ignored;
  socket_.cancel(ignored);
}

void Connection::stop_reading() {
  error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_receive, ignored);
}

void Connection::cancel_work() {
  for (const auto& work : working_) work->cancel();
  working_.clear();
  if (!stream_) return;
  for (const auto& line : stream_->lines) {
    for (const auto& work : line->pending.work) work->cancel();
  }
}

void Connection::watch_for_loss() {
  socket_.async_wait(tcp::socket::wait_error, [weak = weak_from_this()](const error_code& error) {
    const auto self = weak.lock();
    if (error || !self) return;
    pollfd state{.fd = self->socket_.native_handle(), .events = 0, .revents = 0};
    if (::poll(&state, 1, 0) < 1 || (state.revents & (POLLERR | POLLHUP)) == 0) return;
    self->lost_ = true;
    self->cancel_work();
  });
}

asio::awaitable<bool> Connection::first_byte() {
  if (buffer_.size() > 0) {
    // Others have their turn between requests that came together.
    co_await asio::post(socket_.get_executor(), asio::use_awaitable);
    co_return true;
  }
  if (ending() && !more_has_come()) co_return false;
  if (buffer_.capacity() > 2 * first_read) buffer_ = {};
  wait_until(server_.options.limits.idle_seconds);
  idle_ = true;
  error_code error;
  const std::size_t size = co_await socket_.async_read_some(buffer_.prepare(first_read), into(error));
  buffer_.commit(size);
  idle_ = false;
  co_return !error && size > 0;
}

asio::awaitable<bool> Connection::answer_request() {
  const Limits& limits = server_.options.limits;
  Exchange exchange;
  http::request_parser<http::empty_body> header;
  header.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  header.body_limit(std::numeric_limits<std::uint64_t>::max());
  wait_until(limits.header_seconds);
  error_code error;
  if (!parse(buffer_, header, error)) {
    co_await http::async_read_header(socket_, buffer_, header, into(error));
  }
  exchange.begin = Clock::now();
  if (error && has_gone(error)) co_return false;
  std::optional<RequestError> problem;
  if (error) {
    problem = header_problem(error);
  } else {
    try {
      prepare(header.get(), exchange);
      check(header, exchange);
    } catch (...) {
      problem = current_error();
    }
  }
  if (problem) {
    // The body, if there is one, is not read.
    const bool bodiless = !error && !header.chunked() && header.content_length().value_or(0) == 0;
    exchange.keep_alive = exchange.keep_alive && bodiless;
    co_return co_await write_response(exchange, error_response(*problem));
  }
  if (exchange.request.method == "OPTIONS") {
    exchange.keep_alive = exchange.keep_alive && !header.chunked() && !header.content_length();
    co_return co_await write_response(exchange, preflight());
  }
  if (text::ascii_lower(view(header.get()[http::field::expect])) == "100-continue" && !exchange.old_version) {
    if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
  }
  if (exchange.found.route->lines && exchange.request.content_type == lines_type) {
    co_return co_await answer_stream(exchange, std::move(header));
  }
  http::request_parser<http::string_body> parser(std::move(header));
  parser.body_limit(limits.body_bytes);
  parser.eager(true);
  wait_until(limits.body_seconds);
  if (!parse(buffer_, parser, error)) co_await http::async_read(socket_, buffer_, parser, into(error));
  if (error) {
    if (has_gone(error)) co_return false;
    exchange.keep_alive = false;
    co_return co_await write_response(exchange, error_response(body_problem(error)));
  }
  exchange.request.body = std::move(parser.get().body());
  co_return co_await answer(exchange);
}

bool Connection::has_gone(const error_code& error) const {
  if (timed_out_ || read_timed_out_) return false;
  return error == http::error::end_of_stream || error == http::error::partial_message ||
         error.category() == boost::system::system_category();
}

RequestError Connection::header_problem(const error_code& error) const {
  if (timed_out_) return {408, "timeout", "the header of the request did not come in time"};
  if (error == http::error::header_limit || error == http::error::buffer_overflow) {
    return {431, "header_too_large",
            "the header is longer than " + std::to_string(server_.options.limits.header_bytes) + " bytes"};
  }
  return {400, "bad_request", "this is no request of HTTP/1.1: " + error.message()};
}

RequestError Connection::body_problem(const error_code& error) const {
  if (timed_out_) return {408, "timeout", "the body of the request did not come in time"};
  if (error == http::error::body_limit) return too_large();
  return {400, "bad_request", "the body is malformed: " + error.message()};
}

RequestError Connection::too_large() const {
  return {413, "too_large",
          "the body is longer than " + std::to_string(server_.options.limits.body_bytes) + " bytes"};
}

void Connection::prepare(const http::request<http::empty_body>& header, Exchange& exchange) const {
  exchange.old_version = header.version() < 11;
  exchange.keep_alive = header.keep_alive();
  Request& request = exchange.request;
  request.method = std::string(view(header.method_string()));
  exchange.head_only = request.method == "HEAD";
  std::string_view target = view(header.target());
  std::string_view host = view(header[http::field::host]);
  if (header.count(http::field::host) > 1)
    throw RequestError(400, "bad_request", "there are several Host headers");
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text::ascii_lower(target.substr(0, scheme.size())).starts_with(scheme)) continue;
    target.remove_prefix(scheme.size());
    host = target.substr(0, target.find_first_of("/?"));
    target.remove_prefix(host.size());
  }
  if (!exchange.old_version && header.count(http::field::host) == 0) {
    throw RequestError(400, "bad_request", "the Host header is missing");
  }
  if (!host.empty() || !exchange.old_version) {
    if (!server_.gate.host_allowed(host)) {
      throw RequestError(421, "wrong_host", "the service is not known by this name; --allow-host lets it be");
    }
  }
  const std::size_t question = std::min(target.find('?'), target.size());
  request.query = std::string(target.substr(std::min(question + 1, target.size())));
  request.path = target.empty() || question == 0 ? "/" : percent_decoded(target.substr(0, question));
  const std::string_view origin = view(header[http::field::origin]);
  if (server_.gate.origin_allowed(origin)) exchange.allowed_origin = std::string(origin);
  const std::string_view type = view(header[http::field::content_type]);
  const std::size_t semicolon = std::min(type.find(';'), type.size());
  std::string_view plain = type.substr(0, semicolon);
  plain = plain.substr(0, plain.find_last_not_of(" \t") + 1);
  request.content_type = text::ascii_lower(plain);
  request.parameters = std::string(type.substr(std::min(semicolon + 1, type.size())));
}

void Connection::check(http::request_parser<http::empty_body>& parser, Exchange& exchange) const {
  const auto& header = parser.get();
  const Request& request = exchange.request;
  if (request.method == "OPTIONS" && !exchange.allowed_origin.empty()) return;
  exchange.found = find_route(server_.routes, request.method, request.path);
  const Route& route = *exchange.found.route;
  if (!route.open && !server_.gate.token_matches(view(header[http::field::authorization]))) {
    throw RequestError(401, "unauthorized", "the service asks for a token: Authorization: Bearer TOKEN");
  }
  if (route.method == "POST") {
    const auto& types = route.content_types;
    if (std::ranges::find(types, request.content_type) == types.end()) {
      std::string known;
      for (const std::string& type : types) known += (known.empty() ? "" : " or ") + type;
      throw RequestError(415, "unsupported_media_type", "the Content-Type must be " + known);
    }
    const std::string encoding = text::ascii_lower(view(header[http::field::content_encoding]));
    if (!encoding.empty() && encoding != "identity") {
      throw RequestError(415, "unsupported_media_type", "a body must not have a Content-Encoding");
    }
  }
  const bool stream = route.lines && request.content_type == lines_type;
  if (!stream && parser.content_length().value_or(0) > server_.options.limits.body_bytes) throw too_large();
  const std::string expect = text::ascii_lower(view(header[http::field::expect]));
  if (!expect.empty() && expect != "100-continue") {
    throw RequestError(417, "expectation_failed", "only 100-continue can be expected");
  }
}

Response Connection::preflight() {
  return {.status = 204,
          .content_type = "",
          .headers = {{"Access-Control-Allow-Methods", "GET, POST"},
                      {"Access-Control-Allow-Headers", "authorization, content-type"},
                      {"Access-Control-Max-Age", "600"}}};
}

asio::awaitable<bool> Connection::answer(Exchange& exchange) {
  const Route& route = *exchange.found.route;
  wait_for_ever();
  Response response;
  try {
    // Only now, as a connection whose bodies are read can go on.
    check_state(route, server_.state);
    const auto read = [&] { return route.answer(exchange.request, exchange.found.name); };
    Answer answer;
    if (exchange.request.body.size() < large) {
      answer = read();
    } else {
      answer = co_await server_.elsewhere(read);
    }
    if (auto* const pending = std::get_if<Pending>(&answer)) {
      working_ = pending->work;
      co_await server_.finished(pending->work);
      working_.clear();
      if (lost_) co_return false;
      response = co_await response_for(*pending);
    } else {
      response = std::get<Response>(std::move(answer));
    }
  } catch (...) {
    response = error_response(current_error());
    cancel_work();
  }
  co_return co_await write_response(exchange, response);
}

asio::awaitable<Response> Connection::response_for(const Pending& pending) {
  std::size_t size = 0;
  for (const auto& work : pending.work) size += work->size();
  if (size < large) co_return pending.answer();
  co_return std::get<Response>(co_await server_.elsewhere([&] { return Answer(pending.answer()); }));
}

asio::awaitable<bool> Connection::write(std::string_view text) {
  while (!text.empty()) {
    const auto part = asio::buffer(text.data(), std::min(text.size(), part_size));
    error_code error = asio::error::would_block;
    std::size_t size = 0;
    // Between the parts of a large response, others have their turn.
    if (text.size() < part_size) size = socket_.write_some(part, error);
    if (error == asio::error::would_block) {
      wait_until(server_.options.limits.write_seconds);
      size = co_await socket_.async_write_some(part, into(error));
    }
    if (error) co_return false;
    text.remove_prefix(size);
  }
  wait_for_ever();
  co_return true;
}

asio::awaitable<bool> Connection::write_response(Exchange& exchange, const Response& response) {
  if (ending() && !more_has_come()) exchange.keep_alive = false;
  std::string bytes = response_head(response, {.old_version = exchange.old_version,
                                               .keep_alive = exchange.keep_alive,
                                               .length = response.body.size(),
                                               .allowed_origin = exchange.allowed_origin});
  bool written = false;
  if (exchange.head_only) {
    written = co_await write(bytes);
  } else if (response.body.size() < part_size) {
    bytes += response.body;
    written = co_await write(bytes);
  } else {
    written = co_await write(bytes) && co_await write(response.body);
  }
  note(exchange, response.status);
  if (!written) co_return false;
  if (!exchange.keep_alive) co_await linger();
  co_return exchange.keep_alive;
}

void Connection::note(const Exchange& exchange, unsigned status) const {
  static const std::string other = "other";
  const bool found = exchange.found.route != nullptr;
  const std::string& route = found ? exchange.found.route->path : other;
  const std::string& method = found ? exchange.request.method : other;
  const auto duration = Clock::now() - exchange.begin;
  server_.metrics.count_request(route, method, status, duration);
  if (!server_.options.log_request) return;
  server_.options.log_request(route, method, status, std::chrono::duration<double>(duration).count());
}

asio::awaitable<void> Connection::linger() {
  error_code error;
  socket_.shutdown(tcp::socket::shutdown_send, error);
  std::string bytes(first_read * 8, '\0');
  wait_until(linger_seconds);
  for (std::size_t all = 0; !error && all < most_discarded;) {
    all += co_await socket_.async_read_some(asio::buffer(bytes), into(error));
  }
}

}  // namespace seqlab::service
