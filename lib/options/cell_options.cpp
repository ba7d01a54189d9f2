#include "options/cell_options.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/errors.h"
#include "options/option_ranges.h"

namespace seqlab::options {

namespace {

// The options beside the cell itself, and the only cell that has each.
constexpr std::array<std::pair<std::string_view, nn::CellKind>, 5> owners = {
    {{"forget-gate", nn::CellKind::lstm},
     {"peepholes", nn::CellKind::lstm},
     {"block-size", nn::CellKind::lstm},
     {"reset-gate", nn::CellKind::gru},
     {"activation", nn::CellKind::rnn}}};

OptionTable<nn::CellShape> make_cell_options() {
  using C = nn::CellShape;
  constexpr auto scope = OptionScope::model;
  const std::string group = "Network";
  OptionTable<C> table;
  table
      .add({.name = "cell",
            .group = group,
            .help = "recurrent cell; lstm: long short-term memory; gru: gated recurrent unit; rnn: a plain "
                    "recurrent network; mut1 to mut3: those of Jozefowicz et al. 2015",
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
      .add({.name = "activation", .group = group, .help = "cell rnn: activation function", .scope = scope},
           &C::activation);
  return table;
}

}  // namespace

const OptionTable<nn::CellShape>& cell_option_table() {
  static const OptionTable<nn::CellShape> table = make_cell_options();
  return table;
}

void check_cell(const nn::CellShape& cell, std::size_t hidden) {
  const auto given = cell_option_table().values(cell);
  const auto defaults = cell_option_table().values(nn::CellShape());
  for (std::size_t i = 0; i < given.size(); ++i) {
    for (const auto& [name, owner] : owners) {
      if (given[i].first != name || given[i] == defaults[i] || cell.kind == owner) continue;
      throw UsageError("--" + std::string(name) + " is for --cell " + std::string(base::name_of(owner)) +
                       ", not for --cell " + std::string(base::name_of(cell.kind)));
    }
  }
  if (hidden % cell.block_size == 0) return;
  throw UsageError("--block-size " + std::to_string(cell.block_size) + " does not divide --hidden " +
                   std::to_string(hidden));
}

}  // namespace seqlab::options
