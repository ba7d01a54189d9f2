#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>

#include "labeller.h"
#include "parts.h"
#include "peer.h"
#include "trainee.h"

namespace seqlab::benchmark {

namespace {

using Json = nlohmann::json;

constexpr double warm_up = 0.2;  // of the measured seconds, in addition to them

// A figure of the peer and the request for it.
struct Question {
  std::string name;
  Json request;
};

// The unit of a comparison: rates in tokens/s or times in ms.
enum class Quantity { rate, time };

std::string describe(const Json& request) {
  std::string text;
  for (const char* name : {"embedding", "form"}) {
    if (request.contains(name)) text += ", " + request[name].get<std::string>();
  }
  for (const char* name : {"batch", "threads"}) {
    if (request.contains(name)) text += ", " + std::string(name) + " " + request[name].dump();
  }
  return text.substr(2);
}

class Comparison {
 public:
  Comparison(Bench& bench, Peer& peer) : bench_(bench), peer_(peer) {
    for (std::size_t threads = 1; threads < bench.options.threads; threads *= 2) threads_.insert(threads);
    threads_.insert(bench.options.threads);
  }

  // The request `base` with the number of threads and the alternatives that make the peer fastest.
  Json best(const Json& base, const std::vector<std::pair<std::string, Json>>& alternatives,
            Quantity quantity) {
    std::vector<Json> requests;
    for (const std::size_t threads : threads_) {
      Json request = base;
      request["threads"] = threads;
      request["seconds"] = bench_.options.seconds / 2;
      request["warm_up"] = warm_up * bench_.options.seconds;
      requests.push_back(std::move(request));
    }
    for (const auto& [name, values] : alternatives) {
      std::vector<Json> more;
      for (const Json& request : requests) {
        for (const Json& value : values) {
          more.push_back(request);
          more.back()[name] = value;
        }
      }
      requests = std::move(more);
    }
    const int rounds = bench_.options.quick ? 1 : 2;
    std::size_t chosen = 0;
    double fastest = 0;
    for (int round = 0; round < rounds; ++round) {
      for (std::size_t i = 0; i < requests.size(); ++i) {
        const double value = measure(requests[i], quantity);
        const double rate = quantity == Quantity::rate ? value : 1 / value;
        if (rate > fastest) {
          fastest = rate;
          chosen = i;
        }
      }
    }
    requests[chosen]["seconds"] = bench_.options.seconds;
    return requests[chosen];
  }

  // Measures ours, then the peer's answer to each question, once per repeat. The ratios say, pair by pair,
  // how many times as fast ours is. flop: the nominal cost of one unit of the rate, or of all that is timed.
  void run(const std::string& what, Quantity quantity, double flop, const std::function<double()>& ours,
           const std::vector<Question>& questions) {
    const std::string unit = quantity == Quantity::rate ? "tokens/s" : "ms";
    Row own{"versus", what + ": Seqlab", unit, {}};
    std::vector<Row> theirs;
    std::vector<Row> ratios;
    for (const Question& question : questions) {
      theirs.push_back({"versus", what + ": " + question.name, unit, {}, {}, {}, describe(question.request)});
      ratios.push_back({"versus", what + " / " + question.name, "x", {}});
    }
    const auto gflops = [&](double value) {
      return quantity == Quantity::rate ? flop * value / 1e9 : flop / (value / 1e3) / 1e9;
    };
    Gauge gauge(bench_.limit);
    for (std::size_t i = 0; i < bench_.options.repeats; ++i) {
      pause();
      const double own_value = ours();
      own.values.push_back(own_value);
      own.shares.push_back(gauge.share(gflops(own_value)));
      for (std::size_t q = 0; q < questions.size(); ++q) {
        const double value = measure(questions[q].request, quantity);
        pause();
        theirs[q].values.push_back(value);
        theirs[q].shares.push_back(gauge.share(gflops(value)));
        ratios[q].values.push_back(quantity == Quantity::rate ? own_value / value : value / own_value);
      }
    }
    bench_.report.add(own);
    for (const Row& row : theirs) bench_.report.add(row);
    for (const Row& row : ratios) bench_.report.add(row);
  }

  void training(const NetworkSetup& network) {
    Trainee trainee = make_trainee(network, bench_.data);
    const Json base = {{"do", "train"}, {"network", request_of(network)}, {"batch", network.batch}};
    // In Seqlab, table rows that a batch does not touch cost nothing. So for a tagger the peer uses its
    // row-sparse table; for a classifier's small table, a dense one may be faster.
    const Json embeddings = network.classifier() ? Json{"sparse", "dense"} : Json{"sparse"};
    const Json request =
        best(base, {{"embedding", embeddings}, {"form", {"packed", "padded"}}}, Quantity::rate);
    run("training, " + network.name_in_training(), Quantity::rate, network.training_flop(),
        [&] { return training_rate(trainee, bench_.options.threads, bench_.options.seconds); },
        {{"peer", request}});
  }

  void labelling(const Labeller& labeller) {
    const NetworkSetup& network = labeller.network();
    const Json base = {{"do", "loop"}, {"network", request_of(network)}};
    const Json forms = {"packed", "even"};
    const auto loop_over = [&](const Json& allowed) {
      return best(base, {{"batch", {8, 16, 32, 64}}, {"form", allowed}}, Quantity::rate);
    };
    const Question loop = {"loop", loop_over(forms)};
    const Question packed = {"loop, packed", loop_over({"packed"})};
    // The one-time work of a script, such as compiling kernels for the shapes of its batches, costs more in
    // one form than in the other.
    const auto script = [&](const char* verb) {
      Json request = loop.request;
      request["do"] = verb;
      request["input"] = bench_.data_for(network).path;
      request["output"] = bench_.folder.path("labelled by the peer");
      return best(request, {{"form", forms}}, Quantity::rate);
    };
    run("labelling file to file, " + network.name(), Quantity::rate, network.forward_flop(),
        [&] { return labeller.label_data().rate; },
        {loop, packed, {"script", script("script")}, {"script, once started", script("label")}});
    run("labelling in memory, " + network.name(), Quantity::rate, network.forward_flop(),
        [&] { return labeller.rate(bench_.pool, bench_.options.seconds); }, {loop, packed});
  }

  void sentence(const Labeller& labeller, std::size_t tokens) {
    const NetworkSetup& network = labeller.network();
    const Json base = {{"do", "sentence"}, {"network", request_of(network)}, {"tokens", tokens}};
    const Json request = best(base, {}, Quantity::time);
    run("one sentence of " + std::to_string(tokens) + " tokens, p50, " + network.name(), Quantity::time,
        network.forward_flop() * static_cast<double>(tokens),
        [&] {
          const auto times = labeller.sentence_times(tokens, bench_.options.seconds);
          return 1e3 * times[times.size() / 2];
        },
        {{"peer", request}});
  }

 private:
  // Asks the peer, and checks the file that it writes, if any.
  double measure(const Json& request, Quantity quantity) {
    if (!request.contains("output")) {
      const Json answer = peer_.ask(request);
      return quantity == Quantity::rate
                 ? answer.at("tokens").get<double>() / answer.at("seconds").get<double>()
                 : 1e3 * answer.at("p50").get<double>();
    }
    const InputFile& input = request.at("input") == bench_.reviews.path ? bench_.reviews : bench_.columns;
    const auto output = request.at("output").get<std::string>();
    std::filesystem::remove(output);
    const Json answer = peer_.ask(request);
    check_labelled(output, input);
    return static_cast<double>(input.tokens) / answer.at("seconds").get<double>();
  }

  // After its answer, a peer's threads may spin for a while on the cores that are needed next.
  void pause() const {
    if (!bench_.options.quick) std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }

  Bench& bench_;
  Peer& peer_;
  std::set<std::size_t> threads_;
};

}  // namespace

void measure_versus(Bench& bench, Peer& peer) {
  Comparison comparison(bench, peer);
  // The peer supports neither characters nor a CRF, and few cells.
  const auto supported = [](const NetworkSetup& network) {
    const std::set<nn::CellKind> cells = {nn::CellKind::lstm, nn::CellKind::gru, nn::CellKind::rnn};
    return network.filters == 0 && cells.contains(network.cell);
  };
  for (const NetworkSetup& network : bench.networks) {
    if (supported(network)) comparison.training(network);
  }
  for (const NetworkSetup& network : bench.labelling) {
    if (!supported(network)) continue;
    const Labeller labeller(network, bench);
    comparison.labelling(labeller);
    if (network.classifier()) continue;
    for (const std::size_t tokens : {std::size_t{10}, std::size_t{40}}) comparison.sentence(labeller, tokens);
  }
}

}  // namespace seqlab::benchmark
