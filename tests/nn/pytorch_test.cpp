// Agreement with numbers that PyTorch printed (tools/pytorch_fixtures.py).
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "as_matrices.h"
#include "catch.h"
#include "cell_shapes.h"
#include "naive_weights.h"
#include "nn/heads/head.h"
#include "nn/inputs/character_input.h"
#include "nn/learning/optimizer.h"
#include "nn/recurrent/encoder.h"
#include "ragged_lengths.h"
#include "torch_fixtures.h"

using namespace seqlab::nn;
using seqlab::base::Pool;
using seqlab::tests::fixture;
using seqlab::tests::largest_difference;
using seqlab::tests::layer_gradients;
using seqlab::tests::layer_weights;
using seqlab::tests::name_of;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::pack_tokens;
using seqlab::tests::reordered;
using seqlab::tests::run_backward;
using seqlab::tests::run_forward;
using seqlab::tests::slot_called;
using seqlab::tests::tokens_of;
using seqlab::tests::torch_gates;
using seqlab::tests::TorchGates;
using seqlab::tests::TorchLayer;

namespace {

constexpr double precision = 1e-13;

Matrix<double> columns(const nlohmann::json& numbers, std::size_t rows) {
  const auto flat = numbers.get<Numbers>();
  return Eigen::Map<const Matrix<double>>(flat.data(), index(rows), index(flat.size() / rows));
}

std::vector<Matrix<double>> columns_of_each(const nlohmann::json& sequences, std::size_t rows) {
  std::vector<Matrix<double>> all;
  for (const nlohmann::json& sequence : sequences) all.push_back(columns(sequence, rows));
  return all;
}

Numbers reordered_lstm(const Numbers& numbers) {
  const TorchGates gates = torch_gates(CellKind::lstm);
  return reordered(numbers, gates.input, gates.blocks);
}

struct Case {
  explicit Case(const nlohmann::json& the_json) : json(the_json) {
    inputs = json.at("inputs");
    layers = json.at("layers");
    shape.hidden = json.at("hidden");
    shape.directions = json.at("directions");
    shape.cell.kind = seqlab::base::find_name<CellKind>(json.value("cell", "lstm")).value();
    shape.cell.activation = seqlab::base::find_name<Activation>(json.value("activation", "tanh")).value();
    packing = Packing(json.at("lengths").get<std::vector<std::size_t>>());
  }

  // The states of each layer from PyTorch's [layers * directions, batch, hidden] of h and, for an LSTM, c,
  // whose names come after a prefix: h0, d_hn.
  std::vector<States<double>> states(const std::string& prefix, const std::string& suffix) const {
    const auto hidden = index(shape.hidden);
    const auto batch = index(packing.sequences());
    std::vector<Matrix<double>> all;
    for (const std::string state : {"h", "c"}) {
      if (json.contains(prefix + state + suffix)) {
        all.push_back(columns(json.at(prefix + state + suffix), shape.hidden));
      }
    }
    std::vector<States<double>> result;
    for (Eigen::Index block = 0; block < all.front().cols() / batch; ++block) {
      if (block % index(shape.directions) == 0) result.emplace_back();
      for (const Matrix<double>& state : all) {
        result.back().emplace_back(state.block(0, block * batch, hidden, batch));
      }
    }
    return result;
  }

  // Calls visit(our slot's name, PyTorch's name without kind, layer and direction in it).
  template <class Visit>
  void each_direction(Visit&& visit) const {
    for (std::size_t layer = 0; layer < layers; ++layer) {
      for (std::size_t direction = 0; direction < shape.directions; ++direction) {
        visit("encoder." + std::to_string(layer) + (direction == 0 ? ".ahead." : ".back."),
              "_l" + std::to_string(layer) + (direction == 0 ? "" : "_reverse"));
      }
    }
  }

  const nlohmann::json& json;
  std::size_t inputs = 0;
  std::size_t layers = 0;
  RecurrentShape shape;
  Packing packing;
};

void check_states(const std::vector<States<double>>& ours, const std::vector<States<double>>& theirs) {
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t layer = 0; layer < ours.size(); ++layer) {
    REQUIRE(ours[layer].size() == theirs[layer].size());
    for (std::size_t state = 0; state < ours[layer].size(); ++state) {
      CHECK((ours[layer][state] - theirs[layer][state]).cwiseAbs().maxCoeff() < precision);
    }
  }
}

void check_tokens(const Matrix<double>& packed, const Packing& packing,
                  const std::vector<Matrix<double>>& expected) {
  for (std::size_t sequence = 0; sequence < expected.size(); ++sequence) {
    const Matrix<double> tokens = tokens_of(packed, packing, sequence);
    REQUIRE(tokens.cols() == expected[sequence].cols());
    CHECK((tokens - expected[sequence]).cwiseAbs().maxCoeff() < precision);
  }
}

}  // namespace

TEST_CASE(
    "LSTM, GRU and plain layers agree with PyTorch: outputs, final states and all gradients of a batch") {
  nlohmann::json cases = fixture("lstm.json");
  for (const nlohmann::json& json : fixture("cells.json")) cases.push_back(json);
  REQUIRE(cases.size() == 6);
  for (const nlohmann::json& json : cases) {
    const Case given(json);
    const TorchGates gates = torch_gates(given.shape.cell.kind.value());
    INFO(name_of(given.shape.cell) << ", " << given.layers << " layers, " << given.shape.directions
                                   << " directions");
    Layout layout;
    const Encoder<double> encoder(layout, "encoder", given.inputs, given.layers, given.shape);
    std::vector<double> weights(layout.size());
    given.each_direction([&](const std::string& ours, const std::string& theirs) {
      const auto set = [&](const std::string& name, const Numbers& numbers) {
        const Slot& slot = slot_called(layout, ours + name);
        REQUIRE(slot.size() == numbers.size());
        std::copy(numbers.begin(), numbers.end(), weights.begin() + static_cast<std::ptrdiff_t>(slot.offset));
      };
      const auto get = [&](const std::string& name) {
        return json.at("weights").at(name + theirs).get<Numbers>();
      };
      const TorchLayer layer = layer_weights(gates, get);
      set("input", layer.input);
      set("recurrent", layer.recurrent);
      set("bias", layer.bias);
    });

    Pool pool(1);
    const std::vector<States<double>> initial = given.states("", "0");
    const Matrix<double> input = pack_tokens(columns_of_each(json.at("x"), given.inputs), given.packing);
    std::vector<States<double>> final;
    Encoder<double>::Tape tape;
    const DropoutPlan* const none = nullptr;
    const Matrix<double> output =
        run_forward(encoder, weights, given.packing, input, &initial, final, &tape, pool, none);
    check_tokens(output, given.packing, columns_of_each(json.at("y"), encoder.outputs()));
    check_states(final, given.states("", "n"));

    const Matrix<double> doutput =
        pack_tokens(columns_of_each(json.at("d_y"), encoder.outputs()), given.packing);
    std::vector<States<double>> dfinal(given.layers);
    dfinal.back() = given.states("d_", "n").front();
    std::vector<double> gradient(layout.size());
    Matrix<double> dinput;
    std::vector<States<double>> dinitial;
    run_backward(encoder, weights, given.packing, tape, input, doutput, &dfinal, gradient, &dinput, &dinitial,
                 pool, none);
    check_tokens(dinput, given.packing, columns_of_each(json.at("d_x"), given.inputs));
    check_states(dinitial, given.states("d_", "0"));
    given.each_direction([&](const std::string& ours, const std::string& theirs) {
      const auto get = [&](const std::string& name) {
        return json.at("gradients").at(name + theirs).get<Numbers>();
      };
      const auto check = [&](const std::string& name, const Numbers& expected) {
        CHECK(largest_difference(numbers_of(layout, gradient, ours + name), expected) < precision);
      };
      const TorchLayer layer = layer_gradients(gates, get);
      check("input", layer.input);
      check("recurrent", layer.recurrent);
      check("bias", layer.bias);
    });
  }
}

TEST_CASE(
    "layers with connections past them and normalised outputs agree with PyTorch: outputs and all "
    "gradients") {
  const nlohmann::json cases = fixture("stacks.json");
  REQUIRE(cases.size() == 5);
  for (const nlohmann::json& json : cases) {
    const std::string connections = json.at("connections");
    const bool normalised = json.at("normalised");
    INFO(connections << (normalised ? ", normalised" : ""));
    const std::size_t inputs = json.at("inputs");
    const std::size_t layers = json.at("layers");
    RecurrentShape shape;
    shape.hidden = json.at("hidden");
    Layout layout;
    const Encoder<double> encoder(layout, "encoder", inputs, layers, shape,
                                  {seqlab::base::find_name<Connections>(connections).value(), normalised});
    // Our weights by slot name, from PyTorch's under `key`.
    const auto theirs = [&](const std::string& key, const Slot& slot) {
      const std::string name = slot.name.substr(slot.name.find('.') + 1);
      const std::size_t layer = std::stoul(name);
      const std::string part = name.substr(name.find('.') + 1);
      const nlohmann::json& own = json.at(key).at(layer);
      const auto numbers = [&](const std::string& their_name) { return own.at(their_name).get<Numbers>(); };
      if (part == "transform.weight" || part == "transform.bias" || part == "norm.bias") return numbers(part);
      if (part == "norm.gain") return numbers("norm.weight");
      const std::string direction = part.starts_with("back") ? "_l0_reverse" : "_l0";
      if (part.ends_with("input")) return reordered_lstm(numbers("lstm.weight_ih" + direction));
      if (part.ends_with("recurrent")) return reordered_lstm(numbers("lstm.weight_hh" + direction));
      Numbers bias = numbers("lstm.bias_ih" + direction);
      const Numbers second = numbers("lstm.bias_hh" + direction);
      // PyTorch has two biases; each has the gradient of their sum.
      for (std::size_t i = 0; key == "weights" && i < bias.size(); ++i) bias[i] += second[i];
      return reordered_lstm(bias);
    };
    std::vector<double> weights(layout.size());
    for (const Slot& slot : layout.slots()) {
      const Numbers numbers = theirs("weights", slot);
      REQUIRE(numbers.size() == slot.size());
      std::copy(numbers.begin(), numbers.end(), weights.begin() + static_cast<std::ptrdiff_t>(slot.offset));
    }

    Pool pool(1);
    const Packing packing(json.at("lengths").get<std::vector<std::size_t>>());
    const Matrix<double> input = pack_tokens(columns_of_each(json.at("x"), inputs), packing);
    const std::vector<States<double>>* const initial = nullptr;
    const DropoutPlan* const none = nullptr;
    std::vector<States<double>> final;
    Encoder<double>::Tape tape;
    const Matrix<double> output =
        run_forward(encoder, weights, packing, input, initial, final, &tape, pool, none);
    check_tokens(output, packing, columns_of_each(json.at("y"), encoder.outputs()));
    const Matrix<double> doutput = pack_tokens(columns_of_each(json.at("d_y"), encoder.outputs()), packing);
    std::vector<double> gradient(layout.size());
    Matrix<double> dinput;
    std::vector<States<double>> dinitial;
    const std::vector<States<double>>* const dfinal = nullptr;
    run_backward(encoder, weights, packing, tape, input, doutput, dfinal, gradient, &dinput, &dinitial, pool,
                 none);
    check_tokens(dinput, packing, columns_of_each(json.at("d_x"), inputs));
    for (const Slot& slot : layout.slots()) {
      CHECK(largest_difference(numbers_of(layout, gradient, slot.name), theirs("gradients", slot)) <
            precision);
    }
  }
}

TEST_CASE("characters through a convolution agree with PyTorch: outputs and all gradients") {
  const nlohmann::json cases = fixture("characters.json");
  REQUIRE(cases.size() == 2);
  for (const nlohmann::json& json : cases) {
    CharacterShape shape;
    shape.alphabet = json.at("alphabet");
    shape.dimension = json.at("dimension");
    shape.filters = json.at("filters");
    shape.window = json.at("window");
    INFO("window " << shape.window);
    Layout layout;
    const CharacterInput<double> input(layout, "characters", shape);
    // PyTorch has filters [filters, dimension, window], we [window*filters x dimension].
    const auto filters = [&](const std::string& name) {
      const auto theirs = json.at(name).get<Numbers>();
      Numbers ours(theirs.size());
      for (std::size_t filter = 0; filter < shape.filters; ++filter) {
        for (std::size_t i = 0; i < shape.dimension; ++i) {
          for (std::size_t k = 0; k < shape.window; ++k) {
            ours[(k * shape.filters + filter) * shape.dimension + i] =
                theirs[(filter * shape.dimension + i) * shape.window + k];
          }
        }
      }
      return ours;
    };
    std::vector<double> weights(layout.size());
    const auto set = [&](const std::string& name, const Numbers& numbers) {
      const Slot& slot = slot_called(layout, "characters." + name);
      REQUIRE(slot.size() == numbers.size());
      std::copy(numbers.begin(), numbers.end(), weights.begin() + static_cast<std::ptrdiff_t>(slot.offset));
    };
    set("table", json.at("table").get<Numbers>());
    set("filters", filters("weight"));
    set("bias", json.at("bias").get<Numbers>());

    Spellings words;
    for (const nlohmann::json& word : json.at("words")) words.add(word.get<std::vector<std::uint32_t>>());
    Pool pool(1);
    CharacterInput<double>::Prepared prepared;
    CharacterInput<double>::Tape tape;
    input.prepare_training(weights.data(), prepared, pool);
    Matrix<double> output(index(shape.filters), index(words.words()));
    input.forward(weights.data(), prepared, words, output, &tape, pool);
    CHECK((output - columns(json.at("y"), shape.filters)).cwiseAbs().maxCoeff() < precision);
    std::vector<double> gradient(layout.size());
    input.backward(prepared, words, tape, columns(json.at("d_y"), shape.filters), gradient.data(), pool);
    const auto check = [&](const std::string& name, const Numbers& numbers) {
      CHECK(largest_difference(numbers_of(layout, gradient, "characters." + name), numbers) < precision);
    };
    check("table", json.at("d_table").get<Numbers>());
    check("filters", filters("d_weight"));
    check("bias", json.at("d_bias").get<Numbers>());
  }
}

TEST_CASE("an adaptive softmax agrees with PyTorch: ln p and all gradients") {
  const nlohmann::json cases = fixture("adaptive.json");
  REQUIRE(cases.size() == 2);
  for (const nlohmann::json& json : cases) {
    const std::size_t inputs = json.at("inputs");
    HeadShape shape{.kind = HeadKind::adaptive};
    shape.clusters = json.at("sizes").get<std::vector<std::size_t>>();
    for (const std::size_t size : shape.clusters) shape.labels += size;
    Layout layout;
    const auto head = make_head<double>(layout, shape, inputs);
    // PyTorch has the rows of the clusters below those of the labels, and no biases of the tails.
    const auto theirs = [&](const std::string& of, const Slot& slot) -> std::optional<Numbers> {
      const nlohmann::json& numbers = json.at(of);
      const std::string part = slot.name.substr(std::string("head.").size());
      const auto rows = [&](const std::string& name, bool clusters) {
        const auto all = numbers.at(name).get<Numbers>();
        const auto own = static_cast<std::ptrdiff_t>(slot.size());
        return clusters ? Numbers(all.end() - own, all.end()) : Numbers(all.begin(), all.begin() + own);
      };
      if (part == "weight" || part == "bias") return rows("head." + part, false);
      if (part.starts_with("clusters."))
        return rows("head." + part.substr(std::string("clusters.").size()), true);
      if (part.ends_with(".bias")) return std::nullopt;
      const std::string tail = "tail." + std::to_string(part.front() - '1');
      return numbers.at(tail + (part.ends_with("projection.weight") ? ".0.weight" : ".1.weight"))
          .get<Numbers>();
    };
    std::vector<double> weights(layout.size());
    for (const Slot& slot : layout.slots()) {
      const std::optional<Numbers> values = theirs("weights", slot);
      if (!values) continue;
      REQUIRE(values->size() == slot.size());
      std::copy(values->begin(), values->end(), weights.begin() + static_cast<std::ptrdiff_t>(slot.offset));
    }
    const Matrix<double> x = columns(json.at("x"), inputs);
    const auto labels = json.at("labels").get<std::vector<std::int32_t>>();
    Pool pool(1);
    std::vector<double> gradient(layout.size());
    Matrix<double> dx;
    const auto log_p = json.at("log_p").get<Numbers>();
    const LossSum loss = seqlab::tests::loss_of(*head, weights, seqlab::tests::single_tokens(x), x, labels,
                                                gradient, dx, pool);
    CHECK(loss.sum == Approx(-std::accumulate(log_p.begin(), log_p.end(), 0.0)).epsilon(precision));
    CHECK((dx - columns(json.at("d_x"), inputs)).cwiseAbs().maxCoeff() < precision);
    for (const Slot& slot : layout.slots()) {
      const std::optional<Numbers> values = theirs("gradients", slot);
      if (values) CHECK(largest_difference(numbers_of(layout, gradient, slot.name), *values) < precision);
    }
    std::unique_ptr<PreparedHead> prepared;
    head->prepare(weights.data(), prepared);
    Numbers scores(labels.size());
    head->score(weights.data(), *prepared, x, labels, scores, pool);
    CHECK(largest_difference(scores, log_p) < precision);
    Prediction<double> prediction;
    head->predict(weights.data(), *prepared, seqlab::tests::single_tokens(x), x, {.probabilities = true},
                  prediction, pool);
    const Matrix<double> all = prediction.probabilities.matrix().array().log();
    CHECK((all - columns(json.at("log_p_of_all"), shape.labels)).cwiseAbs().maxCoeff() < precision);
  }
}

TEST_CASE("optimizers agree with PyTorch") {
  const nlohmann::json cases = fixture("optimizers.json");
  REQUIRE(cases.size() == 5);
  for (const nlohmann::json& json : cases) {
    const std::string kind = json.at("kind");
    INFO(kind);
    const nlohmann::json& given = json.at("options");
    OptimizerOptions options;
    options.kind = seqlab::base::find_name<OptimizerKind>(kind).value();
    options.l2 = given.value("l2", 0.0);
    options.weight_decay = given.value("weight_decay", 0.0);
    options.momentum = given.value("momentum", options.momentum);
    options.beta1 = given.value("beta1", options.beta1);
    options.beta2 = given.value("beta2", options.beta2);
    options.epsilon = given.value("epsilon", options.epsilon);
    auto weights = json.at("start").get<Numbers>();
    Optimizer<double> optimizer(options, weights.size(), 0, 0);
    Pool pool(1);
    for (std::size_t step = 0; step < json.at("gradients").size(); ++step) {
      auto gradient = json.at("gradients").at(step).get<Numbers>();
      optimizer.step(given.at("rate"), 1.0, weights.data(), gradient.data(), nullptr, nullptr, pool);
      CHECK(largest_difference(weights, json.at("weights").at(step).get<Numbers>()) < precision);
    }
  }
}
