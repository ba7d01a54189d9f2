#include "embeddings/coverage.h"

#include <numeric>

namespace seqlab::embeddings {

void Coverage::add(std::string_view word, std::size_t count,
                   const std::function<std::optional<std::size_t>(std::string_view)>& find) {
  const auto step = static_cast<std::size_t>(look_up(word, find).step);
  tokens[step] += count;
  ++types[step];
}

std::size_t Coverage::all_tokens() const {
  return std::accumulate(tokens.begin(), tokens.end(), std::size_t{0});
}

std::size_t Coverage::all_types() const {
  return std::accumulate(types.begin(), types.end(), std::size_t{0});
}

}  // namespace seqlab::embeddings
