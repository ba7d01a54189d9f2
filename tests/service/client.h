// A service in this process, and a client that speaks HTTP byte by byte.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "service/api.h"
#include "service/http/gate.h"
#include "service/http/server.h"
#include "service/metrics.h"
#include "service/model_table.h"
#include "service/work_queue.h"

namespace seqlab::tests {

// The path of a shipped model.
std::string shipped_model(const std::string& name);

struct Reply {
  unsigned status = 0;                         // 0: the connection ended before a whole reply came
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // of a reply in chunks: joined
  bool complete = false;
};

class Client {
 public:
  // Throws std::runtime_error if the port cannot be reached.
  explicit Client(std::uint16_t port);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void send(std::string_view bytes);
  // Sends POST with this body as JSON, or of another type.
  void post(const std::string& target, std::string_view body, const std::string& type = "application/json",
            const std::string& headers = "");
  void get(const std::string& target, const std::string& headers = "");
  // Reads one reply; head_only: to HEAD. Waits up to half a minute.
  Reply reply(bool head_only = false);
  // Reads until `text` has come; everything that was read since the last reply. Waits as above.
  std::string read_until(std::string_view text);
  // Whether the service closes the connection, within half a minute.
  bool closed();
  void end_sending();
  // Closes so that the other side sees a reset.
  void reset();

 private:
  bool receive();

  int socket_ = -1;
  std::string received_;
};

struct RunningServiceOptions {
  std::vector<service::NamedModel> models;
  service::Limits limits = {};
  std::vector<std::string> adapters = {};
  std::vector<std::string> hosts = {};
  std::vector<std::string> origins = {};
  std::string token = {};
  std::size_t threads = 2;
  double grace_seconds = 10;
  bool load = true;  // or leave it starting
  std::vector<int> listening = {};
};

class RunningService {
 public:
  explicit RunningService(RunningServiceOptions options);
  ~RunningService();
  RunningService(const RunningService&) = delete;
  RunningService& operator=(const RunningService&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  // How much waits to be labelled.
  [[nodiscard]] std::size_t waiting() const { return queue_.waiting(); }
  // Begins to end; drained() waits for it.
  void end() { server_->end(); }
  bool drained();

  service::ModelTable models;
  service::Metrics metrics;
  service::Gate gate;
  std::atomic<service::State> state = service::State::starting;
  service::Limits limits;

 private:
  service::WorkQueue queue_;
  std::vector<service::Route> routes_;
  std::unique_ptr<service::Server> server_;
  std::uint16_t port_ = 0;
  std::atomic<bool> drained_ = false;
  std::thread thread_;
};

}  // namespace seqlab::tests
