// The pieces of the recurrent core one by one, with Google Benchmark: `seqlab-kernels-bench --help`. What it
// counts as FLOP/s is the nominal cost, as in seqlab-bench.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <vector>

#include "nn/cell.h"
#include "nn/noise.h"
#include "nn/pool.h"
#include "nn/recurrent.h"

namespace {

using seqlab::nn::Columns;
using seqlab::nn::index;
using seqlab::nn::Matrix;

constexpr std::size_t steps = 16;

// Columns of one step through the LSTM's gates; arguments: hidden, columns.
void cell_forward(benchmark::State& state) {
  const auto hidden = static_cast<Eigen::Index>(state.range(0));
  const auto columns = static_cast<Eigen::Index>(state.range(1));
  const auto cell = seqlab::nn::make_cell<float>("lstm");
  const Matrix<float> sums = Matrix<float>::Random(4 * hidden, columns);
  Matrix<float> gates = sums;
  std::vector<Matrix<float>> states(2, Matrix<float>::Zero(hidden, columns));
  for (auto _ : state) {
    gates = sums;
    cell->forward(gates, states, nullptr);
    benchmark::DoNotOptimize(states[0].data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * columns);
}
BENCHMARK(cell_forward)->ArgsProduct({{100, 256}, {1, 8, 32, 64}})->ArgNames({"hidden", "columns"});

// A layer over sentences of 16 tokens; arguments: inputs, hidden, sentences.
class Layer {
 public:
  explicit Layer(const benchmark::State& state)
      : inputs_(static_cast<std::size_t>(state.range(0))),
        hidden_(static_cast<std::size_t>(state.range(1))),
        packing(std::vector<std::size_t>(static_cast<std::size_t>(state.range(2)), steps)),
        layer(layout_, "layer", inputs_, {hidden_, 2, seqlab::nn::InitialState::zero},
              seqlab::nn::make_cell<float>("lstm")),
        weights(layout_.size()),
        gradient(layout_.size()),
        input(Matrix<float>::Random(index(inputs_), index(packing.columns()))) {
    layer.initialise(weights.data(), seqlab::nn::Noise(1));
  }

  void count(benchmark::State& state, double passes) const {
    const auto tokens = static_cast<double>(packing.columns());
    const auto d = static_cast<double>(inputs_);
    const auto h = static_cast<double>(hidden_);
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(packing.columns()));
    state.counters["FLOP/s"] =
        benchmark::Counter(passes * 16 * h * (d + h) * tokens, benchmark::Counter::kIsIterationInvariantRate);
  }

 private:
  std::size_t inputs_;
  std::size_t hidden_;
  seqlab::nn::Layout layout_;

 public:
  seqlab::nn::Packing packing;
  seqlab::nn::RecurrentLayer<float> layer;
  std::vector<float> weights;
  std::vector<float> gradient;
  Matrix<float> input;
  Matrix<float> output;
  seqlab::nn::States<float> final;
  seqlab::nn::Pool pool{1};
};

void layer_forward(benchmark::State& state) {
  Layer own(state);
  for (auto _ : state) {
    own.layer.forward(own.weights.data(), own.packing, own.input, nullptr, own.output, own.final, nullptr,
                      own.pool);
    benchmark::DoNotOptimize(own.output.data());
  }
  own.count(state, 1);
}

void layer_forward_and_backward(benchmark::State& state) {
  Layer own(state);
  Matrix<float> dinput;
  for (auto _ : state) {
    seqlab::nn::RecurrentLayer<float>::Tape tape;
    own.layer.forward(own.weights.data(), own.packing, own.input, nullptr, own.output, own.final, &tape,
                      own.pool);
    own.layer.backward(own.weights.data(), own.packing, tape, own.input, own.output, nullptr,
                       own.gradient.data(), &dinput, nullptr, own.pool);
    benchmark::DoNotOptimize(own.gradient.data());
  }
  own.count(state, 3);
}

void shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"inputs", "hidden", "sentences"});
  for (const std::int64_t sentences : {1, 8, 32, 64}) {
    benchmark->Args({100, 100, sentences});
    benchmark->Args({512, 256, sentences});
  }
}
BENCHMARK(layer_forward)->Apply(shapes);
BENCHMARK(layer_forward_and_backward)->Apply(shapes);

}  // namespace

BENCHMARK_MAIN();
