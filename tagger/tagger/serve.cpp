#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/errors.h"
#include "corpus/json/json_object.h"
#include "program/command_line.h"
#include "program/data_output.h"
#include "program/models.h"
#include "program/verb_options.h"
#include "service/adapters/adapters.h"
#include "service/api.h"
#include "service/http/server.h"
#include "tagger/verbs.h"

namespace seqlab::programs {

namespace {

struct ServeVerb {
  std::vector<std::string> models;
  std::string host = "127.0.0.1";
  std::size_t port = 8080;
  std::size_t threads = 1;
  std::size_t batch_tokens = 4096;
  service::Limits limits;
  double grace = 30;
  std::vector<std::string> allowed_hosts;
  std::vector<std::string> allowed_origins;
  std::string token_file;
  std::vector<std::string> adapters;
  bool log_requests = false;
  bool quiet = false;
};

options::OptionTable<service::Limits> limit_table() {
  using service::Limits;
  constexpr double most_bytes = 1 << 30;
  const auto size = [](const char* name, const char* help) {
    return options::OptionInfo{.name = name,
                               .group = "Limits",
                               .help = help,
                               .unit = "bytes",
                               .range = {.low = 1, .high = most_bytes}};
  };
  const auto time = [](const char* name, const char* help) {
    return options::OptionInfo{.name = name,
                               .group = "Limits",
                               .help = help,
                               .unit = "seconds",
                               .range = {.low = 0.1, .high = 86400}};
  };
  const auto count = [](const char* name, const char* help) {
    return options::OptionInfo{
        .name = name, .group = "Limits", .help = help, .range = {.low = 1, .high = 1e7}};
  };
  options::OptionTable<Limits> table;
  table.add(size("max-header", "longest header of a request"), &Limits::header_bytes)
      .add(size("max-body", "longest body of a request, and longest line of a stream"), &Limits::body_bytes)
      .add(size("max-text", "longest text"), &Limits::text_bytes)
      .add(count("max-texts", "most texts of a request"), &Limits::texts)
      .add(count("max-depth", "how deep JSON may nest"), &Limits::json_depth)
      .add(time("header-timeout", "time for the header of a request, from its first byte"),
           &Limits::header_seconds)
      .add(time("body-timeout", "time for the body of a request, or for the next part of a stream"),
           &Limits::body_seconds)
      .add(time("idle-timeout", "time that a connection stays open without a request"), &Limits::idle_seconds)
      .add(time("write-timeout", "time that a client may leave a part of a response unread"),
           &Limits::write_seconds)
      .add(count("connections", "most connections at a time"), &Limits::connections)
      .add(count("queue", "most texts that wait; a long one counts once for each 1,024 tokens"),
           &Limits::queue);
  return table;
}

options::OptionTable<ServeVerb> serve_option_table() {
  options::OptionInfo model = model_option();
  model.value = "[NAME=]MODEL";
  model.help =
      "tagger or classifier to serve, and the name by which requests choose it; without NAME=, that of the "
      "file";
  model.default_text = "the default models of tagger and sentiment that are installed";
  options::OptionTable<ServeVerb> table;
  table.add(std::move(model), &ServeVerb::models)
      .add({.name = "host",
            .group = "Network",
            .help = "address to listen at, or a name for all of its addresses; '::' is every address of this "
                    "machine, of IPv6 and IPv4",
            .value = "ADDRESS"},
           &ServeVerb::host)
      .add({.name = "port",
            .group = "Network",
            .help = "port to listen at; 0: a free one",
            .range = {.low = 0, .high = 65535}},
           &ServeVerb::port)
      .add({.name = "allow-host",
            .group = "Network",
            .help = "name by which clients may call the service, besides localhost and loopback addresses",
            .value = "NAME",
            .default_text = "none"},
           &ServeVerb::allowed_hosts)
      .add({.name = "allow-origin",
            .group = "Network",
            .help = "origin whose pages may read answers, as in https://example.org",
            .value = "ORIGIN",
            .default_text = "none"},
           &ServeVerb::allowed_origins)
      .add({.name = "token-file",
            .group = "Network",
            .help = "file whose first line is a token that requests must have (Authorization: Bearer TOKEN)",
            .value = "FILE",
            .default_text = "none"},
           &ServeVerb::token_file)
      .add({.name = "adapter",
            .group = "Network",
            .help = "answer below /NAME as another service does, for its clients: huggingface, corenlp, "
                    "udpipe, nametag",
            .value = "NAME",
            .default_text = "none"},
           &ServeVerb::adapters)
      .add(threads_option("Computation"), &ServeVerb::threads)
      .add({.name = "batch-tokens",
            .group = "Computation",
            .help = "about how many tokens a thread labels at a time, if so many wait",
            .range = {.low = 64, .high = 1e6}},
           &ServeVerb::batch_tokens)
      .include(limit_table(), &ServeVerb::limits)
      .add({.name = "grace",
            .group = "Limits",
            .help = "time for the last requests after SIGTERM",
            .unit = "seconds",
            .range = {.low = 0, .high = 86400}},
           &ServeVerb::grace)
      .add({.name = "log-requests", .group = "General", .help = "log each request, without its text"},
           &ServeVerb::log_requests)
      .add(quiet_option(), &ServeVerb::quiet);
  return table;
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

// JSON Lines on standard error.
class Log {
 public:
  explicit Log(bool quiet) : quiet_(quiet) {}

  // error: written also if the log is quiet. Values are JSON.
  void write(const std::string& event, const corpus::JsonMembers& members, bool error = false) {
    if (quiet_ && !error) return;
    corpus::JsonMembers all = {{"time", corpus::json_string(utc_now())},
                               {"event", corpus::json_string(event)}};
    all.insert(all.end(), members.begin(), members.end());
    const std::lock_guard lock(mutex_);
    std::cerr << corpus::json_object(all) + "\n" << std::flush;
  }

 private:
  bool quiet_;
  std::mutex mutex_;
};

// A connection needs a descriptor, and the soft limit of many systems is 1,024.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// Sockets that systemd hands over (sd_listen_fds(3)).
std::vector<int> inherited_sockets() {
  constexpr int first = 3;
  const char* const process = std::getenv("LISTEN_PID");
  const char* const count = std::getenv("LISTEN_FDS");
  std::vector<int> sockets;
  if (process == nullptr || count == nullptr || std::to_string(::getpid()) != process) return sockets;
  for (int i = 0; i < std::atoi(count); ++i) sockets.push_back(first + i);
  return sockets;
}

// The file of a model of any kind, by name or path.
std::string model_path(const std::string& given) {
  return find_model(given, {"the service", "", {}});
}

std::vector<service::NamedModel> models_of(const ServeVerb& verb) {
  std::vector<service::NamedModel> models;
  for (const std::string& given : verb.models) models.push_back(service::named_model(given, model_path));
  if (!models.empty()) return models;
  constexpr std::string_view classifiers[] = {"en-sentiment"};
  for (const KnownModels& known : {tagger_models, KnownModels{"the service", "classifier", classifiers}}) {
    try {
      models.push_back(service::named_model(find_model("", known), model_path));
    } catch (const UsageError&) {
      // None of these is installed.
    }
  }
  if (models.empty()) throw UsageError("no model given and none installed; give one with --model FILE");
  return models;
}

}  // namespace

Exit tagger_serve(const Arguments& arguments) {
  const VerbUsage usage = {
      "tagger serve [-m [NAME=]MODEL]... [options]",
      "Answers over HTTP: a page to try models in a browser, and JSON for programs. Prints its address.\n"
      "SIGTERM lets the last requests end; SIGHUP loads models and token anew.",
      0,
      false,
      {{"the default models at http://127.0.0.1:8080/", "tagger serve"},
       {"two models, four threads, a free port",
        "tagger serve -m en-ner -m mood=en-sentiment --threads 4 --port 0"}}};
  ServeVerb verb;
  if (!parse(usage, serve_option_table(), arguments, verb)) return Exit::fine;
  Log log(verb.quiet);
  raise_descriptor_limit();
  service::ModelTable models(models_of(verb));
  service::Gate gate(verb.allowed_hosts, verb.allowed_origins);
  if (!verb.token_file.empty()) gate.set_token(service::read_token(verb.token_file));
  service::Metrics metrics;
  std::atomic<service::State> state = service::State::starting;
  service::WorkQueue queue({.threads = verb.threads,
                            .batch_tokens = verb.batch_tokens,
                            .capacity = verb.limits.queue,
                            .batch_taken = [&](std::size_t tokens, std::chrono::nanoseconds waited) {
                              metrics.count_batch(tokens, waited);
                            }});
  const std::vector<service::Route> routes = service::service_routes({.models = &models,
                                                                      .metrics = &metrics,
                                                                      .limits = &verb.limits,
                                                                      .state = &state,
                                                                      .version = version(),
                                                                      .threads = verb.threads,
                                                                      .adapters = verb.adapters});
  service::ServerOptions options{.host = verb.host,
                                 .port = static_cast<std::uint16_t>(verb.port),
                                 .listening = inherited_sockets(),
                                 .limits = verb.limits,
                                 .grace_seconds = verb.grace};
  if (verb.log_requests) {
    options.log_request = [&](const std::string& route, const std::string& method, unsigned code,
                              double seconds) {
      log.write("request", {{"route", corpus::json_string(route)},
                            {"method", corpus::json_string(method)},
                            {"code", std::to_string(code)},
                            {"seconds", std::to_string(seconds)}});
    };
  }
  service::Server server(options, routes, gate, queue, metrics, state);
  DataOutput output;
  for (const std::string& address : server.addresses()) output.stream() << address << '\n';
  output.flush();
  bool drained = false;
  std::jthread answering([&] { drained = server.run(); });
  try {
    models.load();
  } catch (...) {
    server.end();
    throw;
  }
  auto starting = service::State::starting;
  if (state.compare_exchange_strong(starting, service::State::ready)) {
    std::string names;
    for (const auto& [name, model] : models.all()) {
      names += (names.empty() ? "" : ", ") + corpus::json_string(name);
    }
    log.write("ready", {{"models", "[" + names + "]"}});
  }
  while (server.wait() == service::Server::Event::reload) {
    models.reload([&](const std::string& name, const std::string& problem) {
      metrics.count_reload(name, problem.empty());
      const corpus::JsonMembers of_model = {{"model", corpus::json_string(name)}};
      if (problem.empty()) return log.write("loaded", of_model);
      log.write("not_loaded", {of_model.front(), {"error", corpus::json_string(problem)}}, true);
    });
    if (verb.token_file.empty()) continue;
    try {
      gate.set_token(service::read_token(verb.token_file));
    } catch (const Error& error) {
      log.write("token_not_read", {{"error", corpus::json_string(error.what())}}, true);
    }
  }
  answering.join();
  log.write("ended", {{"drained", drained ? "true" : "false"}});
  output.finish();
  return drained ? Exit::fine : Exit::terminated;
}

}  // namespace seqlab::programs
