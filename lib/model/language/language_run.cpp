// Runs a language model over sequences of symbols: scores, and outputs for other models.
#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <utility>

#include "base/errors.h"
#include "corpus/symbols/symbol_streams.h"
#include "model/language/language_model.h"
#include "model/self_test.h"
#include "nn/batch.h"
#include "nn/numbers/distinct_rows.h"

namespace seqlab::model {

namespace {

// Symbols of all streams that are scored at a time.
constexpr std::size_t scored_symbols = 4096;
// Symbols of each sequence that are read at a time.
constexpr std::size_t read_symbols = 512;

// The score of a sequence, from ln p of its symbols.
evaluation::LanguageScore score_of(std::span<const double> log_probabilities,
                                   std::span<const std::uint32_t> symbols) {
  evaluation::LanguageScore score;
  score.sum = std::accumulate(log_probabilities.begin(), log_probabilities.end(), 0.0);
  score.symbols = symbols.size();
  score.unknown = static_cast<std::size_t>(std::ranges::count(symbols, Vocabulary::unknown));
  if (!std::isfinite(score.sum)) {
    throw ModelError(std::string(results_not_finite));
  }
  return score;
}

}  // namespace

LanguageModel::SymbolBatch LanguageModel::make_symbol_batch(std::span<const std::uint32_t> read,
                                                            std::span<const std::size_t> lengths,
                                                            std::span<const std::int32_t> gold) const {
  const nn::DistinctRows distinct({read.begin(), read.end()});
  SymbolBatch result;
  result.columns.resize(distinct.rows.size());
  project(distinct.rows, result.columns, result.computed);
  std::vector<nn::BatchSequence> parts;
  std::size_t offset = 0;
  for (const std::size_t length : lengths) {
    nn::BatchSequence& part = parts.emplace_back();
    part.tokens = std::span(distinct.columns).subspan(offset, length);
    if (!gold.empty()) part.gold = {gold.subspan(offset, length)};
    offset += length;
  }
  result.batch = nn::make_batch(parts, 1, false);
  return result;
}

nn::Activations<float> LanguageModel::project_conditions(
    std::span<const std::span<const float>> conditions) const {
  nn::Matrix<float> columns(nn::index(condition_), nn::index(conditions.size()));
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    std::ranges::copy(conditions[i], columns.col(nn::index(i)).data());
  }
  base::Pool serial(1);
  nn::Activations<float> projected;
  network_->project_side(derived().prepared, columns, projected, serial);
  return projected;
}

std::vector<std::vector<double>> LanguageModel::score_rows(
    std::span<const std::vector<std::uint32_t>> sequences, const std::vector<nn::States<float>>* initial,
    std::vector<nn::States<float>>& final, base::Pool& pool,
    std::span<const std::span<const float>> conditions) const {
  std::vector<std::uint32_t> read;
  std::vector<std::int32_t> gold;
  std::vector<std::size_t> lengths;
  for (const std::vector<std::uint32_t>& rows : sequences) {
    read.insert(read.end(), rows.begin(), rows.end() - 1);
    for (std::size_t i = 1; i < rows.size(); ++i) gold.push_back(static_cast<std::int32_t>(rows[i]));
    lengths.push_back(rows.size() - 1);
  }
  SymbolBatch symbols = make_symbol_batch(read, lengths, gold);
  nn::Batch& batch = symbols.batch;
  nn::Activations<float> projected;
  std::vector<const float*> sides;
  if (!conditions.empty()) {
    batch.sides = nn::sides_of_sequences(batch.packing);
    projected = project_conditions(conditions);
    for (std::size_t i = 0; i < conditions.size(); ++i) sides.push_back(projected.column(i));
  }
  std::vector<double> scores;
  network_->score(weights().network.data(), derived().prepared, symbols.columns, batch, 0, initial, scores,
                  final, pool, sides);
  std::vector<std::vector<double>> result(sequences.size());
  for (std::size_t packed = 0; packed < sequences.size(); ++packed) {
    std::vector<double>& own = result[batch.packing.order()[packed]];
    for (std::size_t step = 0; step < batch.packing.length(packed); ++step) {
      own.push_back(scores[batch.packing.column(packed, step)]);
    }
  }
  return result;
}

void LanguageModel::read(std::span<const SymbolReading* const> readings, nn::Columns<float> outputs) const {
  struct Place {
    const SymbolReading* reading;
    std::size_t first;  // column of outputs
  };
  std::vector<Place> places;
  std::size_t tokens = 0;
  for (const SymbolReading* const reading : readings) {
    if (!reading->ends.empty()) places.push_back({reading, tokens});
    tokens += reading->ends.size();
  }
  base::Pool serial(1);
  nn::Activations<float> output;
  std::vector<nn::States<float>> states;
  for (std::size_t done = 0; !places.empty(); done += read_symbols) {
    std::vector<std::uint32_t> read;
    std::vector<std::size_t> lengths;
    for (const Place& place : places) {
      const std::span<const std::uint32_t> all = place.reading->symbols;
      const auto part = all.subspan(done, std::min(read_symbols, all.size() - done));
      read.insert(read.end(), part.begin(), part.end());
      lengths.push_back(part.size());
    }
    const SymbolBatch symbols = make_symbol_batch(read, lengths, {});
    const nn::Packing& packing = symbols.batch.packing;
    std::vector<nn::States<float>> final;
    network_->encode(weights().network.data(), derived().prepared, symbols.columns, symbols.batch,
                     done == 0 ? nullptr : &states, output, final, serial);
    for (std::size_t packed = 0; packed < places.size(); ++packed) {
      const Place& place = places[packing.order()[packed]];
      const std::vector<std::uint32_t>& ends = place.reading->ends;
      for (std::size_t token = 0; token < ends.size(); ++token) {
        if (ends[token] <= done || ends[token] > done + packing.length(packed)) continue;
        outputs.col(nn::index(place.first + token)) =
            output.matrix().col(nn::index(packing.column(packed, ends[token] - done - 1)));
      }
    }
    // Those that have symbols left go on.
    std::vector<Eigen::Index> left;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i].reading->symbols.size() > done + read_symbols) left.push_back(nn::index(i));
    }
    std::vector<Place> next;
    for (const Eigen::Index i : left) next.push_back(places[static_cast<std::size_t>(i)]);
    places = std::move(next);
    for (nn::States<float>& layer : final) {
      for (nn::Matrix<float>& state : layer) state = nn::Matrix<float>(state(Eigen::all, left));
    }
    states = std::move(final);
  }
}

std::vector<evaluation::LanguageScore> LanguageModel::score_lines(
    std::span<const std::string> lines, std::size_t batch_size, base::Pool& pool,
    std::span<const std::span<const float>> conditions) const {
  std::vector<std::vector<std::uint32_t>> rows;
  const std::uint32_t end = symbols_->row(corpus::line_end);
  for (const std::string& line : lines) {
    std::vector<std::uint32_t>& own = rows.emplace_back(1, end);
    const std::vector<std::uint32_t> symbols = rows_of(line);
    own.insert(own.end(), symbols.begin(), symbols.end());
    own.push_back(end);
  }
  return score_line_rows(rows, batch_size, pool, conditions);
}

std::vector<evaluation::LanguageScore> LanguageModel::score_line_rows(
    std::span<const std::vector<std::uint32_t>> lines, std::size_t batch_size, base::Pool& pool,
    std::span<const std::span<const float>> conditions) const {
  // Lines of similar length together, the longest first.
  std::vector<std::size_t> order(lines.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), [&](std::size_t i) { return lines[i].size(); });
  std::vector<evaluation::LanguageScore> result(lines.size());
  pool.run((lines.size() + batch_size - 1) / batch_size, [&](std::size_t piece) {
    const auto members =
        std::span(order).subspan(piece * batch_size, std::min(batch_size, lines.size() - piece * batch_size));
    std::vector<std::vector<std::uint32_t>> sequences;
    std::vector<std::span<const float>> own_conditions;
    for (const std::size_t member : members) {
      sequences.push_back(lines[member]);
      if (!conditions.empty()) own_conditions.push_back(conditions[member]);
    }
    base::Pool serial(1);
    std::vector<nn::States<float>> final;
    const auto scores = score_rows(sequences, nullptr, final, serial, own_conditions);
    for (std::size_t i = 0; i < members.size(); ++i) {
      result[members[i]] = score_of(scores[i], std::span(sequences[i]).subspan(1));
    }
  });
  throw_if_changed();
  return result;
}

evaluation::LanguageScore LanguageModel::score(const corpus::SymbolStreams& streams, base::Pool& pool) const {
  evaluation::LanguageScore result;
  if (streams.streams() == 0) return result;
  const std::size_t at_a_time = std::max<std::size_t>(scored_symbols / streams.streams(), 1);
  std::vector<nn::States<float>> states = network_->zero_states(streams.streams());
  bool first = true;
  for (std::size_t done = 0; done < streams.longest(); done += at_a_time, first = false) {
    std::vector<std::vector<std::uint32_t>> sequences(streams.streams());
    for (std::size_t stream = 0; stream < streams.streams(); ++stream) {
      const std::size_t left = streams.predicted(stream) - std::min(done, streams.predicted(stream));
      const std::size_t begin = streams.predicted(stream) - left;
      streams.read(stream, begin, std::min(left, at_a_time),
                   [&](std::string_view symbol) { sequences[stream].push_back(symbols_->row(symbol)); });
    }
    std::vector<nn::States<float>> final;
    const auto scores = score_rows(sequences, first ? nullptr : &states, final, pool);
    for (std::size_t stream = 0; stream < streams.streams(); ++stream) {
      result += score_of(scores[stream], std::span(sequences[stream]).subspan(1));
    }
    states = std::move(final);
  }
  throw_if_changed();
  return result;
}

}  // namespace seqlab::model
