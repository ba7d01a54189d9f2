// How many words of a corpus a table of word vectors knows.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "embeddings/lookup.h"

namespace seqlab::embeddings {

// Tokens and types (distinct words), by the step that found them.
struct Coverage {
  std::array<std::size_t, lookup_steps> tokens{};
  std::array<std::size_t, lookup_steps> types{};

  // Adds a distinct word that occurs `count` times. `find` as in look_up().
  void add(std::string_view word, std::size_t count,
           const std::function<std::optional<std::size_t>(std::string_view)>& find);
  [[nodiscard]] std::size_t all_tokens() const;
  [[nodiscard]] std::size_t all_types() const;
};

}  // namespace seqlab::embeddings
