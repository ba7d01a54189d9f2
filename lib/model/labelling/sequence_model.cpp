#include "model/labelling/sequence_model.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "base/errors.h"
#include "io/tensor_file.h"
#include "model/labelling/sequence_model_file.h"
#include "model/labelling/word_form.h"
#include "model/language/language_model.h"
#include "model/self_test.h"
#include "options/cell_options.h"
#include "options/option_value.h"
#include "text/utf8.h"

namespace seqlab::model {

namespace {

// For projections of earlier batches.
constexpr std::size_t cache_bytes = std::size_t{64} << 20U;

constexpr SequenceModel::RunOptions self_test_run = {.batch_size = 1, .probabilities = true, .raw = true};

std::shared_ptr<const nn::Network<float>> make_network(Task task, const options::ModelOptions& options,
                                                       std::span<const ModelHead> heads,
                                                       const Alphabet* alphabet, const FeatureSet& features,
                                                       std::span<const TableKind> tables,
                                                       const ContextVectors* contexts) {
  nn::NetworkShape shape;
  options::check_cell(options);
  for (const TableKind& table : tables) shape.input.tables.push_back(table.dimension);
  if (alphabet != nullptr) {
    shape.input.characters = {*options.characters, alphabet->rows(), options.character_dimension,
                              options.filters,     options.window,   options.character_hidden};
  }
  shape.input.features = features.shapes();
  shape.layers = options.layers;
  shape.recurrent = {options.hidden, options.directions, options.initial_state, options.cell};
  if (contexts != nullptr) shape.recurrent.side = contexts->size();
  shape.layer_output = {options.connections, options.layer_norm};
  if (task_traits(task).pooled) shape.pooling = options.pooling;
  for (const ModelHead& head : heads) {
    const std::string name = shape.heads.empty() ? "head" : "head." + head.name;
    shape.heads.push_back(
        {name, head.labels.names.size(), head.decoder, head.labels.allowed_transitions(), head.weight});
  }
  return std::make_shared<const nn::Network<float>>(shape);
}

}  // namespace

SequenceModel::SequenceModel(Task task, const options::ModelOptions& options, std::vector<ModelHead> heads,
                             std::shared_ptr<const Vocabulary> vocabulary,
                             std::shared_ptr<const Alphabet> alphabet,
                             std::shared_ptr<const FeatureSet> features, std::vector<TableKind> tables,
                             std::shared_ptr<const ContextVectors> contexts)
    : Model(task, options,
            tables.empty() ? std::vector<TableKind>{{options.dimension, false, false}} : std::move(tables)),
      heads_(std::move(heads)),
      vocabulary_(std::move(vocabulary)),
      alphabet_(std::move(alphabet)),
      features_(features ? std::move(features) : std::make_shared<const FeatureSet>()),
      contexts_(std::move(contexts)),
      network_(
          make_network(task, options, heads_, alphabet_.get(), *features_, table_kinds(), contexts_.get())) {}

void SequenceModel::initialise(std::uint64_t seed) {
  ModelWeights& weights = edit_weights();
  weights.network = network_->initial_weights(base::Noise(seed).at(0));
  weights.tables.clear();
  for (const TableKind& kind : table_kinds()) {
    weights.tables.emplace_back(
        nn::Matrix<float>::Zero(nn::index(kind.dimension), nn::index(kind.rows(*vocabulary_))).eval());
  }
}

SequenceModel SequenceModel::load(const std::string& path, Task task) {
  return load(std::make_shared<const io::TensorFile>(io::TensorFile::open(path)), task);
}

SequenceModel SequenceModel::load(std::shared_ptr<const io::TensorFile> tensors, Task task) {
  SequenceModelFile file = read_sequence_model_file(std::move(tensors), task);
  ModelFile& common = file.common;
  SequenceModel model(task, common.options, std::move(file.heads), file.vocabulary, std::move(file.alphabet),
                      std::move(file.features), common.tables, std::move(file.contexts));
  std::vector<std::size_t> rows;
  for (const TableKind& kind : common.tables) rows.push_back(kind.rows(*file.vocabulary));
  model.self_tests_ = std::move(file.self_tests);
  load_weights(std::move(common), rows, model);
  return model;
}

void SequenceModel::save(const std::string& path) const {
  write_sequence_model_file(*this, path);
}

LookedUp SequenceModel::look_up(std::span<const std::string> words,
                                std::span<const std::vector<std::string>> columns) const {
  if (columns.size() < features_->columns()) {
    throw UsageError("the model reads the column " + features_->column_choice(columns.size()).column +
                     " of the data, which is not given here");
  }
  const WordForm form_of(options());
  const bool reads_words = alphabet_ || features_->size() > 0;
  std::string buffer;
  std::vector<std::string> forms;
  LookedUp result;
  result.rows.reserve(words.size());
  if (reads_words) result.words.reserve(words.size());
  result.columns = features_->columns();
  result.values.reserve(words.size() * result.columns);
  for (std::size_t token = 0; token < words.size(); ++token) {
    const std::string_view form = form_of(words[token], buffer);
    const std::uint32_t row = vocabulary_->row(form);
    result.rows.push_back(row);
    if (contexts_) forms.emplace_back(form);
    if (!reads_words) continue;
    result.words.emplace_back(vocabulary_->word(row) == form ? std::string_view() : form);
    for (std::size_t column = 0; column < result.columns; ++column) {
      result.values.push_back(features_->column_values(column).row(columns[column].at(token)));
    }
  }
  if (contexts_) {
    result.readings = contexts_->read(std::vector<std::string_view>(forms.begin(), forms.end()));
  }
  return result;
}

void SequenceModel::add_type(const TokenType& type, nn::TokenTypes& types) const {
  types.words.resize(table_kinds().size());
  for (std::size_t table = 0; table < table_kinds().size(); ++table) {
    types.words[table].push_back(table_kinds()[table].row(type.row, *vocabulary_));
  }
  const std::string_view word = type.word.empty() ? vocabulary_->word(type.row) : type.word;
  if (alphabet_) types.spellings.add(alphabet_->spell(word));
  features_->add_type(word, type.values, types.features);
}

void SequenceModel::set_temperatures(std::span<const double> temperatures) {
  if (temperatures.size() != heads_.size()) throw std::invalid_argument("each head needs a temperature");
  for (std::size_t head = 0; head < heads_.size(); ++head) {
    const double temperature = temperatures[head];
    if (!(temperature >= least_temperature && temperature <= largest_temperature)) {
      throw std::invalid_argument("a temperature is out of range");
    }
    heads_[head].temperature = temperature;
  }
}

SequenceModel::Derived& SequenceModel::derived() const {
  std::call_once(derived_->once, [this] {
    base::Pool serial(1);
    derived_->prepared = network_->prepare(weights().network.data(), precision(), serial);
    derived_->projections.emplace(vocabulary_->rows(), network_->projected_rows(), cache_bytes);
  });
  return *derived_;
}

std::vector<SelfTest> SequenceModel::make_self_tests() const {
  std::vector<SelfTest> tests;
  base::Pool serial(1);
  const std::size_t words = vocabulary_->trained();  // valid UTF-8, as the readers ensure
  // A word outside the training data, if a table has no rows for such words.
  std::string_view further;
  if (std::any_of(table_kinds().begin(), table_kinds().end(),
                  [](const TableKind& kind) { return kind.trained_words; })) {
    for (std::size_t row = words + 1; row < vocabulary_->rows() && further.empty(); ++row) {
      if (!text::find_invalid_utf8(vocabulary_->word(row))) further = vocabulary_->word(row);
    }
  }
  for (const std::size_t length : {std::size_t{1}, std::size_t{4}, std::size_t{11}}) {
    SelfTest test;
    for (std::size_t i = 0; i < length; ++i) {
      // Words from the frequent part of the vocabulary, and one that is in no vocabulary.
      if (i == 3 || words == 0) {
        test.words.emplace_back("\xEF\xBF\xBD\xEF\xBF\xBDunknown");
      } else if (i == 2 && !further.empty()) {
        test.words.emplace_back(further);
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
    run({&sequence, 1}, self_test_run, serial, [&](std::size_t, Predictions&& predictions) {
      for (const Prediction& prediction : predictions) {
        check_finite(prediction);
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
  base::Pool serial(1);
  for (const SelfTest& test : self_tests_) {
    const LookedUp sequence = look_up(test.words, test.columns);
    run({&sequence, 1}, self_test_run, serial, [&](std::size_t, Predictions&& predictions) {
      for (std::size_t head = 0; head < predictions.size(); ++head) {
        if (!predictions[head].finite) deviation = HUGE_VAL;
        const float* const probabilities = predictions[head].probabilities.data();
        const std::vector<float>& expected = test.probabilities[head];
        for (std::size_t i = 0; i < expected.size(); ++i) {
          const double difference =
              std::abs(static_cast<double>(probabilities[i]) - static_cast<double>(expected[i]));
          deviation = std::max(deviation, std::isnan(difference) ? HUGE_VAL : difference);
        }
      }
    });
  }
  return deviation;
}

void check_finite(const SequenceModel::Prediction& prediction) {
  if (prediction.finite) return;
  throw ModelError(std::string(results_not_finite));
}

void SequenceModel::describe(const ModelHead& head, const std::string& prefix, std::size_t most_labels,
                             std::vector<std::pair<std::string, std::string>>& lines) const {
  const LabelSet& labels = head.labels;
  std::string names;
  if (labels.names.size() <= most_labels) {
    for (const std::string& label : labels.names) names += (names.empty() ? ": " : " ") + label;
  }
  lines.emplace_back(prefix + "labels", std::to_string(labels.names.size()) + names);
  if (head.temperature != 1)
    lines.emplace_back(prefix + "temperature", options::print_real(head.temperature));
  if (!task_traits(task()).tag_schemes) return;
  const auto name_of = [](corpus::SchemeStyle style) {
    const bool spans = style.scheme != corpus::TagScheme::none;
    return std::string(base::name_of(style.scheme)) + (spans ? std::string(" with ") + style.separator : "");
  };
  lines.emplace_back(prefix + "tag_scheme", name_of(labels.written));
  if (labels.scheme != labels.written) {
    lines.emplace_back(prefix + "inner_tag_scheme", name_of(labels.scheme));
  }
  if (heads_.size() > 1) lines.emplace_back(prefix + "decoder", std::string(base::name_of(head.decoder)));
}

std::vector<std::pair<std::string, std::string>> SequenceModel::description(std::size_t most_labels) const {
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("task", std::string(base::name_of(task())));
  for (const ModelHead& head : heads_) {
    describe(head, heads_.size() == 1 ? "" : head.name + "_", most_labels, lines);
  }
  if (alphabet_) lines.emplace_back("characters_known", std::to_string(alphabet_->rows() - 1));
  for (std::size_t i = 0; i < features_->size(); ++i) {
    lines.emplace_back("feature_" + features_->choice(i).name(),
                       std::to_string(features_->values(i).rows() - 1) + " values");
  }
  std::string vectors;
  for (const TableKind& kind : table_kinds()) {
    vectors += (vectors.empty() ? "" : " + ") + std::to_string(kind.dimension) +
               (kind.frozen ? " frozen" : "") + (kind.trained_words ? " of training words" : "");
  }
  lines.emplace_back("word_vectors", vectors);
  if (contexts_) {
    std::string sizes;
    for (const auto& model : contexts_->models()) {
      sizes += (sizes.empty() ? "" : " + ") + std::to_string(model->outputs());
    }
    lines.emplace_back("language_models", sizes);
  }
  lines.emplace_back("training_words", std::to_string(vocabulary_->trained()));
  lines.emplace_back("further_words", std::to_string(vocabulary_->rows() - 1 - vocabulary_->trained()));
  std::size_t numbers = 0;
  for (const nn::Slot& slot : network_->layout().slots()) numbers += slot.size();
  lines.emplace_back("network_weights", std::to_string(numbers));
  lines.emplace_back("precision", std::string(base::name_of(precision())));
  for (const auto& fact : facts) lines.push_back(fact);
  return lines;
}

}  // namespace seqlab::model
