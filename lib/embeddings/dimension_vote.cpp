#include "embeddings/dimension_vote.h"

#include <map>

#include "embeddings/text_row.h"

namespace seqlab::embeddings {
namespace {

struct Votes {
  std::size_t dimension = 0;
  std::size_t count = 0;
};

// Each row votes for its number of values as `values_of` counts them.
Votes vote(std::string_view rows, std::optional<std::size_t> header,
           std::size_t (*values_of)(std::string_view line)) {
  std::map<std::size_t, std::size_t> votes;
  std::size_t winner = header.value_or(0);
  if (header) ++votes[winner];
  std::size_t bytes = 0;
  for (std::size_t voters = 0; voters < most_voters && bytes < voters_bytes; ++voters) {
    const auto line = cut_line(rows);
    if (!line) break;
    bytes += line->size();
    if (is_blank(*line)) continue;
    const std::size_t dimension = values_of(*line);
    if (votes.empty()) winner = dimension;
    ++votes[dimension];
  }
  for (const auto& [dimension, count] : votes) {
    if (count > votes[winner]) winner = dimension;
  }
  return {winner, votes[winner]};
}

}  // namespace

std::optional<std::string_view> cut_line(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (end != std::string_view::npos && line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

std::size_t dimension_by_vote(std::string_view rows, std::optional<std::size_t> header) {
  // Words may end in numbers, which another separator cuts off: that reading counts if more lines agree on
  // it.
  const Votes all = vote(rows, header, count_values);
  const Votes separated = vote(rows, header, count_values_of_one_separator);
  return separated.count > all.count ? separated.dimension : all.dimension;
}

}  // namespace seqlab::embeddings
