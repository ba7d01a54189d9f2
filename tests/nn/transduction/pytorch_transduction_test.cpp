// Agreement of a transducer with numbers that PyTorch printed (tools/pytorch_fixtures.py).
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "catch.h"
#include "torch_fixtures.h"
#include "transducer_cases.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::fixture;
using seqlab::tests::largest_difference;
using seqlab::tests::layer_gradients;
using seqlab::tests::layer_weights;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::Symbols;
using seqlab::tests::torch_gates;
using seqlab::tests::TorchLayer;

namespace {

constexpr double precision = 1e-13;

struct TorchTransducer {
  explicit TorchTransducer(const nlohmann::json& the_json)
      : json(the_json),
        cell(seqlab::base::find_name<CellKind>(json.at("cell").get<std::string>()).value()),
        sources(json.at("sources").get<std::vector<Symbols>>()),
        targets(json.at("targets").get<std::vector<Symbols>>()) {
    const std::size_t hidden = json.at("hidden");
    const std::size_t vectors = json.at("vectors");
    shape.source = {json.at("symbols").at(0), vectors};
    shape.target = {json.at("symbols").at(1), vectors};
    shape.encoder.hidden = hidden;
    shape.encoder.cell.kind = cell;
    shape.decoder_hidden = 2 * hidden;
    shape.decoder_cell.kind = cell;
  }

  // PyTorch's weights or gradients, by the names of our slots.
  [[nodiscard]] std::map<std::string, Numbers> by_slot(const std::string& key) const {
    const nlohmann::json& theirs = json.at(key);
    std::map<std::string, Numbers> ours;
    const auto copy = [&](const std::string& slot, const std::string& name) {
      ours[slot] = theirs.at(name).get<Numbers>();
    };
    const auto copy_layer = [&](const std::string& prefix, const std::string& module,
                                const std::string& suffix) {
      const auto get = [&](const std::string& name) {
        return theirs.at(module + "." + name + "_l0" + suffix).get<Numbers>();
      };
      const TorchLayer layer =
          key == "weights" ? layer_weights(torch_gates(cell), get) : layer_gradients(torch_gates(cell), get);
      ours[prefix + "input"] = layer.input;
      ours[prefix + "recurrent"] = layer.recurrent;
      ours[prefix + "bias"] = layer.bias;
    };
    copy("source.table", "source.weight");
    copy("target.table", "target.weight");
    copy_layer("encoder.0.ahead.", "encoder", "");
    copy_layer("encoder.0.back.", "encoder", "_reverse");
    copy_layer("decoder.0.ahead.", "decoder", "");
    for (const std::string state : {"h", "c"}) {
      if (state == "c" && cell == CellKind::gru) continue;
      copy("bridge.0." + state + ".weight", "bridge_" + state + ".weight");
      copy("bridge.0." + state + ".bias", "bridge_" + state + ".bias");
    }
    copy("attention.general", "general.weight");
    copy("attention.join.weight", "join.weight");
    copy("attention.join.bias", "join.bias");
    copy("head.weight", "output.weight");
    copy("head.bias", "output.bias");
    return ours;
  }

  const nlohmann::json& json;
  CellKind cell;
  std::vector<Symbols> sources, targets;
  TransducerShape shape;
};

// [rows x tokens] as PyTorch's numbers, token by token.
Numbers flat(const Matrix<double>& matrix) {
  return {matrix.data(), matrix.data() + matrix.size()};
}

}  // namespace

TEST_CASE("transducers of GRU and LSTM agree with PyTorch: loss, probabilities, attention, all gradients") {
  const nlohmann::json cases = fixture("transduction.json");
  REQUIRE(cases.size() == 2);
  for (const nlohmann::json& json : cases) {
    const TorchTransducer given(json);
    INFO(json.at("cell").get<std::string>());
    const Transducer<double> transducer(given.shape);
    std::vector<double> weights(transducer.layout().size());
    const std::map<std::string, Numbers> theirs = given.by_slot("weights");
    REQUIRE(theirs.size() == transducer.layout().slots().size());
    for (const Slot& slot : transducer.layout().slots()) {
      const Numbers& own = theirs.at(slot.name);
      REQUIRE(own.size() == slot.size());
      std::copy(own.begin(), own.end(), weights.begin() + static_cast<std::ptrdiff_t>(slot.offset));
    }

    Pool pool(1);
    const std::vector<std::span<const std::uint32_t>> sources(given.sources.begin(), given.sources.end());
    const std::vector<std::span<const std::uint32_t>> targets(given.targets.begin(), given.targets.end());
    const TokenBatch<double> source = pack_symbols<double>(sources);
    std::vector<double> gradient(weights.size());
    Transducer<double>::Workspace workspace;
    const LossSum loss = transducer.loss({.sources = source,
                                          .targets = pack_targets<double>(targets, given.shape.target.values),
                                          .identities = {},
                                          .weights = weights.data(),
                                          .noise = Noise(0),
                                          .gradient = gradient.data()},
                                         workspace, pool);
    CHECK(std::abs(loss.mean() - json.at("loss").get<double>()) < precision);
    for (const auto& [name, expected] : given.by_slot("gradients")) {
      INFO(name);
      CHECK(largest_difference(numbers_of(transducer.layout(), gradient, name), expected) < precision);
    }

    const auto prepared = transducer.prepare(weights.data(), Precision::f32, pool);
    Transducer<double>::Encoded encoded;
    transducer.encode(weights.data(), prepared, source, encoded, pool);
    for (std::size_t i = 0; i < sources.size(); ++i) {
      Symbols read = given.targets[i];
      read.insert(read.begin(), transducer.boundary());
      Numbers probabilities;
      Numbers attention;
      std::vector<States<double>> states = encoded.initial;
      for (Matrix<double>& state : states.front()) state = Matrix<double>(state.col(index(i)));
      Transducer<double>::Step step;
      for (const std::uint32_t symbol : read) {
        transducer.step(weights.data(), prepared, encoded, {{&i, 1}, {&symbol, 1}}, states, step, pool);
        const Numbers p = flat(step.next.probabilities.matrix());
        probabilities.insert(probabilities.end(), p.begin(), p.end());
        attention.insert(attention.end(), step.attention_of(0), step.attention_of(0) + sources[i].size());
        states = step.states;
      }
      CHECK(largest_difference(probabilities, json.at("probabilities").at(i).get<Numbers>()) < precision);
      CHECK(largest_difference(attention, json.at("attention").at(i).get<Numbers>()) < precision);
    }
  }
}
