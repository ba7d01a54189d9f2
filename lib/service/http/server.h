// The service over HTTP/1.1.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "service/api.h"
#include "service/http/gate.h"
#include "service/limits.h"
#include "service/metrics.h"
#include "service/routes.h"
#include "service/work_queue.h"

namespace seqlab::service {

struct ServerOptions {
  std::string host = "127.0.0.1";   // an address, or a name for all of its addresses; "::" is IPv4 too
  std::uint16_t port = 8080;        // 0: one that is free
  std::vector<int> listening = {};  // sockets that listen already, used in place of host and port
  Limits limits = {};
  double grace_seconds = 30;  // from the end of the service to the end of its last requests
  // Told of each request when it is answered, by the thread of run(); not set: of none.
  std::function<void(const std::string& route, const std::string& method, unsigned code, double seconds)>
      log_request = {};
};

// Accepts connections and answers them on one thread, and lets a queue do what takes longer. It needs few
// instructions a request, and an idle connection costs no more than some kilobytes.
class Server {
 public:
  enum class Event { reload, ended };

  // Listens, but does not answer yet. routes, gate, queue, metrics and state live longer. Throws Error if the
  // address cannot be listened at.
  Server(const ServerOptions& options, const std::vector<Route>& routes, const Gate& gate, WorkQueue& queue,
         Metrics& metrics, std::atomic<State>& state);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // "http://127.0.0.1:8080/" for each address that it listens at.
  [[nodiscard]] std::vector<std::string> addresses() const;

  // Answers until end() or SIGTERM or SIGINT, and then until the last request is answered, and stops the
  // queue. False: some were not answered within the time of grace, or before a second signal.
  bool run();
  // Accepts no more connections and lets those that are there end. May be called by any thread.
  void end();
  // Waits for what the caller of this function has to do: SIGHUP asks to load models and token anew; run()
  // has ended. May be called by one thread at a time.
  Event wait();

 private:
  friend class Connection;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seqlab::service
