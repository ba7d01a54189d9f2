#include "compare/networks.h"

#include <algorithm>

#include "base/errors.h"
#include "options/cell_options.h"

namespace seqlab::compare {

std::string Network::name() const {
  const auto& table = options::cell_option_table();
  const auto defaults = table.values({.kind = cell.kind});
  std::string text(base::name_of(cell.kind.value()));
  for (const auto& setting : table.values(cell)) {
    if (std::find(defaults.begin(), defaults.end(), setting) != defaults.end()) continue;
    text += " --" + setting.first + (setting.second == "true" ? "" : " " + setting.second);
  }
  if (initial == InitialWeights::gaussian) text += " Gaussian U";
  if (initial == InitialWeights::slow_gates) text += " slow gates";
  if (penalised) text += " vanishing penalty";
  return text;
}

std::vector<Network> all_networks() {
  using Kind = nn::CellKind;
  std::vector<Network> all;
  for (const auto& row : nn::name_table(Kind())) all.push_back({{.kind = row.second}});
  all.push_back({{.kind = Kind::lstm, .forget_gate = nn::ForgetGate::none}});
  all.push_back({{.kind = Kind::lstm, .forget_gate = nn::ForgetGate::coupled}});
  all.push_back({{.kind = Kind::lstm, .peepholes = true}});
  all.push_back({{.kind = Kind::lstm, .block_size = lstm_block_size}});
  all.push_back({{.kind = Kind::gru, .reset_gate = nn::ResetGate::before}});
  all.push_back({{.kind = Kind::rnn, .activation = nn::Activation::relu}});
  all.push_back({{.kind = Kind::rnn}, InitialWeights::gaussian});
  all.push_back({{.kind = Kind::rnn}, InitialWeights::gaussian, true});
  all.push_back({{.kind = Kind::lstm}, InitialWeights::slow_gates});
  all.push_back({{.kind = Kind::gru}, InitialWeights::slow_gates});
  return all;
}

std::vector<Network> chosen_networks(std::span<const std::string> names) {
  const std::vector<Network> all = all_networks();
  std::vector<std::string> known(all.size());
  std::transform(all.begin(), all.end(), known.begin(),
                 [](const Network& network) { return network.name(); });
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw UsageError("--cells: '" + name + "' is not a network" + options::nearest_hint(name, known));
    }
  }
  std::vector<Network> chosen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (names.empty() || std::find(names.begin(), names.end(), known[i]) != names.end()) {
      chosen.push_back(all[i]);
    }
  }
  return chosen;
}

}  // namespace seqlab::compare
