#include "service/http/server.h"

#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <utility>

#include "base/errors.h"
#include "service/http/connection.h"
#include "service/http/head.h"
#include "service/http/server_impl.h"

namespace seqlab::service {

namespace {

constexpr std::size_t request_part = 8192;  // of a client that is refused, which is read
constexpr auto sweep_every = std::chrono::milliseconds(200);
constexpr auto accept_again_after = std::chrono::milliseconds(100);

RequestError full() {
  return {429, "queue_full", "too many texts wait already; try again later"};
}

}  // namespace

asio::awaitable<void> Server::Impl::finished(std::vector<std::shared_ptr<Work>> work) {
  co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(
      [this, &work](auto&& handler) {
        using Handler = std::decay_t<decltype(handler)>;
        struct Waiting {
          Handler handler;
          std::size_t left;
          std::exception_ptr error = {};
        };
        const auto waiting =
            std::make_shared<Waiting>(Waiting{std::forward<decltype(handler)>(handler), work.size()});
        const auto one_less = [waiting] {
          if (--waiting->left > 0) return;
          Handler resume = std::move(waiting->handler);
          std::move(resume)(waiting->error);
        };
        for (const auto& one : work) one->done = one_less;
        for (const auto& one : work) {
          if (queue.submit(one)) continue;
          waiting->error = std::make_exception_ptr(full());
          asio::post(io, one_less);
        }
      },
      asio::use_awaitable);
}

asio::awaitable<Answer> Server::Impl::elsewhere(std::function<Answer()> function) {
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
            Handler resume = std::move(*waiting);
            std::move(resume)(error, std::move(answer));
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
  std::string request(request_part, '\0');
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
    socket.non_blocking(true, error);
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
  leave();
}

void Server::Impl::leave_if_done() {
  if (!left && state == State::ending && connections.empty()) leave();
}

void Server::Impl::leave() {
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
  // From now on, as whoever has read the addresses may send them.
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) impl_->signals.add(signal);
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
  // What still waits belongs to connections that were given up.
  impl_->queue.stop();
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
