// Agreement of a forecasting network with numbers that PyTorch printed (tools/pytorch_fixtures.py).
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "catch.h"
#include "naive_weights.h"
#include "nn/forecasting/forecasting_network.h"
#include "torch_fixtures.h"

using namespace seqlab::nn;
using seqlab::base::Noise;
using seqlab::base::Pool;
using seqlab::tests::fixture;
using seqlab::tests::largest_difference;
using seqlab::tests::layer_gradients;
using seqlab::tests::layer_weights;
using seqlab::tests::Numbers;
using seqlab::tests::numbers_of;
using seqlab::tests::torch_gates;
using seqlab::tests::TorchLayer;

namespace {

// PyTorch's weights or gradients, by the names of our slots.
std::map<std::string, Numbers> torch_forecasting_numbers(const nlohmann::json& json, const std::string& key) {
  const nlohmann::json& theirs = json.at(key);
  const auto cell = seqlab::base::find_name<CellKind>(json.at("cell").get<std::string>()).value();
  std::map<std::string, Numbers> ours;
  for (std::size_t layer = 0; layer < json.at("layers").get<std::size_t>(); ++layer) {
    const auto get = [&](const std::string& name) {
      return theirs.at("layers." + name + "_l" + std::to_string(layer)).get<Numbers>();
    };
    const TorchLayer own =
        key == "weights" ? layer_weights(torch_gates(cell), get) : layer_gradients(torch_gates(cell), get);
    const std::string prefix = "encoder." + std::to_string(layer) + ".ahead.";
    ours[prefix + "input"] = own.input;
    ours[prefix + "recurrent"] = own.recurrent;
    ours[prefix + "bias"] = own.bias;
  }
  ours["head.weight"] = theirs.at("output.weight").get<Numbers>();
  ours["head.bias"] = theirs.at("output.bias").get<Numbers>();
  return ours;
}

}  // namespace

TEST_CASE("forecasting networks of GRU and LSTM agree with PyTorch: outputs, both losses, all gradients") {
  const nlohmann::json cases = fixture("forecasting.json");
  REQUIRE(cases.size() == 2);
  for (const nlohmann::json& json : cases) {
    INFO(json.at("cell").get<std::string>());
    ForecastingShape shape{
        .inputs = json.at("inputs"), .outputs = json.at("outputs"), .layers = json.at("layers")};
    shape.recurrent.hidden = json.at("hidden");
    shape.recurrent.directions = 1;
    shape.recurrent.cell.kind = seqlab::base::find_name<CellKind>(json.at("cell").get<std::string>()).value();
    const ForecastingNetwork<double> network(shape);
    std::vector<double> weights(network.layout().size());
    const std::map<std::string, Numbers> theirs = torch_forecasting_numbers(json, "weights");
    REQUIRE(theirs.size() == network.layout().slots().size());
    for (const Slot& slot : network.layout().slots()) {
      const Numbers& own = theirs.at(slot.name);
      REQUIRE(own.size() == slot.size());
      std::copy(own.begin(), own.end(), weights.begin() + static_cast<std::ptrdiff_t>(slot.offset));
    }

    const std::size_t windows = json.at("windows");
    const std::size_t steps = json.at("steps");
    const auto x = json.at("x").get<Numbers>();
    WindowBatch<double> batch{windows, {index(shape.inputs), index(windows * steps)}};
    for (std::size_t window = 0; window < windows; ++window) {
      for (std::size_t step = 0; step < steps; ++step) {
        for (std::size_t input = 0; input < shape.inputs; ++input) {
          batch.numbers(index(input), index(step * windows + window)) =
              x[(window * steps + step) * shape.inputs + input];
        }
      }
    }
    const auto gold_numbers = json.at("gold").get<Numbers>();
    const Matrix<double> gold =
        Eigen::Map<const Matrix<double>>(gold_numbers.data(), index(shape.outputs), index(windows));

    Pool pool(1);
    Activations<double> y;
    network.predict(weights.data(), network.prepare(weights.data(), Precision::f32, pool), batch, y, pool);
    const Matrix<double> outputs = y.matrix();
    constexpr double precision = 1e-13;
    CHECK(largest_difference(Numbers(outputs.data(), outputs.data() + outputs.size()),
                             json.at("y").get<Numbers>()) < precision);
    std::vector<double> gradient(weights.size());
    ForecastingNetwork<double>::Workspace workspace;
    const LossSum loss = network.loss(
        {.batch = batch,
         .gold = gold,
         .identities = {},
         .weights = weights.data(),
         .noise = Noise(0),
         .loss = seqlab::base::find_name<RegressionLoss>(json.at("loss").get<std::string>()).value(),
         .gradient = gradient.data()},
        workspace, pool);
    CHECK(std::abs(loss.mean() - json.at("value").get<double>()) < precision);
    for (const auto& [name, expected] : torch_forecasting_numbers(json, "gradients")) {
      INFO(name);
      CHECK(largest_difference(numbers_of(network.layout(), gradient, name), expected) < precision);
    }
  }
}
