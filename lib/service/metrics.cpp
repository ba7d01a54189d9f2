#include "service/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <map>
#include <mutex>

namespace seqlab::service {

namespace {

const prometheus::Histogram::BucketBoundaries second_bounds = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
const prometheus::Histogram::BucketBoundaries token_bounds = {16,  32,   64,   128,  256,
                                                              512, 1024, 2048, 4096, 8192};

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests = prometheus::BuildCounter()
                                                          .Name("seqlab_http_requests_total")
                                                          .Help("Requests by route, method and status code")
                                                          .Register(registry);
  prometheus::Family<prometheus::Histogram>& durations =
      prometheus::BuildHistogram()
          .Name("seqlab_http_request_duration_seconds")
          .Help("Time from the end of a request's header to the end of its response")
          .Register(registry);
  prometheus::Histogram& queue = prometheus::BuildHistogram()
                                     .Name("seqlab_queue_seconds")
                                     .Help("The longest time that a text of a batch has waited")
                                     .Register(registry)
                                     .Add({}, second_bounds);
  prometheus::Histogram& tokens = prometheus::BuildHistogram()
                                      .Name("seqlab_batch_tokens")
                                      .Help("Tokens that are labelled together")
                                      .Register(registry)
                                      .Add({}, token_bounds);
  prometheus::Family<prometheus::Counter>& reloads = prometheus::BuildCounter()
                                                         .Name("seqlab_model_reloads_total")
                                                         .Help("Models loaded anew, by model and result")
                                                         .Register(registry);
  prometheus::Gauge& connections = prometheus::BuildGauge()
                                       .Name("seqlab_http_connections")
                                       .Help("Open connections")
                                       .Register(registry)
                                       .Add({});
  prometheus::Gauge& waiting = prometheus::BuildGauge()
                                   .Name("seqlab_queue_texts")
                                   .Help("Texts that wait to be labelled")
                                   .Register(registry)
                                   .Add({});

  // Finding a metric by its labels takes longer than counting.
  std::mutex mutex;
  struct OfRoute {
    prometheus::Histogram* durations = nullptr;
    std::map<std::string, prometheus::Counter*> counters;  // "GET200"
  };
  std::map<std::string, OfRoute, std::less<>> routes;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::count_request(std::string_view route, std::string_view method, unsigned code,
                            std::chrono::nanoseconds duration) {
  prometheus::Counter* counter = nullptr;
  prometheus::Histogram* histogram = nullptr;
  {
    const std::lock_guard lock(impl_->mutex);
    auto found = impl_->routes.find(route);
    if (found == impl_->routes.end()) {
      found = impl_->routes.emplace(route, Impl::OfRoute{}).first;
      found->second.durations = &impl_->durations.Add({{"route", std::string(route)}}, second_bounds);
    }
    histogram = found->second.durations;
    const std::string status = std::to_string(code);
    prometheus::Counter*& known = found->second.counters[std::string(method) + status];
    if (known == nullptr) {
      known = &impl_->requests.Add(
          {{"route", std::string(route)}, {"method", std::string(method)}, {"code", status}});
    }
    counter = known;
  }
  counter->Increment();
  histogram->Observe(seconds(duration));
}

void Metrics::count_batch(std::size_t tokens, std::chrono::nanoseconds waited) {
  impl_->tokens.Observe(static_cast<double>(tokens));
  impl_->queue.Observe(seconds(waited));
}

void Metrics::count_reload(const std::string& model, bool success) {
  impl_->reloads.Add({{"model", model}, {"result", success ? "success" : "failure"}}).Increment();
}

void Metrics::set_connections(std::size_t connections) {
  impl_->connections.Set(static_cast<double>(connections));
}

void Metrics::set_waiting(std::size_t texts) {
  impl_->waiting.Set(static_cast<double>(texts));
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace seqlab::service
