#include "compare/networks.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"

using namespace seqlab;
using namespace seqlab::compare;

TEST_CASE("every cell of the registry is compared, and no network twice") {
  std::set<std::string> names;
  for (const Network& network : all_networks()) names.insert(network.name());
  CHECK(names.size() == all_networks().size());
  for (const auto& [name, kind] : nn::name_table(nn::CellKind())) CHECK(names.contains(std::string(name)));
}

TEST_CASE("a network is named as a user would choose its cell") {
  CHECK(Network{{.kind = nn::CellKind::gru}}.name() == "gru");
  CHECK(Network{{.kind = nn::CellKind::gru, .reset_gate = nn::ResetGate::before}}.name() ==
        "gru --reset-gate before");
  CHECK(Network{{.kind = nn::CellKind::lstm, .peepholes = true}}.name() == "lstm --peepholes");
  CHECK(Network{{.kind = nn::CellKind::rnn}, InitialWeights::gaussian}.name() == "rnn Gaussian U");
}

TEST_CASE("networks are chosen by name, and an unknown name is refused with the nearest") {
  const auto chosen = chosen_networks(std::vector<std::string>{"rnn Gaussian U", "gru"});
  REQUIRE(chosen.size() == 2);
  CHECK(chosen[0].name() == "gru");
  CHECK(chosen[1].name() == "rnn Gaussian U");
  CHECK(chosen_networks({}).size() == all_networks().size());
  try {
    chosen_networks(std::vector<std::string>{"gru --reset-gate befor"});
    FAIL("no error");
  } catch (const UsageError& error) {
    CHECK(std::string(error.what()).find("the nearest is 'gru --reset-gate before'") != std::string::npos);
  }
}
