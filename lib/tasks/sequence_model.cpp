#include "tasks/sequence_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <unordered_map>

#include "io/errors.h"
#include "nn/distinct_rows.h"
#include "tasks/label_transitions.h"
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
                                                       std::span<const ModelHead> heads,
                                                       const Alphabet* alphabet, const FeatureSet& features) {
  nn::NetworkShape shape;
  shape.cell = options.cell;
  shape.input.dimension = options.dimension;
  if (alphabet != nullptr) {
    shape.input.characters = {nn::parse_character_kind(options.characters),
                              alphabet->rows(),
                              options.character_dimension,
                              options.filters,
                              options.window,
                              options.character_hidden};
  }
  shape.input.features = features.shapes();
  shape.layers = options.layers;
  shape.recurrent = {options.hidden, options.directions,
                     options.initial_state == "learned" ? nn::InitialState::learned : nn::InitialState::zero};
  if (task == Task::classifier) shape.pooling = nn::parse_pooling(options.pooling);
  for (const ModelHead& head : heads) {
    const std::string name = shape.heads.empty() ? "head" : "head." + head.name;
    shape.heads.push_back({name, head.labels.names.size(), head.decoder,
                           allowed_transitions(head.labels.names, head.labels.scheme), head.weight});
  }
  return std::make_shared<const nn::Network<float>>(shape);
}

// A matrix of its own from some columns of probabilities.
nn::Matrix<float> columns_of(const nn::Activations<float>& probabilities, const nn::Packing& packing,
                             std::size_t packed) {
  nn::Matrix<float> own(nn::index(probabilities.rows()), nn::index(packing.length(packed)));
  for (std::size_t step = 0; step < packing.length(packed); ++step) {
    own.col(nn::index(step)) = probabilities.matrix().col(nn::index(packing.column(packed, step)));
  }
  return own;
}

// Rows at the end of a form.
constexpr std::size_t row_bytes = 4;

void append_row(std::uint32_t row, std::string& form) {
  for (std::size_t byte = 0; byte < row_bytes; ++byte) form += static_cast<char>((row >> (8 * byte)) & 0xFFU);
}

std::uint32_t take_row(std::string_view& form) {
  std::uint32_t row = 0;
  for (std::size_t byte = 0; byte < row_bytes; ++byte) {
    row = row << 8U | static_cast<unsigned char>(form.back());
    form.remove_suffix(1);
  }
  return row;
}

}  // namespace

SequenceModel::SequenceModel(Task task, const ModelOptions& options, std::vector<ModelHead> heads,
                             std::shared_ptr<const Vocabulary> vocabulary,
                             std::shared_ptr<const Alphabet> alphabet,
                             std::shared_ptr<const FeatureSet> features)
    : task_(task),
      options_(options),
      heads_(std::move(heads)),
      vocabulary_(std::move(vocabulary)),
      alphabet_(std::move(alphabet)),
      features_(features ? std::move(features) : std::make_shared<const FeatureSet>()),
      network_(make_network(task, options, heads_, alphabet_.get(), *features_)) {}

void SequenceModel::initialise(std::uint64_t seed) {
  weights = network_->initial_weights(nn::Noise(seed).at(0));
  table = nn::Matrix<float>::Zero(nn::index(options_.dimension), nn::index(vocabulary_->rows())).eval();
  nn::Pool serial(1);
  prepare(serial);
}

SequenceModel SequenceModel::load(const std::string& path, Task task) {
  ModelFile file = read_model_file(path, task);
  SequenceModel model(task, file.options, std::move(file.heads), file.vocabulary, std::move(file.alphabet),
                      std::move(file.features));
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

LookedUp SequenceModel::look_up(std::span<const std::string> words,
                                std::span<const std::vector<std::string>> columns) const {
  if (columns.size() < features_->columns()) {
    throw UsageError("the model reads the column " + features_->column_choice(columns.size()).column +
                     " of the data, which is not given here");
  }
  const WordForm form_of(options_);
  const bool forms = alphabet_ || features_->size() > 0;
  std::string buffer;
  LookedUp result;
  result.rows.reserve(words.size());
  if (forms) result.forms.reserve(words.size());
  for (std::size_t token = 0; token < words.size(); ++token) {
    const std::string_view form = form_of(words[token], buffer);
    const std::uint32_t row = vocabulary_->row(form);
    result.rows.push_back(row);
    if (!forms) continue;
    const bool told = features_->columns() == 0 && vocabulary_->word(row) == form;
    std::string& kept = result.forms.emplace_back(told ? std::string_view() : form);
    for (std::size_t column = 0; column < features_->columns(); ++column) {
      append_row(features_->column_values(column).row(columns[column].at(token)), kept);
    }
  }
  return result;
}

void SequenceModel::add_type(std::uint32_t row, std::string_view form, nn::TokenTypes& types) const {
  types.words.push_back(row);
  std::vector<std::uint32_t> values(features_->columns());
  for (std::size_t column = values.size(); column > 0; --column) values[column - 1] = take_row(form);
  const std::string_view word = form.empty() ? vocabulary_->word(row) : form;
  if (alphabet_) types.spellings.add(alphabet_->spell(word));
  features_->add_type(word, values, types.features);
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

void SequenceModel::project(std::span<const LookedUp> sequences, Window& window, nn::Pool& pool) const {
  // Words that stand under their own row are told apart by it, others are numbered from the rows on.
  std::vector<std::uint32_t> tokens;
  std::vector<std::pair<std::uint32_t, std::string_view>> forms;
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  for (const LookedUp& sequence : sequences) {
    for (std::size_t token = 0; token < sequence.size(); ++token) {
      if (!sequence.has_form(token)) {
        tokens.push_back(sequence.rows[token]);
        continue;
      }
      const std::string_view form = sequence.forms[token];
      const auto number = static_cast<std::uint32_t>(vocabulary_->rows() + forms.size());
      const auto [found, fresh] = numbers.emplace(form, number);
      if (fresh) forms.emplace_back(sequence.rows[token], form);
      tokens.push_back(found->second);
    }
  }
  nn::DistinctRows distinct(tokens);
  window.types = std::move(distinct.columns);

  // What the first layer makes of a word is computed once for all its tokens, and kept.
  struct Part {
    std::vector<std::size_t> places;  // in window.projected
    std::vector<const float*> columns;
  };
  Part own;
  Part other;
  std::vector<std::uint32_t> own_rows;
  std::vector<std::string_view> other_words;
  std::vector<std::uint32_t> other_rows;
  for (std::size_t type = 0; type < distinct.rows.size(); ++type) {
    const std::uint32_t number = distinct.rows[type];
    if (number < vocabulary_->rows()) {
      own.places.push_back(type);
      own_rows.push_back(number);
    } else {
      const auto& [row, form] = forms[number - vocabulary_->rows()];
      other.places.push_back(type);
      other_words.push_back(form);
      other_rows.push_back(row);
    }
  }
  own.columns.resize(own.places.size());
  other.columns.resize(other.places.size());
  cache_->find(own_rows, own.columns);
  cache_->find(other_words, other.columns);

  nn::TokenTypes missing;
  std::vector<std::uint32_t> missing_rows;
  std::vector<std::string_view> missing_words;
  for (std::size_t i = 0; i < own.places.size(); ++i) {
    if (own.columns[i] != nullptr) continue;
    add_type(own_rows[i], {}, missing);
    missing_rows.push_back(own_rows[i]);
  }
  for (std::size_t i = 0; i < other.places.size(); ++i) {
    if (other.columns[i] != nullptr) continue;
    add_type(other_rows[i], other_words[i], missing);
    missing_words.push_back(other_words[i]);
  }
  if (missing.size() > 0) {
    nn::Activations<float> vectors;
    table.look_up(missing.words, vectors);
    network_->project(weights.data(), *prepared_, vectors.matrix(), missing, window.computed, pool);
  }
  std::size_t next = 0;
  window.projected.resize(distinct.rows.size());
  for (Part* part : {&own, &other}) {
    for (std::size_t i = 0; i < part->places.size(); ++i) {
      const float* const kept = part->columns[i];
      window.projected[part->places[i]] = kept != nullptr ? kept : window.computed.column(next++);
    }
  }
  cache_->add(missing_rows, window.computed, 0);
  cache_->add(missing_words, window.computed, missing_rows.size());
}

void SequenceModel::run(std::span<const LookedUp> sequences, const RunOptions& options, nn::Pool& pool,
                        const Receive& receive, Companions companions) const {
  if (!prepared_) throw std::logic_error("the weights have not been prepared");
  Window window;
  for (std::size_t begin = 0; begin < sequences.size();) {
    std::size_t end = begin;
    std::size_t size = 0;
    do {
      size += sequences[end].size();
      ++end;
    } while (end < sequences.size() && size + sequences[end].size() <= window_tokens);
    project(sequences.subspan(begin, end - begin), window, pool);
    std::vector<std::span<const std::uint32_t>> tokens;
    std::size_t offset = 0;
    for (std::size_t i = begin; i < end; ++i) {
      tokens.push_back(std::span(window.types).subspan(offset, sequences[i].size()));
      offset += sequences[i].size();
    }

    // Longest first, so that the last pieces to be taken are short ones.
    std::vector<std::size_t> order(end - begin);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return tokens[a].size() > tokens[b].size(); });
    std::vector<std::span<const std::size_t>> batches;
    for (std::size_t first = 0; first < order.size();) {
      std::size_t last = first;
      std::size_t together = 0;
      do {
        together += tokens[order[last]].size();
        ++last;
      } while (last < order.size() && last - first < std::max<std::size_t>(options.batch_size, 1) &&
               (last - first < least_sequences || together < size / batches_a_window) &&
               together + tokens[order[last]].size() <= window_tokens);
      batches.push_back(std::span(order).subspan(first, last - first));
      first = last;
    }
    pool.run(companions.size() + batches.size(), [&](std::size_t piece) {
      if (piece < companions.size()) return companions[piece]();
      run_batch(batches[piece - companions.size()], tokens, window.projected, options.probabilities,
                [&](std::size_t i, Predictions&& said) { receive(begin + i, std::move(said)); });
    });
    companions = {};
    begin = end;
  }
  pool.run(companions.size(), [&](std::size_t piece) { companions[piece](); });
}

void SequenceModel::run_batch(std::span<const std::size_t> members,
                              const std::vector<std::span<const std::uint32_t>>& tokens,
                              std::span<const float* const> projected, bool probabilities,
                              const Receive& receive) const {
  const bool pooled = task_ == Task::classifier;
  std::vector<nn::BatchSequence> sequences;
  for (const std::size_t member : members) sequences.push_back({tokens[member], {}, 0});
  const nn::Batch batch = nn::make_batch(sequences, heads_.size(), pooled);
  nn::Pool serial(1);
  std::vector<nn::Prediction<float>> predictions;
  network_->predict(weights.data(), *prepared_, projected, batch, probabilities, predictions, serial);
  for (std::size_t packed = 0; packed < batch.packing.sequences(); ++packed) {
    const std::size_t member = batch.packing.order()[packed];
    Predictions own(predictions.size());
    for (std::size_t head = 0; head < own.size(); ++head) {
      const nn::Prediction<float>& said = predictions[head];
      if (pooled) {
        own[head].labels = {said.labels[member]};
        if (probabilities) own[head].probabilities = said.probabilities.matrix().col(nn::index(member));
        continue;
      }
      own[head].labels.resize(batch.packing.length(packed));
      for (std::size_t step = 0; step < own[head].labels.size(); ++step) {
        own[head].labels[step] = said.labels[batch.packing.column(packed, step)];
      }
      if (probabilities) own[head].probabilities = columns_of(said.probabilities, batch.packing, packed);
    }
    receive(members[member], std::move(own));
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
    for (std::size_t column = 0; column < features_->columns(); ++column) {
      const ValueList& values = features_->column_values(column);
      std::vector<std::string>& own = test.columns.emplace_back();
      for (std::size_t i = 0; i < length; ++i)
        own.emplace_back(values.value((i * i + length) % values.rows()));
    }
    const LookedUp sequence = look_up(test.words, test.columns);
    run({&sequence, 1}, {1, true}, serial, [&](std::size_t, Predictions&& predictions) {
      for (const Prediction& prediction : predictions) {
        const nn::Matrix<float>& probabilities = prediction.probabilities;
        test.probabilities.emplace_back(probabilities.data(), probabilities.data() + probabilities.size());
      }
    });
    tests.push_back(std::move(test));
  }
  return tests;
}

double SequenceModel::self_test_deviation() const {
  double deviation = 0;
  nn::Pool serial(1);
  for (const SelfTest& test : self_tests_) {
    const LookedUp sequence = look_up(test.words, test.columns);
    run({&sequence, 1}, {1, true}, serial, [&](std::size_t, Predictions&& predictions) {
      for (std::size_t head = 0; head < predictions.size(); ++head) {
        const float* const probabilities = predictions[head].probabilities.data();
        const std::vector<float>& expected = test.probabilities[head];
        for (std::size_t i = 0; i < expected.size(); ++i) {
          const double difference =
              std::abs(static_cast<double>(probabilities[i]) - static_cast<double>(expected[i]));
          deviation = std::max(deviation, difference);
        }
      }
    });
  }
  return deviation;
}

void SequenceModel::describe(const ModelHead& head, const std::string& prefix,
                             std::vector<std::pair<std::string, std::string>>& lines) const {
  const LabelSet& labels = head.labels;
  std::string names;
  for (const std::string& label : labels.names) names += (names.empty() ? "" : " ") + label;
  lines.emplace_back(prefix + "labels", std::to_string(labels.names.size()) + ": " + names);
  if (task_ == Task::classifier) return;
  const auto name_of = [](corpus::SchemeStyle style) {
    const bool spans = style.scheme != corpus::TagScheme::none;
    return std::string(corpus::to_string(style.scheme)) +
           (spans ? std::string(" with ") + style.separator : "");
  };
  lines.emplace_back(prefix + "tag_scheme", name_of(labels.written));
  if (labels.scheme != labels.written) {
    lines.emplace_back(prefix + "inner_tag_scheme", name_of(labels.scheme));
  }
  if (heads_.size() > 1) lines.emplace_back(prefix + "decoder", std::string(nn::to_string(head.decoder)));
}

std::vector<std::pair<std::string, std::string>> SequenceModel::description() const {
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("task", task_ == Task::tagger ? "tagger" : "classifier");
  for (const ModelHead& head : heads_) describe(head, heads_.size() == 1 ? "" : head.name + "_", lines);
  if (alphabet_) lines.emplace_back("characters_known", std::to_string(alphabet_->rows() - 1));
  for (std::size_t i = 0; i < features_->size(); ++i) {
    lines.emplace_back("feature_" + features_->choice(i).name(),
                       std::to_string(features_->values(i).rows() - 1) + " values");
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
