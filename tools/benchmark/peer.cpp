#include "peer.h"

#include <nlohmann/json.hpp>

#include "base/errors.h"

namespace seqlab::benchmark {

namespace {

// The folder of the sources, and that of the virtual environment.
const std::string source_folder = SEQLAB_BENCHMARK_FOLDER;
const std::string environment_folder = SEQLAB_BENCHMARK_ENVIRONMENT;

std::vector<std::string> command_of(const std::string& name) {
  if (name != "torch") return {name};
  return {"python3", source_folder + "/versus_torch.py", environment_folder};
}

}  // namespace

Peer::Peer(const std::string& name) : process_(command_of(name)) {}

void Peer::load(const InputFile& columns, const InputFile& reviews) {
  const nlohmann::json answer = ask({{"do", "load"}, {"columns", columns.path}, {"reviews", reviews.path}});
  name_ = answer.at("name").get<std::string>();
}

nlohmann::json Peer::ask(const nlohmann::json& request) {
  process_.write(request.dump() + "\n");
  const std::string answer = process_.read_until("\n");
  try {
    return nlohmann::json::parse(answer);
  } catch (const nlohmann::json::exception&) {
    throw Error("the peer's answer is not JSON: " + answer);
  }
}

Product Peer::product(std::size_t threads, bool quick) {
  const std::size_t size = quick ? 128 : 1024;
  return {"f32", name_, size, [this, threads, size] {
            return ask({{"do", "product"}, {"size", size}, {"threads", threads}}).at("gflops").get<double>();
          }};
}

nlohmann::json request_of(const NetworkSetup& network) {
  return {{"dimension", network.dimension},
          {"hidden", network.hidden},
          {"layers", network.layers},
          {"cell", std::string(base::name_of(network.cell))},
          {"pooling", network.pooling ? std::string(base::name_of(*network.pooling)) : "none"}};
}

}  // namespace seqlab::benchmark
