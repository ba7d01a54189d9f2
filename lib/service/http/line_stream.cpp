// Streams: requests of many lines, answered line by line.
#include <algorithm>
#include <limits>
#include <utility>

#include "service/http/connection.h"
#include "service/http/head.h"

namespace seqlab::service {

namespace {

constexpr std::size_t stream_part = 65536;  // bytes that are read, or written, at once
constexpr auto full_queue_wait = std::chrono::milliseconds(5);

}  // namespace

asio::awaitable<bool> Connection::answer_stream(Exchange& exchange,
                                                http::request_parser<http::empty_body>&& header) {
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

asio::awaitable<bool> Connection::read_lines(http::request_parser<http::buffer_body>& parser, Stream& stream,
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

asio::awaitable<void> Connection::add_line(Stream& stream, std::string_view text,
                                           const std::function<Pending(std::string_view)>& answer_line,
                                           bool too_long) {
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
  work->done = [self = shared_from_this(), line] { self->end_line(*line, std::nullopt); };
  while (!server_.queue.submit(work)) {
    asio::steady_timer again(socket_.get_executor(), full_queue_wait);
    error_code ignored;
    co_await again.async_wait(into(ignored));
  }
}

void Connection::end_line(Line& line, std::optional<RequestError> error) {
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

asio::awaitable<void> Connection::write_lines(std::shared_ptr<Stream> lines, bool chunked) {
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

}  // namespace seqlab::service
