#include <algorithm>
#include <memory>

#include "parts.h"
#include "stopwatch.h"
#include "trainee.h"

namespace seqlab::benchmark {

namespace {

// One setting of the varied quantity.
struct Point {
  double at = 0;
  double flop = 0;               // per token; 0: report no share of the limit
  std::function<double()> rate;  // tokens/s
};

enum class Summary {
  flatness,  // how much more a token costs at the dearest point than at the cheapest, in percent
  speed_up,  // ratio of the last point's rate to the first's
  none
};

std::string plain(double value) {
  return std::to_string(static_cast<std::size_t>(value));
}

// Flatness compares the fastest measurements of two points. On a machine with slow phases, each point needs
// several rounds to be measured outside one.
constexpr std::size_t rounds_per_repeat = 3;

// Measures all points in turn, round after round, so that the machine's drift affects them alike.
void sweep(Bench& bench, const std::string& what, const std::string& varied, const std::vector<Point>& points,
           Summary summary) {
  std::vector<Row> rows;
  rows.reserve(points.size());
  const std::string prefix = what + ", " + varied + " ";
  for (const Point& point : points) {
    Row& row = rows.emplace_back(Row{"growth", prefix, "tokens/s", {}, {}, {{varied, point.at}}});
    row.name += plain(point.at);
  }
  std::vector<double> speed_ups;
  Gauge gauge(bench.limit);
  const std::size_t rounds =
      bench.options.repeats * (summary == Summary::flatness && !bench.options.quick ? rounds_per_repeat : 1);
  for (std::size_t i = 0; i < rounds; ++i) {
    for (std::size_t p = 0; p < points.size(); ++p) {
      const double rate = points[p].rate();
      const double share = gauge.share(rate * points[p].flop / 1e9);
      rows[p].values.push_back(rate);
      if (points[p].flop > 0) rows[p].shares.push_back(share);
    }
    speed_ups.push_back(rows.back().values.back() / rows.front().values.back());
  }
  Row last{"growth", what + ", over " + varied, "x", speed_ups};
  if (summary == Summary::flatness) {
    // The fastest measurement of each point: other load on the machine makes some slower, but none faster.
    std::vector<double> fastest;
    fastest.reserve(rows.size());
    for (const Row& row : rows) fastest.push_back(*std::max_element(row.values.begin(), row.values.end()));
    const auto [least, most] = std::minmax_element(fastest.begin(), fastest.end());
    last.unit = "% dearer";
    last.values = {100 * (*most / *least - 1)};
  }
  for (const Row& row : rows) bench.report.add(row);
  if (summary != Summary::none) bench.report.add(last);
}

constexpr std::size_t labelling_window = 1024;  // sentences per call

// Tokens per second from rows of words to labels, window by window.
double labelling_rate(const model::SequenceModel& model, std::span<const model::LookedUp> sequences,
                      std::size_t batch, base::Pool& pool, double seconds) {
  std::size_t tokens = 0;
  std::size_t next = 0;
  double spent = 0;
  for (const Stopwatch watch; spent < seconds; spent = watch.seconds()) {
    const auto part = sequences.subspan(next, std::min(labelling_window, sequences.size() - next));
    model.run(part, {batch, false}, pool, [](std::size_t, model::SequenceModel::Predictions&&) {});
    for (const auto& sequence : part) tokens += sequence.size();
    next = (next + part.size()) % sequences.size();
  }
  return static_cast<double>(tokens) / spent;
}

// The first sequences of training data, in the form in which they are labelled.
std::vector<model::LookedUp> looked_up(const training::TrainingData& data, std::size_t count) {
  std::vector<model::LookedUp> sequences;
  for (std::size_t i = 0; i < std::min(count, data.sequences.size()); ++i) {
    model::LookedUp& sequence = sequences.emplace_back();
    for (const std::uint32_t type : data.sequences[i].tokens) {
      sequence.rows.push_back(data.types.words.front()[type]);
    }
  }
  return sequences;
}

// A network of the growth part, with its data.
struct Subject {
  NetworkSetup network;
  std::shared_ptr<model::SequenceModel> model;
  training::TrainingData data;            // for training
  std::vector<model::LookedUp> labelled;  // for labelling
};

// Sweeps training and labelling over the same subjects.
void sweep_both(Bench& bench, const std::string& varied, const std::vector<double>& at,
                const std::vector<Subject>& subjects, Summary summary) {
  std::vector<Point> training;
  std::vector<Point> labelling;
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const Subject& subject = subjects[i];
    training.push_back({at[i], subject.network.training_flop(), [&bench, &subject] {
                          return training_rate(subject.network, *subject.model, subject.data,
                                               bench.options.threads, bench.options.seconds);
                        }});
    labelling.push_back({at[i], subject.network.forward_flop(), [&bench, &subject] {
                           return labelling_rate(*subject.model, subject.labelled, subject.network.batch,
                                                 bench.pool, bench.options.seconds);
                         }});
  }
  sweep(bench, "training", varied, training, summary);
  sweep(bench, "labelling", varied, labelling, summary);
}

Subject subject_of(Trainee trainee) {
  auto labelled = looked_up(trainee.data, trainee.data.sequences.size());
  return {trainee.network, std::make_shared<model::SequenceModel>(std::move(trainee.model)),
          std::move(trainee.data), std::move(labelled)};
}

// The settings of a sweep; in a quick run, only the first two, which are cheap.
std::vector<std::size_t> settings(const Bench& bench, std::vector<std::size_t> all) {
  if (bench.options.quick) all.resize(2);
  return all;
}

// In batches of 32 sentences of equal length.
void vary_length(Bench& bench) {
  const NetworkSetup network;
  const std::size_t vocabulary = 10'000;
  const auto model = std::make_shared<model::SequenceModel>(make_synthetic_model(network, vocabulary));
  const std::size_t tokens = bench.options.quick ? 640 : 320'000;
  std::vector<double> at;
  std::vector<Subject> subjects;
  for (const std::size_t length : settings(bench, {10, 30, 100, 300, 1000})) {
    const std::size_t count = std::max(tokens / length, (bench.options.quick ? 1 : 2) * network.batch);
    Subject subject{network, model, zipf_sequences(count, length, vocabulary, synthetic_model_labels), {}};
    subject.labelled = looked_up(subject.data, network.batch);
    at.push_back(static_cast<double>(length));
    subjects.push_back(std::move(subject));
  }
  sweep_both(bench, "length", at, subjects, Summary::flatness);
}

void vary_batch(Bench& bench) {
  std::vector<double> at;
  std::vector<Subject> subjects;
  for (const std::size_t batch : settings(bench, {1, 8, 16, 32, 64, 128})) {
    NetworkSetup network;
    network.batch = batch;
    at.push_back(static_cast<double>(batch));
    subjects.push_back(subject_of(make_trainee(network, bench.data)));
  }
  sweep_both(bench, "batch", at, subjects, Summary::none);
}

void vary_hidden(Bench& bench) {
  std::vector<double> at;
  std::vector<Subject> subjects;
  for (const std::size_t hidden : settings(bench, {50, 100, 200, 400})) {
    NetworkSetup network;
    network.hidden = hidden;
    at.push_back(static_cast<double>(hidden));
    subjects.push_back(subject_of(make_trainee(network, bench.data)));
  }
  sweep_both(bench, "hidden", at, subjects, Summary::none);
}

void vary_vocabulary(Bench& bench) {
  const NetworkSetup network;
  std::vector<double> at;
  std::vector<Subject> subjects;
  for (const std::size_t words : settings(bench, {10'000, 100'000, 1'000'000})) {
    Subject subject{network,
                    std::make_shared<model::SequenceModel>(make_synthetic_model(network, words)),
                    zipf_sequences(bench.options.quick ? 100 : 10'000, 16, words, synthetic_model_labels),
                    {}};
    subject.labelled = looked_up(subject.data, subject.data.sequences.size());
    at.push_back(static_cast<double>(words));
    subjects.push_back(std::move(subject));
  }
  sweep_both(bench, "vocabulary", at, subjects, Summary::flatness);
}

void vary_threads(Bench& bench) {
  for (const NetworkSetup& network : bench.labelling) {
    if (network.classifier() || network.precision != nn::Precision::f32) continue;
    const Subject subject = subject_of(make_trainee(network, bench.data));
    std::vector<std::unique_ptr<base::Pool>> pools;
    std::vector<Point> training;
    std::vector<Point> labelling;
    for (std::size_t threads = 1;; threads = std::min(2 * threads, bench.options.threads)) {
      pools.push_back(std::make_unique<base::Pool>(threads));
      base::Pool& pool = *pools.back();
      const auto at = static_cast<double>(threads);
      training.push_back({at, 0, [&bench, &subject, threads] {
                            return training_rate(subject.network, *subject.model, subject.data, threads,
                                                 bench.options.seconds);
                          }});
      labelling.push_back({at, 0, [&bench, &subject, &pool] {
                             return labelling_rate(*subject.model, subject.labelled, subject.network.batch,
                                                   pool, bench.options.seconds);
                           }});
      if (threads == bench.options.threads) break;
    }
    const Summary summary = training.size() > 1 ? Summary::speed_up : Summary::none;
    sweep(bench, "training, " + network.name(), "threads", training, summary);
    sweep(bench, "labelling, " + network.name(), "threads", labelling, summary);
  }
}

}  // namespace

void measure_growth(Bench& bench) {
  vary_length(bench);
  vary_batch(bench);
  vary_hidden(bench);
  vary_vocabulary(bench);
  vary_threads(bench);
}

}  // namespace seqlab::benchmark
