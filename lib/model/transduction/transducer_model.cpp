#include "model/transduction/transducer_model.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "base/errors.h"
#include "io/tensor_file.h"
#include "model/model_file.h"
#include "model/self_test.h"
#include "model/transduction/transducer_model_file.h"
#include "options/cell_options.h"

namespace seqlab::model {

namespace {

// Branches of the seed's noise.
constexpr std::uint64_t transducer_weights = 0;

constexpr std::string_view no_symbol = "\xEF\xBF\xBD";

std::shared_ptr<const nn::Transducer<float>> make_transducer(const options::ModelOptions& options,
                                                             const TransducerVocabulary& vocabulary) {
  options::check_cell(options);
  if (!options.cell.kind) throw UsageError("a transducer needs a recurrent cell, not --cell none");
  nn::TransducerShape shape;
  shape.source = vocabulary.source == nullptr
                     ? nn::TokenVectorsShape{vocabulary.width, options.dimension, true}
                     : nn::TokenVectorsShape{vocabulary.source->rows(), options.dimension, false};
  shape.target = {vocabulary.target->rows() + 1, options.dimension, false};
  shape.layers = options.layers;
  shape.encoder = {options.hidden, options.directions, options.initial_state, options.cell};
  shape.decoder_hidden = options.hidden * options.directions;
  shape.decoder_cell = options.cell;
  shape.layer_output = {options.connections, options.layer_norm};
  return std::make_shared<const nn::Transducer<float>>(shape);
}

options::ModelOptions in_both_directions(options::ModelOptions options) {
  options.directions = 2;
  return options;
}

// The places of items from the longest to the shortest.
template <class Length>
std::vector<std::size_t> longest_first(std::size_t count, const Length& length) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, std::greater(), length);
  return order;
}

// Calls work(members) for each batch of the places, in any thread.
template <class Work>
void each_batch(std::span<const std::size_t> places, std::size_t batch_size, base::Pool& pool,
                const Work& work) {
  pool.run((places.size() + batch_size - 1) / batch_size, [&](std::size_t piece) {
    const std::size_t begin = piece * batch_size;
    work(places.subspan(begin, std::min(batch_size, places.size() - begin)));
  });
}

std::size_t length_of(const SourceRows& source) {
  return source.symbols.size() + static_cast<std::size_t>(source.vectors.cols());
}

}  // namespace

struct TransducerModel::Distinct {
  std::vector<SourceRows> sources;
  std::vector<std::size_t> of;  // the source of each pair
};

TransducerModel::TransducerModel(const options::ModelOptions& options, TransducerVocabulary vocabulary)
    : Model(Task::transducer, in_both_directions(options), {}),
      vocabulary_(std::move(vocabulary)),
      source_symbols_(vocabulary_.source == nullptr ? nullptr
                                                    : std::make_shared<const SymbolRows>(vocabulary_.source)),
      target_symbols_(std::make_shared<const SymbolRows>(vocabulary_.target)),
      network_(make_transducer(this->options(), vocabulary_)) {}

void TransducerModel::initialise(std::uint64_t seed) {
  edit_weights().network = network_->initial_weights(base::Noise(seed).at(0).at(transducer_weights));
}

TransducerModel TransducerModel::load(const std::string& path) {
  return load(std::make_shared<const io::TensorFile>(io::TensorFile::open(path)));
}

TransducerModel TransducerModel::load(std::shared_ptr<const io::TensorFile> tensors) {
  TransducerModelFile file = read_transducer_model_file(std::move(tensors));
  TransducerModel model(file.common.options, std::move(file.vocabulary));
  model.self_tests_ = std::move(file.self_tests);
  load_weights(std::move(file.common), {}, model);
  return model;
}

void TransducerModel::save(const std::string& path) const {
  write_transducer_model_file(*this, path);
}

corpus::SymbolUnit TransducerModel::source_unit() const {
  return options().source_symbols.value_or(options().symbols);
}

SourceRows TransducerModel::rows_of(const corpus::Source& source, const Place& place) const {
  SourceRows rows;
  if (source.vectors != reads_vectors()) {
    throw DataError(place, source.vectors ? "the source is vectors; the model reads text"
                                          : "the source is text; the model reads vectors");
  }
  if (!source.vectors) {
    corpus::each_symbol(source, source_unit(), [&](std::string_view symbol) {
      rows.symbols.push_back(source_symbols_->row(symbol));
    });
    return rows;
  }
  if (source.numbers.empty()) {
    rows.vectors.resize(nn::index(vocabulary_.width), 0);
    return rows;
  }
  if (source.width != vocabulary_.width) {
    throw DataError(place, "the vectors have " + std::to_string(source.width) +
                               " numbers; those that the model reads have " +
                               std::to_string(vocabulary_.width));
  }
  rows.vectors.resize(nn::index(source.width), nn::index(source.numbers.size() / source.width));
  std::copy(source.numbers.begin(), source.numbers.end(), rows.vectors.data());
  return rows;
}

std::vector<std::uint32_t> TransducerModel::target_rows(std::string_view target) const {
  std::vector<std::uint32_t> rows;
  corpus::each_symbol(target, target_unit(),
                      [&](std::string_view symbol) { rows.push_back(target_symbols_->row(symbol)); });
  return rows;
}

nn::TokenBatch<float> TransducerModel::pack(std::span<const SourceRows* const> sources) const {
  if (reads_vectors()) {
    std::vector<nn::Matrix<float>> vectors;
    for (const SourceRows* const source : sources) vectors.push_back(source->vectors);
    return nn::pack_numbers<float>(vectors, vocabulary_.width);
  }
  std::vector<std::span<const std::uint32_t>> symbols;
  for (const SourceRows* const source : sources) symbols.emplace_back(source->symbols);
  return nn::pack_symbols<float>(symbols);
}

const nn::Transducer<float>::Prepared& TransducerModel::prepared() const {
  std::call_once(derived_->once, [this] {
    base::Pool serial(1);
    derived_->prepared = network_->prepare(weights().network.data(), precision(), serial);
  });
  return derived_->prepared;
}

TransducerModel::Distinct TransducerModel::distinct_sources(std::span<const corpus::Pair> pairs) const {
  Distinct distinct;
  std::map<std::vector<std::uint32_t>, std::size_t> known;
  for (const corpus::Pair& pair : pairs) {
    SourceRows rows = rows_of(pair.source, pair.place);
    std::size_t place = distinct.sources.size();
    if (!reads_vectors()) place = known.try_emplace(rows.symbols, place).first->second;
    distinct.of.push_back(place);
    if (place == distinct.sources.size()) distinct.sources.push_back(std::move(rows));
  }
  return distinct;
}

std::vector<nn::Transduction<float>> TransducerModel::search(const Distinct& distinct,
                                                             const TransduceOptions& options,
                                                             base::Pool& pool) const {
  const std::vector<SourceRows>& sources = distinct.sources;
  const std::vector<std::size_t> order =
      longest_first(sources.size(), [&](std::size_t i) { return length_of(sources[i]); });
  std::vector<nn::Transduction<float>> result(sources.size());
  each_batch(order, options.batch_size, pool, [&](std::span<const std::size_t> members) {
    base::Pool serial(1);
    std::vector<const SourceRows*> own;
    for (const std::size_t member : members) own.push_back(&sources[member]);
    nn::Transducer<float>::Encoded encoded;
    network_->encode(weights().network.data(), prepared(), pack(own), encoded, serial);
    auto found = nn::search_beam(*network_, weights().network.data(), prepared(), encoded,
                                 {.width = options.beam, .attention = true}, serial);
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (!found[i].finite) throw ModelError(std::string(results_not_finite));
      result[members[i]] = std::move(found[i]);
    }
  });
  return result;
}

corpus::Transduced TransducerModel::written(const nn::Transduction<float>& found,
                                            const corpus::Source& source, bool attention) const {
  std::vector<std::string> read;
  const auto attended = [&](Eigen::Index symbol) {
    if (read.empty() && !source.vectors) {
      corpus::each_symbol(source, source_unit(), [&](std::string_view own) { read.emplace_back(own); });
    }
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < read.size(); ++i) {
      if (corpus::is_tag_symbol(read[i])) continue;
      if (!best || found.attention(nn::index(i), symbol) > found.attention(nn::index(*best), symbol))
        best = i;
    }
    return best ? std::string_view(read[*best]) : no_symbol;
  };
  corpus::Transduced result;
  const bool words = target_unit() == corpus::SymbolUnit::words;
  for (std::size_t i = 0; i < found.symbols.size(); ++i) {
    const std::uint32_t row = found.symbols[i];
    if (words && i > 0) result.target += ' ';
    result.target += row == Vocabulary::unknown ? attended(nn::index(i)) : target_symbols_->symbol(row);
  }
  result.log_probability = found.log_probability;
  result.ended = found.ended;
  if (!attention) return result;
  for (Eigen::Index symbol = 0; symbol < found.attention.cols(); ++symbol) {
    const auto column = found.attention.col(symbol);
    result.attention.emplace_back(column.begin(), column.end());
  }
  return result;
}

std::vector<corpus::Transduced> TransducerModel::run(std::span<const corpus::Pair> sources,
                                                     const TransduceOptions& options,
                                                     base::Pool& pool) const {
  const Distinct distinct = distinct_sources(sources);
  const std::vector<nn::Transduction<float>> found = search(distinct, options, pool);
  std::vector<corpus::Transduced> results;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    results.push_back(written(found[distinct.of[i]], sources[i].source, options.attention));
  }
  throw_if_changed();
  return results;
}

std::vector<std::vector<double>> TransducerModel::score_rows(
    std::span<const SourceRows* const> sources, std::span<const std::vector<std::uint32_t>> targets) const {
  base::Pool serial(1);
  nn::Transducer<float>::Encoded encoded;
  network_->encode(weights().network.data(), prepared(), pack(sources), encoded, serial);
  const std::vector<std::span<const std::uint32_t>> views(targets.begin(), targets.end());
  const auto batch = nn::pack_targets<float>(views, network_->target_symbols());
  std::vector<double> scores;
  network_->score(weights().network.data(), prepared(), encoded, batch, scores, serial);
  std::vector<std::vector<double>> result(sources.size());
  const nn::Packing& packing = batch.tokens.packing;
  for (std::size_t packed = 0; packed < packing.sequences(); ++packed) {
    std::vector<double>& own = result[packing.order()[packed]];
    for (std::size_t step = 0; step < packing.length(packed); ++step) {
      own.push_back(scores[packing.column(packed, step)]);
    }
  }
  return result;
}

evaluation::TransductionScore TransducerModel::score(std::span<const corpus::Pair> pairs,
                                                     const TransduceOptions& options,
                                                     base::Pool& pool) const {
  const Distinct distinct = distinct_sources(pairs);
  const std::vector<nn::Transduction<float>> found = search(distinct, options, pool);
  std::vector<std::vector<std::uint32_t>> targets;
  for (const corpus::Pair& pair : pairs) targets.push_back(target_rows(pair.target.value()));
  const std::vector<std::size_t> order =
      longest_first(pairs.size(), [&](std::size_t i) { return targets[i].size(); });
  std::vector<double> log_probabilities(pairs.size());
  each_batch(order, options.batch_size, pool, [&](std::span<const std::size_t> members) {
    std::vector<const SourceRows*> sources;
    std::vector<std::vector<std::uint32_t>> own;
    for (const std::size_t member : members) {
      sources.push_back(&distinct.sources[distinct.of[member]]);
      own.push_back(targets[member]);
    }
    const auto scores = score_rows(sources, own);
    for (std::size_t i = 0; i < members.size(); ++i) {
      log_probabilities[members[i]] = std::accumulate(scores[i].begin(), scores[i].end(), 0.0);
    }
  });
  evaluation::TransductionScore score(target_unit());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const std::string target = written(found[distinct.of[i]], pairs[i].source, false).target;
    score.add(*pairs[i].target, target, log_probabilities[i]);
  }
  if (!std::isfinite(score.loss())) throw ModelError(std::string(results_not_finite));
  throw_if_changed();
  return score;
}

std::vector<double> TransducerModel::score_self_test(const TransducerSelfTest& test) const {
  SourceRows source;
  if (reads_vectors()) {
    source.vectors.resize(nn::index(vocabulary_.width), nn::index(test.source_vectors.size()));
    for (std::size_t i = 0; i < test.source_vectors.size(); ++i) {
      std::copy_n(test.source_vectors[i].data(), vocabulary_.width, source.vectors.col(nn::index(i)).data());
    }
  } else {
    for (const std::string& symbol : test.source_symbols) {
      source.symbols.push_back(source_symbols_->row(symbol));
    }
  }
  std::vector<std::uint32_t> target;
  for (const std::string& symbol : test.target) target.push_back(target_symbols_->row(symbol));
  const SourceRows* const sources[] = {&source};
  return score_rows(sources, {&target, 1}).front();
}

std::vector<TransducerSelfTest> TransducerModel::make_self_tests() const {
  // The ith of some frequent symbols, and one that is in no vocabulary.
  const auto symbol = [](const Vocabulary& vocabulary, std::size_t i, std::size_t length) {
    return std::string(i == 3 || vocabulary.trained() == 0
                           ? std::string_view("\xEF\xBF\xBDunknown")
                           : vocabulary.word(1 + (length * i * i) % vocabulary.trained()));
  };
  std::vector<TransducerSelfTest> tests;
  for (const std::size_t length : {std::size_t{1}, std::size_t{9}}) {
    TransducerSelfTest& test = tests.emplace_back();
    for (std::size_t i = 0; i < length; ++i) {
      if (reads_vectors()) {
        std::vector<float>& vector = test.source_vectors.emplace_back();
        for (std::size_t number = 0; number < vocabulary_.width; ++number) {
          vector.push_back(static_cast<float>((number + 3 * i) % 5) / 4 - 0.5F);
        }
      } else {
        test.source_symbols.push_back(symbol(*vocabulary_.source, i, length));
      }
      test.target.push_back(symbol(*vocabulary_.target, i, length + 2));
    }
    test.log_probabilities = score_self_test(test);
    for (const double value : test.log_probabilities) {
      if (!std::isfinite(value)) throw ModelError(std::string(results_not_finite));
    }
  }
  return tests;
}

double TransducerModel::self_test_deviation() const {
  double deviation = 0;
  for (const TransducerSelfTest& test : self_tests_) {
    const std::vector<double> now = score_self_test(test);
    for (std::size_t i = 0; i < now.size(); ++i) {
      const double difference = std::abs(std::exp(now[i]) - std::exp(test.log_probabilities[i]));
      deviation = std::max(deviation, std::isnan(difference) ? HUGE_VAL : difference);
    }
  }
  return deviation;
}

std::vector<std::pair<std::string, std::string>> TransducerModel::description(
    std::size_t /*most_labels*/) const {
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("task", std::string(base::name_of(task())));
  if (reads_vectors()) {
    lines.emplace_back("numbers_of_a_vector", std::to_string(vocabulary_.width));
  } else {
    lines.emplace_back("source_symbols_known", std::to_string(vocabulary_.source->rows() - 1));
  }
  lines.emplace_back("target_symbols_known", std::to_string(vocabulary_.target->rows() - 1));
  lines.emplace_back("network_weights", std::to_string(layout().size()));
  lines.emplace_back("precision", std::string(base::name_of(precision())));
  for (const auto& fact : facts) lines.push_back(fact);
  return lines;
}

}  // namespace seqlab::model
