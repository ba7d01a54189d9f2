// Benchmarks of single kernels and layers, with Google Benchmark: `seqlab-kernels-bench --help`. FLOP/s are
// nominal, as in seqlab-bench.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "kernels/elementwise.h"
#include "kernels/outer_product.h"
#include "kernels/packed_matrix.h"
#include "kernels/product.h"
#include "kernels/quantized_matrix.h"
#include "nn/heads/crf.h"
#include "nn/inputs/character_input.h"
#include "nn/inputs/spellings.h"
#include "nn/recurrent/recurrent.h"

namespace {

using namespace seqlab;

std::size_t argument(const benchmark::State& state, std::size_t i) {
  return static_cast<std::size_t>(state.range(i));
}

void count_flop(benchmark::State& state, double flop) {
  state.counters["FLOP/s"] = benchmark::Counter(flop, benchmark::Counter::kIsIterationInvariantRate);
}

// Random numbers in [-0.5, 0.5).
std::vector<float> numbers(std::size_t size) {
  std::vector<float> values(size);
  const base::Noise noise(1);
  for (std::size_t i = 0; i < size; ++i) values[i] = static_cast<float>(noise.uniform(i) - 0.5);
  return values;
}

// A product of [rows x depth] and [depth x columns].
template <class Weights, class Multiply>
void product(benchmark::State& state, const Multiply& multiply) {
  const std::size_t rows = argument(state, 0);
  const std::size_t depth = argument(state, 1);
  const std::size_t columns = argument(state, 2);
  nn::Activations<float> b(depth, columns);
  nn::Activations<float> c(rows, columns);
  b.matrix().setConstant(0.3F);
  c.matrix().setZero();
  Weights a;
  a.pack(numbers(rows * depth).data(), rows, depth, depth);
  for (auto _ : state) {
    multiply(a, b, c);
    benchmark::ClobberMemory();
  }
  count_flop(state, 2 * static_cast<double>(rows * depth * columns));
}

void product_f32(benchmark::State& state) {
  product<kernels::PackedMatrix<float>>(state, [](const auto& a, const auto& b, auto& c) {
    kernels::multiply_add(a, b.column(0), b.stride(), b.columns(), c.column(0), c.stride());
  });
}

void product_int8(benchmark::State& state) {
  product<kernels::QuantizedMatrix>(state, [](const auto& a, const auto& b, auto& c) {
    a.multiply_add(b.column(0), b.stride(), b.columns(), c.column(0), c.stride());
  });
}

// c [rows x width] += a b^T over columns.
void outer_product(benchmark::State& state) {
  const std::size_t rows = argument(state, 0);
  const std::size_t width = argument(state, 1);
  const std::size_t columns = argument(state, 2);
  nn::Activations<float> a(rows, columns);
  nn::Activations<float> b(width, columns);
  a.matrix().setConstant(0.1F);
  b.matrix().setConstant(0.1F);
  std::vector<float> c(rows * width);
  const kernels::OuterTarget<float> target{b.column(0), b.stride(), width, c.data()};
  kernels::Buffer<float> scratch;
  for (auto _ : state) {
    kernels::add_outer_products<float>(a.column(0), a.stride(), rows, columns, {&target, 1}, nullptr,
                                       scratch);
    benchmark::ClobberMemory();
  }
  count_flop(state, 2 * static_cast<double>(rows * width * columns));
}

void tanh_of_each(benchmark::State& state) {
  const std::vector<float> arguments = numbers(argument(state, 0));
  std::vector<float> values = arguments;
  for (auto _ : state) {
    kernels::apply_tanh<float>(values);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

// The shapes of W and U in the networks of seqlab-bench, for a step of 1 to 64 sequences and for many
// columns.
void product_shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "depth", "columns"});
  for (const std::int64_t columns : {1, 8, 16, 32, 64, 512}) {
    benchmark->Args({400, 100, columns});
    benchmark->Args({1024, 256, columns});
    benchmark->Args({1024, 512, columns});
  }
}
BENCHMARK(product_f32)->Apply(product_shapes);
BENCHMARK(product_int8)->Apply(product_shapes);
BENCHMARK(outer_product)
    ->ArgNames({"rows", "width", "columns"})
    ->ArgsProduct({{400}, {100}, {200, 800}})
    ->ArgsProduct({{1024}, {256, 512}, {200, 800}});
BENCHMARK(tanh_of_each)->Arg(400)->Arg(4096);

constexpr std::size_t steps = 17;

// A CRF with 200 inputs over sentences of 17 tokens. Arguments: labels, sentences.
class Crf {
 public:
  explicit Crf(const benchmark::State& state)
      : packing(std::vector<std::size_t>(argument(state, 1), steps)),
        head(layout_, {"head", argument(state, 0), nn::HeadKind::crf}, inputs_),
        weights(numbers(layout_.size())),
        gradient(layout_.size()),
        input(nn::Matrix<float>::Random(nn::index(inputs_), nn::index(packing.columns()))) {
    for (std::size_t column = 0; column < packing.columns(); ++column) {
      gold.push_back(static_cast<std::int32_t>(column * 7 % argument(state, 0)));
    }
  }

  void count(benchmark::State& state) const {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(packing.columns()));
  }

 private:
  static constexpr std::size_t inputs_ = 200;
  nn::Layout layout_;

 public:
  nn::Packing packing;
  nn::CrfHead<float> head;
  std::vector<float> weights;
  std::vector<float> gradient;
  nn::Matrix<float> input;
  std::vector<std::int32_t> gold;
  std::unique_ptr<nn::PreparedHead> prepared;
  base::Pool pool{1};
};

void crf_training_step(benchmark::State& state) {
  Crf own(state);
  nn::Activations<float> dinput;
  for (auto _ : state) {
    own.head.prepare_training(own.weights.data(), own.prepared);
    own.head.loss(own.weights.data(), *own.prepared, own.packing, own.input, own.gold, {},
                  own.gradient.data(), dinput, own.pool);
    benchmark::ClobberMemory();
  }
  own.count(state);
}

void crf_predict(benchmark::State& state, const nn::HeadRequest& request) {
  Crf own(state);
  own.head.prepare(own.weights.data(), own.prepared);
  nn::Prediction<float> prediction;
  for (auto _ : state) {
    own.head.predict(own.weights.data(), *own.prepared, own.packing, own.input, request, prediction,
                     own.pool);
    benchmark::ClobberMemory();
  }
  own.count(state);
}

void crf_best_labels(benchmark::State& state) {
  crf_predict(state, {});
}

void crf_marginals(benchmark::State& state) {
  crf_predict(state, {.probabilities = true});
}

void crf_shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"labels", "sentences"})->ArgsProduct({{13, 60, 1000}, {1, 10, 32}});
}
BENCHMARK(crf_training_step)->Apply(crf_shapes);
BENCHMARK(crf_best_labels)->Apply(crf_shapes);
BENCHMARK(crf_marginals)->Apply(crf_shapes);

// A layer over sentences of 17 tokens. Arguments: inputs, hidden, sentences.
class Layer {
 public:
  Layer(const benchmark::State& state, const nn::CellShape& cell)
      : inputs_(argument(state, 0)),
        hidden_(argument(state, 1)),
        products_(2 * nn::cell_products(nn::make_cell<float>(cell), inputs_, hidden_)),
        packing(std::vector<std::size_t>(argument(state, 2), steps)),
        layer(layout_, "layer", inputs_, {hidden_, 2, nn::InitialState::zero, cell}),
        weights(layout_.size()),
        gradient(layout_.size()),
        input(nn::Matrix<float>::Random(nn::index(inputs_), nn::index(packing.columns()))) {
    layer.initialise(weights.data(), base::Noise(1));
  }

  void count(benchmark::State& state, double passes) const {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(packing.columns()));
    count_flop(state, passes * 2 * static_cast<double>(products_ * packing.columns()));
  }

 private:
  std::size_t inputs_;
  std::size_t hidden_;
  nn::Layout layout_;
  std::size_t products_;  // a token, both directions

 public:
  nn::Packing packing;
  nn::RecurrentLayer<float> layer;
  std::vector<float> weights;
  std::vector<float> gradient;
  nn::Matrix<float> input;
  nn::Activations<float> output;
  nn::States<float> final;
  nn::RecurrentLayer<float>::Prepared prepared;
  base::Pool pool{1};
};

void layer_forward(benchmark::State& state, const nn::CellShape& cell) {
  Layer own(state, cell);
  own.layer.prepare(own.weights.data(), nn::Precision::f32, own.prepared, own.pool);
  for (auto _ : state) {
    own.layer.forward(own.weights.data(), own.prepared, own.packing, nn::LayerInput<float>(own.input),
                      nullptr, own.output, own.final, nullptr, own.pool);
    benchmark::ClobberMemory();
  }
  own.count(state, 1);
}

void layer_training_step(benchmark::State& state, const nn::CellShape& cell) {
  Layer own(state, cell);
  nn::Activations<float> dinput;
  nn::RecurrentLayer<float>::Tape tape;
  const nn::LayerInput<float> input(own.input);
  for (auto _ : state) {
    own.layer.prepare_training(own.weights.data(), own.prepared, own.pool);
    own.layer.forward(own.weights.data(), own.prepared, own.packing, input, nullptr, own.output, own.final,
                      &tape, own.pool);
    own.layer.backward(own.prepared, own.packing, tape, input, own.output.matrix(), nullptr,
                       own.gradient.data(), &dinput, nullptr, own.pool);
    benchmark::ClobberMemory();
  }
  own.count(state, 3);
}

void layer_shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"inputs", "hidden", "sentences"});
  for (const std::int64_t sentences : {1, 8, 32, 64}) {
    benchmark->Args({100, 100, sentences});
    benchmark->Args({512, 256, sentences});
  }
  benchmark->Args({130, 100, 10});
}
// Every cell with its defaults, and a GRU that resets before the product.
const bool layers_registered = [] {
  std::vector<std::pair<std::string, nn::CellShape>> cells = {
      {"gru_before", {.kind = nn::CellKind::gru, .reset_gate = nn::ResetGate::before}}};
  for (const auto& [name, kind] : name_table(nn::CellKind()))
    cells.push_back({std::string(name), {.kind = kind}});
  for (const auto& [name, cell] : cells) {
    layer_shapes(benchmark::RegisterBenchmark(("layer_forward/" + name).c_str(), layer_forward, cell));
    layer_shapes(
        benchmark::RegisterBenchmark(("layer_training_step/" + name).c_str(), layer_training_step, cell));
  }
  return true;
}();

// The lengths of the distinct words in ten sentences of 17 tokens from the English Web Treebank, which have
// 47 different characters. Compare the cost of characters with that of a layer with 130 inputs and 10
// sentences.
constexpr std::size_t word_lengths[] = {
    4, 3, 2, 2, 7, 2, 4, 3, 2, 2, 5, 2, 2, 4, 3, 5, 1,  4, 4, 1, 5, 9, 2,  4, 4, 3, 5, 4, 9, 6,
    1, 3, 3, 3, 9, 9, 5, 2, 9, 6, 4, 6, 6, 6, 2, 8, 1,  6, 3, 4, 6, 3, 4,  3, 5, 7, 6, 3, 6, 7,
    5, 5, 2, 7, 4, 6, 6, 2, 9, 6, 7, 4, 3, 5, 5, 5, 3,  4, 9, 7, 1, 2, 1,  1, 3, 2, 8, 2, 2, 3,
    4, 2, 4, 3, 7, 3, 2, 1, 1, 2, 5, 2, 5, 4, 4, 4, 10, 3, 5, 6, 2, 1, 10, 6, 8, 8, 2, 6, 7};
constexpr std::size_t characters_of_the_words = 47;

// A character input of default size.
class Characters {
 public:
  explicit Characters(nn::CharacterKind kind)
      : input(layout_, "characters", shape_of(kind)), weights(layout_.size()), gradient(layout_.size()) {
    input.initialise(weights.data(), base::Noise(1));
    const base::Noise noise(2);
    std::uint64_t counter = 0;
    for (const std::size_t length : word_lengths) {
      std::vector<std::uint32_t> word(length);
      for (std::uint32_t& character : word) {
        character = static_cast<std::uint32_t>(noise.bits(counter++) % characters_of_the_words);
      }
      words.add(word);
    }
    output.resize(input.outputs(), words.words());
  }

  void count(benchmark::State& state) const {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(words.words()));
  }

 private:
  static nn::CharacterShape shape_of(nn::CharacterKind kind) {
    nn::CharacterShape shape;
    shape.kind = kind;
    shape.alphabet = 120;
    return shape;
  }
  nn::Layout layout_;

 public:
  nn::CharacterInput<float> input;
  std::vector<float> weights;
  std::vector<float> gradient;
  nn::Spellings words;
  nn::Activations<float> output;
  nn::CharacterInput<float>::Prepared prepared;
  base::Pool pool{1};
};

void characters_forward(benchmark::State& state, nn::CharacterKind kind) {
  Characters own(kind);
  own.input.prepare(own.weights.data(), nn::Precision::f32, own.prepared, own.pool);
  for (auto _ : state) {
    own.input.forward(own.weights.data(), own.prepared, own.words, own.output.matrix(), nullptr, own.pool);
    benchmark::ClobberMemory();
  }
  own.count(state);
}

void characters_training_step(benchmark::State& state, nn::CharacterKind kind) {
  Characters own(kind);
  nn::CharacterInput<float>::Tape tape;
  for (auto _ : state) {
    own.input.prepare_training(own.weights.data(), own.prepared, own.pool);
    own.input.forward(own.weights.data(), own.prepared, own.words, own.output.matrix(), &tape, own.pool);
    own.input.backward(own.prepared, own.words, tape, own.output.matrix(), own.gradient.data(), own.pool);
    benchmark::ClobberMemory();
  }
  own.count(state);
}

BENCHMARK_CAPTURE(characters_forward, cnn, nn::CharacterKind::cnn);
BENCHMARK_CAPTURE(characters_forward, lstm, nn::CharacterKind::lstm);
BENCHMARK_CAPTURE(characters_training_step, cnn, nn::CharacterKind::cnn);
BENCHMARK_CAPTURE(characters_training_step, lstm, nn::CharacterKind::lstm);

}  // namespace

BENCHMARK_MAIN();
