#include "tasks/sequence_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "io/errors.h"
#include "tasks/model_file.h"
#include "tasks/word_form.h"

namespace seqlab::tasks {

namespace {

// Tokens of a window at most, unless one sequence alone is longer: bounds what is projected at a time and the
// memory of activations.
constexpr std::size_t window_tokens = 16384;
// A batch has so many sequences at least, which fill the tiles of the products as well as more would, and
// then ends when it has its share of the window's tokens, so that every thread gets several pieces.
constexpr std::size_t least_sequences = 8;
constexpr std::size_t batches_a_window = 16;
// What words of earlier windows were projected to.
constexpr std::size_t cache_bytes = std::size_t{64} << 20U;

std::shared_ptr<const nn::Network<float>> make_network(Task task, const ModelOptions& options,
                                                       std::size_t labels) {
  nn::NetworkShape shape;
  shape.cell = options.cell;
  shape.inputs = options.dimension;
  shape.layers = options.layers;
  shape.recurrent = {options.hidden, options.directions,
                     options.initial_state == "learned" ? nn::InitialState::learned : nn::InitialState::zero};
  shape.labels = labels;
  if (task == Task::classifier) shape.pooling = nn::parse_pooling(options.pooling);
  return std::make_shared<const nn::Network<float>>(shape);
}

}  // namespace

SequenceModel::SequenceModel(Task task, const ModelOptions& options, std::vector<std::string> labels,
                             corpus::SchemeStyle scheme, std::shared_ptr<const Vocabulary> vocabulary)
    : task_(task),
      options_(options),
      labels_(std::move(labels)),
      scheme_(scheme),
      vocabulary_(std::move(vocabulary)),
      network_(make_network(task, options, labels_.size())) {}

void SequenceModel::initialise(std::uint64_t seed) {
  weights = network_->initial_weights(nn::Noise(seed).at(0));
  table = nn::Matrix<float>::Zero(nn::index(options_.dimension), nn::index(vocabulary_->rows())).eval();
  nn::Pool serial(1);
  prepare(serial);
}

SequenceModel SequenceModel::load(const std::string& path, Task task) {
  ModelFile file = read_model_file(path, task);
  SequenceModel model(task, file.options, std::move(file.labels), file.scheme, file.vocabulary);
  file.read_weights(model.network_->layout(), model.weights, model.table);
  model.facts = std::move(file.facts);
  model.training_options = std::move(file.training_options);
  model.self_tests_ = std::move(file.self_tests);
  nn::Pool serial(1);
  model.set_precision(file.precision, serial);
  return model;
}

void SequenceModel::save(const std::string& path) const {
  write_model_file(*this, path);
}

std::vector<std::uint32_t> SequenceModel::rows(std::span<const std::string> words) const {
  std::vector<std::uint32_t> result;
  result.reserve(words.size());
  std::string buffer;
  const WordForm form(options_);
  for (const std::string& word : words) result.push_back(vocabulary_->row(form(word, buffer)));
  return result;
}

void SequenceModel::prepare(nn::Pool& pool) {
  prepared_ = std::make_shared<const nn::Network<float>::Prepared>(
      network_->prepare(weights.data(), precision_, pool));
  cache_ = std::make_shared<ProjectionCache>(vocabulary_->rows(), network_->projected_rows(), cache_bytes);
}

void SequenceModel::set_precision(nn::Precision precision, nn::Pool& pool) {
  precision_ = precision;
  prepare(pool);
}

void SequenceModel::run(std::span<const std::vector<std::uint32_t>> sequences, std::size_t batch_size,
                        nn::Pool& pool,
                        const std::function<void(std::size_t, const nn::Matrix<float>&)>& receive,
                        Companions companions) const {
  if (!prepared_) throw std::logic_error("the weights have not been prepared");
  nn::Activations<float> vectors;
  nn::Activations<float> computed;
  for (std::size_t window = 0; window < sequences.size();) {
    std::size_t window_end = window;
    std::vector<std::uint32_t> words;
    do {
      words.insert(words.end(), sequences[window_end].begin(), sequences[window_end].end());
      ++window_end;
    } while (window_end < sequences.size() && words.size() + sequences[window_end].size() <= window_tokens);

    // What the first layer makes of a word is computed once for all its tokens, and kept.
    const nn::DistinctRows distinct(words);
    std::vector<const float*> projected(distinct.rows.size());
    cache_->find(distinct.rows, projected);
    std::vector<std::uint32_t> missing;
    for (std::size_t i = 0; i < projected.size(); ++i) {
      if (projected[i] == nullptr) missing.push_back(distinct.rows[i]);
    }
    table.look_up(missing, vectors);
    network_->project(weights.data(), *prepared_, vectors.matrix(), computed, pool);
    std::size_t next = 0;
    for (const float*& column : projected) {
      if (column == nullptr) column = computed.column(next++);
    }
    cache_->add(missing, computed);
    std::vector<std::span<const std::uint32_t>> columns;
    std::size_t offset = 0;
    for (std::size_t i = window; i < window_end; ++i) {
      columns.push_back(std::span(distinct.columns).subspan(offset, sequences[i].size()));
      offset += sequences[i].size();
    }

    // Longest first, so that the last pieces to be taken are short ones.
    std::vector<std::size_t> order(window_end - window);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return columns[a].size() > columns[b].size(); });
    std::vector<std::span<const std::size_t>> batches;
    for (std::size_t begin = 0; begin < order.size();) {
      std::size_t end = begin;
      std::size_t tokens = 0;
      do {
        tokens += columns[order[end]].size();
        ++end;
      } while (end < order.size() && end - begin < std::max<std::size_t>(batch_size, 1) &&
               (end - begin < least_sequences || tokens < words.size() / batches_a_window) &&
               tokens + columns[order[end]].size() <= window_tokens);
      batches.push_back(std::span(order).subspan(begin, end - begin));
      begin = end;
    }
    pool.run(companions.size() + batches.size(), [&](std::size_t piece) {
      if (piece < companions.size()) return companions[piece]();
      run_batch(
          batches[piece - companions.size()], columns, projected,
          [&](std::size_t i, const nn::Matrix<float>& probabilities) { receive(window + i, probabilities); });
    });
    companions = {};
    window = window_end;
  }
  pool.run(companions.size(), [&](std::size_t piece) { companions[piece](); });
}

void SequenceModel::run_batch(
    std::span<const std::size_t> members, const std::vector<std::span<const std::uint32_t>>& columns,
    std::span<const float* const> projected,
    const std::function<void(std::size_t, const nn::Matrix<float>&)>& receive) const {
  const bool pooled = task_ == Task::classifier;
  std::vector<nn::BatchSequence> sequences;
  for (const std::size_t member : members) sequences.push_back({columns[member], {}, 0});
  const nn::Batch batch = nn::make_batch(sequences, pooled);
  nn::Pool serial(1);
  nn::Activations<float> result;
  network_->probabilities(weights.data(), *prepared_, projected, batch, result, serial);
  const auto probabilities = result.matrix();
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const std::size_t member = batch.packing.order()[packed];
    if (pooled) {
      receive(members[member], probabilities.col(nn::index(member)));
      continue;
    }
    nn::Matrix<float> own(probabilities.rows(), nn::index(batch.packing.length(packed)));
    for (Eigen::Index step = 0; step < own.cols(); ++step) {
      own.col(step) =
          probabilities.col(nn::index(batch.packing.column(packed, static_cast<std::size_t>(step))));
    }
    receive(members[member], own);
  }
}

std::vector<SelfTest> SequenceModel::make_self_tests() const {
  std::vector<SelfTest> tests;
  nn::Pool serial(1);
  const std::size_t words = vocabulary_->trained();  // valid UTF-8, as the readers saw to it
  for (const std::size_t length : {std::size_t{1}, std::size_t{4}, std::size_t{11}}) {
    SelfTest test;
    for (std::size_t i = 0; i < length; ++i) {
      // Words spread over the frequent part of the vocabulary, and one that is in none.
      if (i == 3 || words == 0) {
        test.words.emplace_back("\xEF\xBF\xBD\xEF\xBF\xBDunknown");
      } else {
        test.words.emplace_back(vocabulary_->word(1 + (length * i * i) % words));
      }
    }
    const std::vector<std::vector<std::uint32_t>> sequence{rows(test.words)};
    run(sequence, 1, serial, [&](std::size_t, const nn::Matrix<float>& probabilities) {
      test.probabilities.assign(probabilities.data(), probabilities.data() + probabilities.size());
    });
    tests.push_back(std::move(test));
  }
  return tests;
}

double SequenceModel::self_test_deviation() const {
  double deviation = 0;
  nn::Pool serial(1);
  for (const SelfTest& test : self_tests_) {
    const std::vector<std::vector<std::uint32_t>> sequence{rows(test.words)};
    run(sequence, 1, serial, [&](std::size_t, const nn::Matrix<float>& probabilities) {
      for (Eigen::Index i = 0; i < probabilities.size(); ++i) {
        const double difference =
            std::abs(static_cast<double>(probabilities.data()[i]) -
                     static_cast<double>(test.probabilities[static_cast<std::size_t>(i)]));
        deviation = std::max(deviation, difference);
      }
    });
  }
  return deviation;
}

std::vector<std::pair<std::string, std::string>> SequenceModel::description() const {
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("task", task_ == Task::tagger ? "tagger" : "classifier");
  std::string labels;
  for (const std::string& label : labels_) labels += (labels.empty() ? "" : " ") + label;
  lines.emplace_back("labels", std::to_string(labels_.size()) + ": " + labels);
  if (task_ == Task::tagger) {
    const bool spans = scheme_.scheme != corpus::TagScheme::none;
    lines.emplace_back("tag_scheme", std::string(corpus::to_string(scheme_.scheme)) +
                                         (spans ? std::string(" with ") + scheme_.separator : ""));
  }
  lines.emplace_back("training_words", std::to_string(vocabulary_->trained()));
  lines.emplace_back("further_words", std::to_string(vocabulary_->rows() - 1 - vocabulary_->trained()));
  std::size_t numbers = 0;
  for (const nn::Slot& slot : network_->layout().slots()) numbers += slot.size();
  lines.emplace_back("network_weights", std::to_string(numbers));
  lines.emplace_back("precision", std::string(nn::to_string(precision_)));
  for (const auto& fact : facts) lines.push_back(fact);
  return lines;
}

}  // namespace seqlab::tasks
