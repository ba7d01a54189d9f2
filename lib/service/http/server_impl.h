// What a server and its connections share. All of it belongs to the thread of the I/O context, unless said
// otherwise.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

#include "service/http/asio.h"
#include "service/http/server.h"

namespace seqlab::service {

class Connection;

struct Server::Impl {
  ServerOptions options;
  const std::vector<Route>& routes;
  const Gate& gate;
  WorkQueue& queue;
  Metrics& metrics;
  std::atomic<State>& state;

  // Before the I/O context, which destroys the last connections when it goes.
  std::unordered_set<Connection*> connections;
  std::size_t refusing = 0;  // connections that are only told to come back later
  bool drained = true;
  bool left = false;  // nothing is waited for any more

  asio::io_context io;
  asio::thread_pool readers{1};  // of large bodies
  std::vector<tcp::acceptor> acceptors;
  asio::signal_set signals{io};
  asio::steady_timer sweeper{io};
  asio::steady_timer grace{io};
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
        state(its_state) {
    // One wake-up for a batch. What waits for work may own a coroutine, so it leaves with the thread that
    // runs it.
    queue.deliver = [this](std::vector<std::function<void()>> done) {
      asio::post(io, [done = std::move(done)] {
        for (const auto& function : done) function();
      });
    };
  }

  void listen();
  void start();
  asio::awaitable<void> accept(tcp::acceptor& acceptor);
  asio::awaitable<void> refuse(tcp::socket socket);
  asio::awaitable<void> heed_signals();
  asio::awaitable<void> sweep();
  void drain();
  void give_up();
  void leave_if_done();
  void leave();

  // Lets the queue do the work; resumes when all of it is done. Throws RequestError if the queue is full.
  asio::awaitable<void> finished(std::vector<std::shared_ptr<Work>> work);
  // Calls a function on another thread.
  asio::awaitable<Answer> elsewhere(std::function<Answer()> function);
};

}  // namespace seqlab::service
