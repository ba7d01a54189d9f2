#include "service/http/server.h"

// Asio 1.74 lacks this include.
#include <utility>

#if defined(__clang__) && __clang_major__ < 15
// These versions of clang look for the parts of a coroutine in another namespace than the standard library's.
#define BOOST_ASIO_HAS_CO_AWAIT 1
#define BOOST_ASIO_HAS_STD_COROUTINE 1
#define __cpp_impl_coroutine 201902L
#include <coroutine>
namespace std::experimental {
using std::coroutine_handle;
using std::coroutine_traits;
}  // namespace std::experimental
#endif

// The frames that Asio keeps for reuse belong to threads, which sanitizers and our memory a connection object
// to.
#define BOOST_ASIO_DISABLE_AWAITABLE_FRAME_RECYCLING

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <limits>
#include <mutex>
#include <optional>
#include <unordered_set>

#include "base/errors.h"
#include "service/http/head.h"
#include "text/ascii.h"

namespace seqlab::service {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
using boost::system::error_code;

constexpr std::size_t first_read = 1024;         // bytes that an idle connection has room for
constexpr std::size_t part_size = 262144;        // of a response that is written at once
constexpr std::size_t stream_part = 65536;       // the same of a stream, and what it reads at once
constexpr std::size_t large_body = 65536;        // from here on, a body is read by another thread
constexpr std::size_t most_discarded = 1 << 20;  // of a body that nobody reads
constexpr double linger_seconds = 2;
constexpr auto sweep_every = std::chrono::milliseconds(200);
constexpr auto full_queue_wait = std::chrono::milliseconds(5);
constexpr auto accept_again_after = std::chrono::milliseconds(100);

Clock::time_point after(double seconds) {
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

auto into(error_code& error) {
  return asio::redirect_error(asio::use_awaitable, error);
}

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

RequestError full() {
  return {429, "queue_full", "too many texts wait already; try again later"};
}

}  // namespace

class Connection;

struct Server::Impl {
  ServerOptions options;
  const std::vector<Route>& routes;
  const Gate& gate;
  WorkQueue& queue;
  Metrics& metrics;
  std::atomic<State>& state;

  asio::io_context io;
  asio::thread_pool readers{1};  // of large bodies
  std::vector<tcp::acceptor> acceptors;
  asio::signal_set signals{io};
  asio::steady_timer sweeper{io};
  asio::steady_timer grace{io};
  std::unordered_set<Connection*> connections;
  std::size_t refusing = 0;  // connections that are only told to come back later
  bool drained = true;
  bool left = false;  // nothing is waited for any more

  std::mutex mutex;
  std::condition_variable wake;
  bool reload = false;
  bool ended = false;

  Impl(const ServerOptions& given, const std::vector<Route>& its_routes, const Gate& its_gate,
       WorkQueue& its_queue, Metrics& its_metrics, std::atomic<State>& its_state)
      : options(given),
        routes(its_routes),
        gate(its_gate),
        queue(its_queue),
        metrics(its_metrics),
        state(its_state) {}

  void listen();
  void start();
  asio::awaitable<void> accept(tcp::acceptor& acceptor);
  asio::awaitable<void> refuse(tcp::socket socket);
  asio::awaitable<void> heed_signals();
  asio::awaitable<void> sweep();
  void drain();
  void give_up();
  void leave_if_done();

  // Lets the queue do the work; resumes when all of it is done. Throws RequestError if the queue is full.
  asio::awaitable<void> finished(std::vector<std::shared_ptr<Work>> work);
  // Calls a function on another thread.
  template <class Function>
  asio::awaitable<Answer> elsewhere(Function function);
};

// A client, request after request. All of it runs on the thread of the I/O context.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Server::Impl& server, tcp::socket socket) : server_(server), socket_(std::move(socket)) {
    server_.connections.insert(this);
    server_.metrics.set_connections(server_.connections.size());
  }
  ~Connection() {
    cancel_work();
    server_.connections.erase(this);
    server_.metrics.set_connections(server_.connections.size());
    server_.leave_if_done();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  asio::awaitable<void> serve() {
    const auto self = shared_from_this();
    watch_for_loss();
    while (co_await first_byte() && co_await answer_request()) {
    }
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

  // Ends what has waited too long.
  void heed_deadlines(Clock::time_point now) {
    if (now >= deadline_) {
      timed_out_ = true;
      stop_waiting();
    }
    if (now >= read_deadline_) {
      read_timed_out_ = true;
      stop_reading();
    }
  }
  // The service ends: no further request, and no further line of a stream, is read.
  void drain() {
    if (idle_ || stream_) stop_reading();
  }
  void abandon() {
    lost_ = true;
    cancel_work();
    error_code ignored;
    socket_.close(ignored);
  }

 private:
  // A line of a stream on its way to its answer.
  struct Line {
    Pending pending;
    std::string answer;
    std::size_t size = 0;
    bool done = false;
  };
  struct Stream {
    explicit Stream(const tcp::socket::executor_type& executor)
        : written(executor, Clock::time_point::max()), ready(executor, Clock::time_point::max()) {}
    std::deque<std::shared_ptr<Line>> lines;
    std::size_t bytes = 0;  // of lines
    bool read_all = false;  // no further line comes
    std::string last_line;  // what is written behind the answers
    bool broken = false;    // nobody reads the answers
    bool writer_ended = false;
    asio::steady_timer written;  // cancelled when there is room for further lines
    asio::steady_timer ready;    // cancelled when the next line may be written
  };
  // How a request is answered.
  struct Exchange {
    Request request;
    FoundRoute found;
    bool old_version = false;
    bool keep_alive = true;
    bool head_only = false;
    std::string allowed_origin;
    Clock::time_point begin;
  };

  void wait_until(double seconds) {
    deadline_ = after(seconds);
    timed_out_ = false;
  }
  void wait_for_ever() { deadline_ = Clock::time_point::max(); }

  // Whether the next request, or its beginning, is here already. It gets an answer even when the service
  // ends.
  [[nodiscard]] bool more_has_come() const {
    error_code ignored;
    return buffer_.size() > 0 || socket_.available(ignored) > 0;
  }

  // What is read and written now fails.
  void stop_waiting() {
    error_code ignored;
    socket_.cancel(ignored);
  }
  // What is read now is the end; writing goes on.
  void stop_reading() {
    error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_receive, ignored);
  }

  void cancel_work() {
    for (const auto& work : working_) work->cancel();
    working_.clear();
    if (!stream_) return;
    for (const auto& line : stream_->lines) {
      for (const auto& work : line->pending.work) work->cancel();
    }
  }
  [[nodiscard]] bool ending() const { return server_.state == State::ending; }

  // A client that resets its connection or hangs up does not wait for an answer. One that only ends its side
  // does.
  void watch_for_loss() {
    socket_.async_wait(tcp::socket::wait_error, [weak = weak_from_this()](const error_code& error) {
      const auto self = weak.lock();
      if (error || !self) return;
      pollfd state{.fd = self->socket_.native_handle(), .events = 0, .revents = 0};
      if (::poll(&state, 1, 0) < 1 || (state.revents & (POLLERR | POLLHUP)) == 0) return;
      self->lost_ = true;
      self->cancel_work();
    });
  }

  // Waits for the first byte of a request. False: none comes.
  asio::awaitable<bool> first_byte() {
    if (buffer_.size() > 0) co_return true;
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

  // Reads and answers a request. False: the connection ends.
  asio::awaitable<bool> answer_request() {
    const Limits& limits = server_.options.limits;
    Exchange exchange;
    http::request_parser<http::empty_body> header;
    header.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
    header.body_limit(std::numeric_limits<std::uint64_t>::max());
    wait_until(limits.header_seconds);
    error_code error;
    co_await http::async_read_header(socket_, buffer_, header, into(error));
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
    if (text::ascii_lower(view(header.get()[http::field::expect])) == "100-continue" &&
        !exchange.old_version) {
      if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
    }
    if (exchange.found.route->lines && exchange.request.content_type == lines_type) {
      co_return co_await answer_stream(exchange, std::move(header));
    }
    http::request_parser<http::string_body> parser(std::move(header));
    parser.body_limit(limits.body_bytes);
    wait_until(limits.body_seconds);
    co_await http::async_read(socket_, buffer_, parser, into(error));
    if (error) {
      if (has_gone(error)) co_return false;
      exchange.keep_alive = false;
      co_return co_await write_response(exchange, error_response(body_problem(error)));
    }
    exchange.request.body = std::move(parser.get().body());
    co_return co_await answer(exchange);
  }

  // Whether reading failed because the client is no longer there, not because of what it sent.
  [[nodiscard]] bool has_gone(const error_code& error) const {
    if (timed_out_ || read_timed_out_) return false;
    return error == http::error::end_of_stream || error == http::error::partial_message ||
           error.category() == boost::system::system_category();
  }

  [[nodiscard]] RequestError header_problem(const error_code& error) const {
    if (timed_out_) return {408, "timeout", "the header of the request did not come in time"};
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
      return {431, "header_too_large",
              "the header is longer than " + std::to_string(server_.options.limits.header_bytes) + " bytes"};
    }
    return {400, "bad_request", "this is no request of HTTP/1.1: " + error.message()};
  }

  [[nodiscard]] RequestError body_problem(const error_code& error) const {
    if (timed_out_) return {408, "timeout", "the body of the request did not come in time"};
    if (error == http::error::body_limit) return too_large();
    return {400, "bad_request", "the body is malformed: " + error.message()};
  }

  [[nodiscard]] RequestError too_large() const {
    return {413, "too_large",
            "the body is longer than " + std::to_string(server_.options.limits.body_bytes) + " bytes"};
  }

  // Takes from a header what an answer needs. Throws RequestError for what is malformed.
  void prepare(const http::request<http::empty_body>& header, Exchange& exchange) const {
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
        throw RequestError(421, "wrong_host",
                           "the service is not known by this name; --allow-host lets it be");
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

  // Throws RequestError for a request that is not to be answered, before its body is read.
  void check(http::request_parser<http::empty_body>& parser, Exchange& exchange) const {
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

  static Response preflight() {
    return {.status = 204,
            .content_type = "",
            .headers = {{"Access-Control-Allow-Methods", "GET, POST"},
                        {"Access-Control-Allow-Headers", "authorization, content-type"},
                        {"Access-Control-Max-Age", "600"}}};
  }

  asio::awaitable<bool> answer(Exchange& exchange) {
    const Route& route = *exchange.found.route;
    wait_for_ever();
    Response response;
    try {
      // Only now, as a connection whose bodies are read can go on.
      check_state(route, server_.state);
      const auto read = [&] { return route.answer(exchange.request, exchange.found.name); };
      Answer answer;
      if (exchange.request.body.size() < large_body) {
        answer = read();
      } else {
        answer = co_await server_.elsewhere(read);
      }
      if (auto* const pending = std::get_if<Pending>(&answer)) {
        working_ = pending->work;
        co_await server_.finished(pending->work);
        working_.clear();
        if (lost_) co_return false;
        response = co_await made(*pending);
      } else {
        response = std::get<Response>(std::move(answer));
      }
    } catch (...) {
      response = error_response(current_error());
      cancel_work();
    }
    co_return co_await write_response(exchange, response);
  }

  // The response, made by another thread if it is large.
  asio::awaitable<Response> made(const Pending& pending) {
    std::size_t size = 0;
    for (const auto& work : pending.work) size += work->size();
    if (size < large_body) co_return pending.answer();
    co_return std::get<Response>(co_await server_.elsewhere([&] { return Answer(pending.answer()); }));
  }

  // Writes all of it; false if the client has gone or does not read.
  asio::awaitable<bool> write(std::string_view text) {
    while (!text.empty()) {
      wait_until(server_.options.limits.write_seconds);
      error_code error;
      const std::size_t size = co_await socket_.async_write_some(
          asio::buffer(text.data(), std::min(text.size(), part_size)), into(error));
      if (error) co_return false;
      text.remove_prefix(size);
    }
    wait_for_ever();
    co_return true;
  }

  // False if the connection ends.
  asio::awaitable<bool> write_response(Exchange& exchange, const Response& response) {
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

  void note(const Exchange& exchange, unsigned status) const {
    static const std::string other = "other";
    const bool found = exchange.found.route != nullptr;
    const std::string& route = found ? exchange.found.route->path : other;
    const std::string& method = found ? exchange.request.method : other;
    const auto duration = Clock::now() - exchange.begin;
    server_.metrics.count_request(route, method, status, duration);
    if (!server_.options.log_request) return;
    server_.options.log_request(route, method, status, std::chrono::duration<double>(duration).count());
  }

  // Closing while bytes come in would reset the connection, and the client might lose the response. So reads
  // and forgets a while.
  asio::awaitable<void> linger() {
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    std::string bytes(first_read * 8, '\0');
    wait_until(linger_seconds);
    for (std::size_t all = 0; !error && all < most_discarded;) {
      all += co_await socket_.async_read_some(asio::buffer(bytes), into(error));
    }
  }

  // Answers a stream line by line. False if the connection ends.
  asio::awaitable<bool> answer_stream(Exchange& exchange, http::request_parser<http::empty_body>&& header) {
    std::function<Pending(std::string_view)> answer_line;
    std::optional<RequestError> problem;
    try {
      check_state(*exchange.found.route, server_.state);
      answer_line = exchange.found.route->lines(exchange.request);
    } catch (...) {
      problem = current_error();
    }
    if (problem) {
      exchange.keep_alive = false;
      co_return co_await write_response(exchange, error_response(*problem));
    }
    if (exchange.old_version) exchange.keep_alive = false;
    const Response head{.content_type = std::string(lines_type)};
    const Framing framing{.old_version = exchange.old_version,
                          .keep_alive = exchange.keep_alive,
                          .length = std::nullopt,
                          .allowed_origin = exchange.allowed_origin};
    if (!co_await write(response_head(head, framing))) co_return false;
    const auto stream = std::make_shared<Stream>(socket_.get_executor());
    stream_ = stream;
    asio::co_spawn(socket_.get_executor(), write_lines(stream, !exchange.old_version), asio::detached);
    http::request_parser<http::buffer_body> parser(std::move(header));
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());
    const bool whole = co_await read_lines(parser, *stream, answer_line);
    stream->read_all = true;
    stream->ready.cancel();
    while (!stream->writer_ended) {
      error_code ignored;
      co_await stream->written.async_wait(into(ignored));
    }
    stream_.reset();
    note(exchange, 200);
    if (stream->broken) co_return false;
    if (!whole) exchange.keep_alive = false;
    if (!exchange.keep_alive) co_await linger();
    co_return exchange.keep_alive;
  }

  // False: the body was not read to its end.
  asio::awaitable<bool> read_lines(http::request_parser<http::buffer_body>& parser, Stream& stream,
                                   const std::function<Pending(std::string_view)>& answer_line) {
    const Limits& limits = server_.options.limits;
    std::vector<char> part(stream_part);
    std::string line;
    bool skipping = false;  // the rest of a line that is too long
    while (!parser.is_done()) {
      if (ending()) {
        stream.last_line =
            error_json("the service is ending; the lines from here on are not answered", "ending");
        co_return false;
      }
      auto& body = parser.get().body();
      body.data = part.data();
      body.size = part.size();
      read_deadline_ = after(limits.body_seconds);
      error_code error;
      co_await http::async_read_some(socket_, buffer_, parser, into(error));
      read_deadline_ = Clock::time_point::max();
      if (error == http::error::need_buffer) error = {};
      if (stream.broken) co_return false;
      if (error) {
        if (ending()) continue;
        if (read_timed_out_) {
          stream.last_line = error_json("the next line did not come in time", "timeout");
        } else if (!has_gone(error)) {
          stream.last_line = error_json("the body is malformed: " + error.message(), "bad_request");
        } else {
          lost_ = true;
          cancel_work();
        }
        co_return false;
      }
      std::string_view bytes(part.data(), part.size() - body.size);
      while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view piece = bytes.substr(0, end);
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (!skipping) line += piece;
        if (!skipping && line.size() > limits.body_bytes) {
          skipping = true;
          co_await add_line(stream, {}, answer_line, true);
          line = {};
        }
        if (end == std::string_view::npos) continue;
        if (!skipping) co_await add_line(stream, line, answer_line, false);
        skipping = false;
        line.clear();
        if (stream.broken) co_return false;
      }
    }
    if (!line.empty()) co_await add_line(stream, line, answer_line, false);
    co_return true;
  }

  // Takes a line when there is room for it.
  asio::awaitable<void> add_line(Stream& stream, std::string_view text,
                                 const std::function<Pending(std::string_view)>& answer_line, bool too_long) {
    const Limits& limits = server_.options.limits;
    if (text.ends_with('\r')) text.remove_suffix(1);
    while (!stream.broken && !stream.lines.empty() &&
           (stream.lines.size() >= limits.stream_lines || stream.bytes + text.size() > limits.stream_bytes)) {
      error_code ignored;
      co_await stream.written.async_wait(into(ignored));
    }
    if (stream.broken) co_return;
    const auto line = std::make_shared<Line>();
    stream.lines.push_back(line);
    line->size = text.size();
    stream.bytes += text.size();
    try {
      if (too_long) throw RequestError(413, "too_large", "the line is longer than a body may be");
      line->pending = answer_line(text);
    } catch (...) {
      end_line(*line, current_error());
      co_return;
    }
    const std::shared_ptr<Work> work = line->pending.work.front();
    work->done = [self = shared_from_this(), line] {
      asio::post(self->server_.io, [self, line] { self->end_line(*line, std::nullopt); });
    };
    while (!server_.queue.submit(work)) {
      asio::steady_timer again(socket_.get_executor(), full_queue_wait);
      error_code ignored;
      co_await again.async_wait(into(ignored));
    }
  }

  // A line is answered, by an error or by its work.
  void end_line(Line& line, std::optional<RequestError> error) {
    if (!error) {
      try {
        line.answer = line.pending.answer().body;
      } catch (...) {
        error = current_error();
      }
    }
    if (error) line.answer = error_json(error->what(), error->type());
    line.pending = {};
    line.done = true;
    if (stream_) stream_->ready.cancel();
  }

  // Writes answers in the order of their lines, as they come.
  asio::awaitable<void> write_lines(std::shared_ptr<Stream> lines, bool chunked) {
    const auto self = shared_from_this();
    Stream& stream = *lines;
    const auto chunk = [chunked](const std::string& text) {
      if (!chunked) return text;
      char size[24];
      std::snprintf(size, sizeof size, "%zx\r\n", text.size());
      return size + text + "\r\n";
    };
    while (!stream.broken) {
      std::string text;
      while (!stream.lines.empty() && stream.lines.front()->done && text.size() < stream_part) {
        text += stream.lines.front()->answer;
        text += '\n';
        stream.bytes -= stream.lines.front()->size;
        stream.lines.pop_front();
      }
      if (!text.empty()) {
        stream.broken = !co_await write(chunk(text)) || lost_;
        stream.written.cancel();
        continue;
      }
      if (lost_) {
        stream.broken = true;
      } else if (stream.read_all && stream.lines.empty()) {
        std::string end;
        if (!stream.last_line.empty()) end = chunk(stream.last_line + "\n");
        if (chunked) end += "0\r\n\r\n";
        stream.broken = !co_await write(end);
        break;
      } else {
        error_code ignored;
        co_await stream.ready.async_wait(into(ignored));
      }
    }
    if (stream.broken) {
      lost_ = true;
      cancel_work();
      stop_waiting();
    }
    stream.writer_ended = true;
    stream.written.cancel();
  }

  Server::Impl& server_;
  tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
  std::vector<std::shared_ptr<Work>> working_;  // for the request that is answered now
  std::shared_ptr<Stream> stream_;
  // Until when what is read or written now may take; of a stream, what is written, and what is read.
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point read_deadline_ = Clock::time_point::max();
  bool timed_out_ = false;
  bool read_timed_out_ = false;
  bool idle_ = false;  // between requests
  bool lost_ = false;  // the client has gone
};

asio::awaitable<void> Server::Impl::finished(std::vector<std::shared_ptr<Work>> work) {
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
      [this, &work](auto&& handler) {
        using Handler = std::decay_t<decltype(handler)>;
        struct Waiting {
          Handler handler;
          std::atomic<std::size_t> left;
          std::exception_ptr error = {};
          Waiting(Handler&& own, std::size_t all) : handler(std::move(own)), left(all) {}
        };
        const auto waiting = std::make_shared<Waiting>(std::forward<decltype(handler)>(handler), work.size());
        const auto one_less = [this, waiting] {
          if (waiting->left.fetch_sub(1) > 1) return;
          asio::post(io, [waiting] { std::move(waiting->handler)(waiting->error); });
        };
        // Once the last of them is submitted, they may all be done, and gone.
        const std::vector<std::shared_ptr<Work>> all = work;
        for (const auto& one : all) one->done = one_less;
        for (const auto& one : all) {
          if (queue.submit(one)) continue;
          waiting->error = std::make_exception_ptr(full());
          one_less();
        }
      },
      asio::use_awaitable);
}

template <class Function>
asio::awaitable<Answer> Server::Impl::elsewhere(Function function) {
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, Answer)>(
      [this, &function](auto&& handler) {
        using Handler = std::decay_t<decltype(handler)>;
        const auto waiting = std::make_shared<Handler>(std::forward<decltype(handler)>(handler));
        asio::post(readers, [this, &function, waiting] {
          std::exception_ptr error;
          Answer answer;
          try {
            answer = function();
          } catch (...) {
            error = std::current_exception();
          }
          asio::post(io, [waiting, error, answer = std::move(answer)]() mutable {
            std::move (*waiting)(error, std::move(answer));
          });
        });
      },
      asio::use_awaitable);
}

void Server::Impl::listen() {
  if (!options.listening.empty()) {
    for (const int socket : options.listening) {
      sockaddr_storage address{};
      socklen_t size = sizeof address;
      const bool known = ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
      if (!known || (address.ss_family != AF_INET && address.ss_family != AF_INET6)) {
        throw Error("the socket " + std::to_string(socket) + " that was handed over is not one of TCP");
      }
      acceptors.emplace_back(io, address.ss_family == AF_INET ? tcp::v4() : tcp::v6(), socket);
    }
    return;
  }
  const std::string where = options.host + ":" + std::to_string(options.port);
  try {
    tcp::resolver resolver(io);
    std::uint16_t port = options.port;
    for (const auto& entry :
         resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive)) {
      tcp::endpoint endpoint = entry.endpoint();
      endpoint.port(port);
      const bool listens = std::ranges::any_of(
          acceptors, [&](const tcp::acceptor& one) { return one.local_endpoint() == endpoint; });
      if (listens) continue;
      tcp::acceptor acceptor(io, endpoint.protocol());
      acceptor.set_option(tcp::acceptor::reuse_address(true));
      if (endpoint.protocol() == tcp::v6())
        acceptor.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()));
      acceptor.bind(endpoint);
      acceptor.listen(4096);
      port = acceptor.local_endpoint().port();
      acceptors.push_back(std::move(acceptor));
    }
  } catch (const boost::system::system_error& error) {
    throw Error(where + ": cannot be listened at: " + error.code().message());
  }
}

asio::awaitable<void> Server::Impl::refuse(tcp::socket socket) {
  ++refusing;
  const Response response =
      error_response({503, "too_many_connections", "the service has too many connections; try again later"});
  const std::string bytes =
      response_head(response, {.keep_alive = false, .length = response.body.size()}) + response.body;
  error_code error;
  co_await asio::async_write(socket, asio::buffer(bytes), into(error));
  socket.shutdown(tcp::socket::shutdown_send, error);
  // What the client has sent is read, so that closing does not reset the connection.
  std::string request(first_read * 8, '\0');
  socket.non_blocking(true, error);
  socket.read_some(asio::buffer(request), error);
  --refusing;
}

asio::awaitable<void> Server::Impl::accept(tcp::acceptor& acceptor) {
  while (acceptor.is_open()) {
    error_code error;
    tcp::socket socket = co_await acceptor.async_accept(into(error));
    if (error == asio::error::operation_aborted) break;
    if (error) {
      // No more descriptors, or a client that has gone: wait, or this would go round and round.
      asio::steady_timer again(io, accept_again_after);
      error_code ignored;
      co_await again.async_wait(into(ignored));
      continue;
    }
    if (connections.size() >= options.limits.connections) {
      if (refusing < 1000) asio::co_spawn(io, refuse(std::move(socket)), asio::detached);
      continue;
    }
    socket.set_option(tcp::no_delay(true), error);
    const auto connection = std::make_shared<Connection>(*this, std::move(socket));
    asio::co_spawn(
        io, [connection] { return connection->serve(); }, asio::detached);
  }
}

asio::awaitable<void> Server::Impl::heed_signals() {
  while (!left) {
    error_code error;
    const int signal = co_await signals.async_wait(into(error));
    if (error) co_return;
    if (signal != SIGHUP) {
      if (state == State::ending) {
        give_up();
      } else {
        drain();
      }
      continue;
    }
    const std::lock_guard lock(mutex);
    reload = true;
    wake.notify_all();
  }
}

asio::awaitable<void> Server::Impl::sweep() {
  error_code error;
  while (!error && !left) {
    sweeper.expires_after(sweep_every);
    co_await sweeper.async_wait(into(error));
    const auto now = Clock::now();
    for (Connection* const connection : connections) connection->heed_deadlines(now);
    metrics.set_waiting(queue.waiting());
  }
}

void Server::Impl::start() {
  signals.add(SIGTERM);
  signals.add(SIGINT);
  signals.add(SIGHUP);
  asio::co_spawn(io, heed_signals(), asio::detached);
  asio::co_spawn(io, sweep(), asio::detached);
  for (tcp::acceptor& acceptor : acceptors) asio::co_spawn(io, accept(acceptor), asio::detached);
}

void Server::Impl::drain() {
  if (state.exchange(State::ending) == State::ending) return;
  error_code ignored;
  for (tcp::acceptor& acceptor : acceptors) acceptor.close(ignored);
  for (Connection* const connection : connections) connection->drain();
  grace.expires_after(
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(options.grace_seconds)));
  grace.async_wait([this](const error_code& error) {
    if (!error) give_up();
  });
  leave_if_done();
}

void Server::Impl::give_up() {
  drained = drained && connections.empty();
  const std::vector<Connection*> all(connections.begin(), connections.end());
  for (Connection* const connection : all) connection->abandon();
  leave_if_done();
}

void Server::Impl::leave_if_done() {
  if (state != State::ending || !connections.empty()) return;
  left = true;
  error_code ignored;
  sweeper.cancel(ignored);
  grace.cancel(ignored);
  signals.cancel(ignored);
}

Server::Server(const ServerOptions& options, const std::vector<Route>& routes, const Gate& gate,
               WorkQueue& queue, Metrics& metrics, std::atomic<State>& state)
    : impl_(std::make_unique<Impl>(options, routes, gate, queue, metrics, state)) {
  impl_->listen();
}

Server::~Server() = default;

std::vector<std::string> Server::addresses() const {
  std::vector<std::string> addresses;
  for (const tcp::acceptor& acceptor : impl_->acceptors) {
    const tcp::endpoint endpoint = acceptor.local_endpoint();
    const std::string address = endpoint.address().to_string();
    addresses.push_back("http://" + (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" +
                        std::to_string(endpoint.port()) + "/");
  }
  return addresses;
}

bool Server::run() {
  impl_->start();
  impl_->io.run();
  impl_->readers.join();
  const std::lock_guard lock(impl_->mutex);
  impl_->ended = true;
  impl_->wake.notify_all();
  return impl_->drained;
}

void Server::end() {
  asio::post(impl_->io, [this] { impl_->drain(); });
}

Server::Event Server::wait() {
  std::unique_lock lock(impl_->mutex);
  impl_->wake.wait(lock, [this] { return impl_->reload || impl_->ended; });
  if (impl_->ended) return Event::ended;
  impl_->reload = false;
  return Event::reload;
}

}  // namespace seqlab::service
