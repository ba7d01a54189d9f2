#include "options/cell_options.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/errors.h"
#include "options/option_ranges.h"

namespace seqlab::options {

namespace {

// The options beside the cell itself, and the cells that have each.
struct Owners {
  std::string_view option;
  std::vector<std::optional<nn::CellKind>> cells;
};
const std::vector<Owners>& owners() {
  using Kind = nn::CellKind;
  static const std::vector<Owners> all = {{"forget-gate", {Kind::lstm}},
                                          {"peepholes", {Kind::lstm}},
                                          {"block-size", {Kind::lstm}},
                                          {"reset-gate", {Kind::gru}},
                                          {"activation", {Kind::rnn, std::nullopt}},
                                          {"context", {std::nullopt}}};
  return all;
}

std::string name_of(const std::optional<nn::CellKind>& cell) {
  return cell ? std::string(base::name_of(*cell)) : "none";
}

OptionTable<nn::CellShape> make_cell_options() {
  using C = nn::CellShape;
  constexpr auto scope = OptionScope::model;
  const std::string group = "Network";
  OptionTable<C> table;
  table
      .add({.name = "cell",
            .group = group,
            .help = "recurrent cell; lstm: long short-term memory; gru: gated recurrent unit; rnn: a plain "
                    "recurrent network; mut1 to mut3: those of Jozefowicz et al. 2015; none: no "
                    "recurrence, each layer reads its tokens one by one",
            .absent = "none",
            .scope = scope},
           &C::kind)
      .add({.name = "forget-gate",
            .group = group,
            .help = "cell lstm: how the cell forgets; learned: by a gate; none: never; coupled: as much as "
                    "it takes in",
            .scope = scope},
           &C::forget_gate)
      .add({.name = "peepholes",
            .group = group,
            .help = "cell lstm: let the gates see the cell's state",
            .scope = scope},
           &C::peepholes)
      .add({.name = "block-size",
            .group = group,
            .help = "cell lstm: number of states that share their gates; must divide --hidden",
            .range = {.low = 1, .high = largest_size},
            .scope = scope},
           &C::block_size)
      .add({.name = "reset-gate",
            .group = group,
            .help = "cell gru: where the state is reset; after: after its product, as PyTorch does; before: "
                    "before it, as in the first paper",
            .scope = scope},
           &C::reset_gate)
      .add({.name = "activation",
            .group = group,
            .help = "cell rnn or none: activation function",
            .scope = scope},
           &C::activation)
      .add({.name = "context",
            .group = group,
            .help = "cell none: number of tokens on either side of a token that the first layer reads too",
            .range = {.low = 0, .high = 50},
            .scope = scope},
           &C::context);
  return table;
}

}  // namespace

const OptionTable<nn::CellShape>& cell_option_table() {
  static const OptionTable<nn::CellShape> table = make_cell_options();
  return table;
}

void check_cell(const ModelOptions& options) {
  const nn::CellShape& cell = options.cell;
  const auto given = cell_option_table().values(cell);
  const auto defaults = cell_option_table().values(nn::CellShape());
  for (const Owners& own : owners()) {
    const bool changed = std::any_of(given.begin(), given.end(), [&](const auto& setting) {
      return setting.first == own.option &&
             std::find(defaults.begin(), defaults.end(), setting) == defaults.end();
    });
    if (!changed || std::find(own.cells.begin(), own.cells.end(), cell.kind) != own.cells.end()) continue;
    std::string known;
    for (const auto& kind : own.cells) known += (known.empty() ? "" : " or ") + name_of(kind);
    throw UsageError("--" + std::string(own.option) + " is for --cell " + known + ", not for --cell " +
                     name_of(cell.kind));
  }
  if (options.hidden % cell.block_size != 0) {
    throw UsageError("--block-size " + std::to_string(cell.block_size) + " does not divide --hidden " +
                     std::to_string(options.hidden));
  }
  if (cell.kind) {
    if (options.layers == 0) throw UsageError("--layers 0 is for --cell none");
    return;
  }
  if (options.initial_state == nn::InitialState::learned) {
    throw UsageError("--initial-state learned needs a recurrent cell, not --cell none");
  }
  if (options.pooling == nn::Pooling::last) {
    throw UsageError("--pooling last needs a recurrent cell, not --cell none");
  }
}

void check_cell(const TrainingOptions& options) {
  check_cell(options.model);
  if (!options.model.cell.kind && options.bptt > 0) {
    throw UsageError("--bptt needs a recurrent cell, not --cell none");
  }
  if (options.vanishing_penalty > 0 && options.model.cell.kind != nn::CellKind::rnn) {
    throw UsageError("--vanishing-penalty is for --cell rnn, not for --cell " +
                     name_of(options.model.cell.kind));
  }
  if (!options.stateful) return;
  if (options.bptt == 0)
    throw UsageError("--stateful needs --bptt N, the number of tokens that a step reads");
  if (options.model.directions != 1) throw UsageError("--stateful needs --directions 1");
}

}  // namespace seqlab::options
