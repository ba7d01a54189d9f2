// A client of the service.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/http/asio.h"
#include "service/http/server_impl.h"

namespace seqlab::service {

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

  asio::awaitable<void> serve();

  // Ends what has waited too long.
  void heed_deadlines(Clock::time_point now);
  // The service ends: no further request, and no further line of a stream, is read.
  void drain();
  void abandon();

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

  void wait_until(double seconds);
  void wait_for_ever() { deadline_ = Clock::time_point::max(); }

  // Whether the next request, or its beginning, is here already. It gets an answer even when the service
  // ends.
  [[nodiscard]] bool more_has_come() const;

  // What is read and written now fails.
  void stop_waiting();
  // What is read now is the end; writing goes on.
  void stop_reading();

  void cancel_work();
  [[nodiscard]] bool ending() const { return server_.state == State::ending; }

  // A client that resets its connection or hangs up does not wait for an answer. One that only ends its side
  // does.
  void watch_for_loss();

  // Waits for the first byte of a request. False: none comes.
  asio::awaitable<bool> first_byte();

  // Reads and answers a request. False: the connection ends.
  asio::awaitable<bool> answer_request();

  // Whether reading failed because the client is no longer there, not because of what it sent.
  [[nodiscard]] bool has_gone(const error_code& error) const;

  [[nodiscard]] RequestError header_problem(const error_code& error) const;

  [[nodiscard]] RequestError body_problem(const error_code& error) const;

  [[nodiscard]] RequestError too_large() const;

  // Takes from a header what an answer needs. Throws RequestError for what is malformed.
  void prepare(const http::request<http::empty_body>& header, Exchange& exchange) const;

  // Throws RequestError for a request that is not to be answered, before its body is read.
  void check(http::request_parser<http::empty_body>& parser, Exchange& exchange) const;

  static Response preflight();

  asio::awaitable<bool> answer(Exchange& exchange);

  // The response, made by another thread if it is large.
  asio::awaitable<Response> response_for(const Pending& pending);

  // Writes all of it; false if the client has gone or does not read.
  asio::awaitable<bool> write(std::string_view text);

  // False if the connection ends.
  asio::awaitable<bool> write_response(Exchange& exchange, const Response& response);

  void note(const Exchange& exchange, unsigned status) const;

  // Closing while bytes come in would reset the connection, and the client might lose the response. So reads
  // and forgets a while.
  asio::awaitable<void> linger();

  // Answers a stream line by line. False if the connection ends.
  asio::awaitable<bool> answer_stream(Exchange& exchange, http::request_parser<http::empty_body>&& header);

  // False: the body was not read to its end.
  asio::awaitable<bool> read_lines(http::request_parser<http::buffer_body>& parser, Stream& stream,
                                   const std::function<Pending(std::string_view)>& answer_line);

  // Takes a line when there is room for it.
  asio::awaitable<void> add_line(Stream& stream, std::string_view text,
                                 const std::function<Pending(std::string_view)>& answer_line, bool too_long);

  // A line is answered, by an error or by its work.
  void end_line(Line& line, std::optional<RequestError> error);

  // Writes answers in the order of their lines, as they come.
  asio::awaitable<void> write_lines(std::shared_ptr<Stream> lines, bool chunked);

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

}  // namespace seqlab::service
