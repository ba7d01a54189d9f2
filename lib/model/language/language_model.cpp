#include "model/language/language_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/errors.h"
#include "corpus/json/vector_lines.h"
#include "corpus/symbols/symbol_streams.h"
#include "io/tensor_file.h"
#include "model/language/language_model_file.h"
#include "model/self_test.h"
#include "options/cell_options.h"

namespace seqlab::model {

namespace {

// For input products of symbols.
constexpr std::size_t symbol_cache_bytes = std::size_t{64} << 20U;
// Branches of the seed's noise.
constexpr std::uint64_t initial_weights = 0;
constexpr std::uint64_t initial_vectors = 1;

// Of an adaptive softmax.
std::vector<std::size_t> cluster_sizes(const options::List<std::size_t>& cutoffs, std::size_t symbols) {
  std::vector<std::size_t> ends(cutoffs.begin(), cutoffs.end());
  if (ends.empty()) {
    constexpr std::size_t frequent = 50;
    constexpr std::size_t usual = 5;
    for (const std::size_t part : {frequent, usual}) {
      if (const std::size_t end = symbols / part; end > 0) ends.push_back(end);
    }
  }
  if (!ends.empty() && ends.back() >= symbols) {
    throw UsageError("--cutoffs: " + std::to_string(ends.back()) + " is not below the number of symbols, " +
                     std::to_string(symbols));
  }
  ends.push_back(symbols);
  std::vector<std::size_t> sizes;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    if (end > begin) sizes.push_back(end - begin);
    begin = end;
  }
  return sizes;
}

std::shared_ptr<const nn::Network<float>> make_language_network(const options::ModelOptions& options,
                                                                std::size_t symbols, std::size_t condition) {
  options::check_cell(options);
  if (!options.cell.kind) throw UsageError("a language model needs a recurrent cell, not --cell none");
  nn::NetworkShape shape;
  shape.layers = options.layers;
  shape.recurrent = {options.hidden, 1, options.initial_state, options.cell, condition};
  shape.layer_output = {options.connections, options.layer_norm};
  nn::HeadShape& head = shape.heads.emplace_back();
  head.labels = symbols;
  if (options.softmax == options::SoftmaxKind::adaptive) {
    head.kind = nn::HeadKind::adaptive;
    head.clusters = cluster_sizes(options.cutoffs, symbols);
  }
  if (options.tied) {
    head.tied = true;
    shape.input.symbols = {head.clusters.empty() ? std::vector<std::size_t>{symbols} : head.clusters,
                           options.dimension};
  } else {
    shape.input.tables = {options.dimension};
  }
  return std::make_shared<const nn::Network<float>>(shape);
}

options::ModelOptions in_one_direction(options::ModelOptions options) {
  options.directions = 1;
  return options;
}

}  // namespace

std::vector<TableKind> language_model_tables(const options::ModelOptions& options) {
  if (options.tied) return {};
  return {{options.dimension, false, false}};
}

LanguageModel::LanguageModel(const options::ModelOptions& options,
                             std::shared_ptr<const Vocabulary> vocabulary, std::size_t condition)
    : Model(Task::language_model, in_one_direction(options), language_model_tables(options)),
      symbols_(std::make_shared<const SymbolRows>(std::move(vocabulary))),
      condition_(condition),
      network_(make_language_network(options, symbols_->vocabulary().rows(), condition)) {}

void LanguageModel::check_conditions(const corpus::LineVectors* conditions) const {
  const std::size_t given = conditions == nullptr ? 0 : conditions->width;
  if (given == condition_) return;
  const std::string has = condition_ == 0
                              ? "no condition"
                              : "a condition of " + std::to_string(condition_) + " numbers for each line";
  throw UsageError("the model has " + has + ", and --condition gives " +
                   (given == 0 ? "none" : "vectors of " + std::to_string(given)));
}

void LanguageModel::initialise(std::uint64_t seed) {
  ModelWeights& weights = edit_weights();
  const base::Noise noise(seed);
  weights.network = network_->initial_weights(noise.at(0).at(initial_weights));
  if (options().tied) return;
  // Uniform, with variance 1.
  nn::Matrix<float> vectors(nn::index(options().dimension), nn::index(symbols_->vocabulary().rows()));
  const base::Noise drawn = noise.at(0).at(initial_vectors);
  const double limit = std::sqrt(3.0);
  for (Eigen::Index i = 0; i < vectors.size(); ++i) {
    vectors.data()[i] = static_cast<float>((2 * drawn.uniform(static_cast<std::uint64_t>(i)) - 1) * limit);
  }
  weights.tables = {std::move(vectors)};
}

LanguageModel LanguageModel::load(const std::string& path) {
  return load(std::make_shared<const io::TensorFile>(io::TensorFile::open(path)));
}

LanguageModel LanguageModel::load(std::shared_ptr<const io::TensorFile> tensors) {
  LanguageModelFile file = read_language_model_file(std::move(tensors));
  ModelFile& common = file.common;
  LanguageModel model(common.options, file.vocabulary, file.condition);
  const std::vector<std::size_t> rows(common.tables.size(), file.vocabulary->rows());
  model.self_tests_ = std::move(file.self_tests);
  load_weights(std::move(common), rows, model);
  return model;
}

void LanguageModel::save(const std::string& path) const {
  write_language_model_file(*this, path);
}

std::vector<std::byte> LanguageModel::bytes() const {
  return language_model_bytes(*this);
}

std::vector<std::uint32_t> LanguageModel::rows_of(std::string_view text) const {
  std::vector<std::uint32_t> rows;
  for (std::size_t position = 0;;) {
    const std::string_view symbol = corpus::next_symbol(text, position, options().symbols);
    if (symbol.empty()) break;
    rows.push_back(symbols_->row(symbol));
  }
  if (back()) std::ranges::reverse(rows);
  return rows;
}

nn::TokenTypes LanguageModel::types_of(std::vector<std::uint32_t> rows) const {
  nn::TokenTypes types;
  if (options().tied) {
    types.symbols = std::move(rows);
  } else {
    types.words = {std::move(rows)};
  }
  return types;
}

nn::Matrix<float> LanguageModel::vectors() const {
  if (!options().tied) return weights().tables.front().matrix();
  nn::Matrix<float> result(nn::index(options().dimension), nn::index(symbols_->vocabulary().rows()));
  Eigen::Index first = 0;
  const nn::Slot* vectors = nullptr;
  for (const nn::Slot& slot : layout().slots()) {
    if (slot.group != "symbols") continue;
    const auto values = nn::window(weights().network.data(), slot);
    if (slot.name.ends_with(".vectors")) {
      if (vectors != nullptr) first += nn::index(vectors->rows);
      vectors = &slot;
      if (first == 0) result.leftCols(values.rows()) = values.transpose();
    } else {
      const auto narrow = nn::window(weights().network.data(), *vectors);
      result.middleCols(first, narrow.rows()) = values * narrow.transpose();
    }
  }
  return result;
}

LanguageModel::Derived& LanguageModel::derived() const {
  std::call_once(derived_->once, [this] {
    base::Pool serial(1);
    derived_->prepared = network_->prepare(weights().network.data(), precision(), serial);
    const std::size_t rows = symbols_->vocabulary().rows();
    if (rows * network_->projected_rows() * sizeof(float) > symbol_cache_bytes) {
      derived_->projections.emplace(rows, network_->projected_rows(), symbol_cache_bytes);
      return;
    }
    std::vector<std::uint32_t> all(rows);
    std::iota(all.begin(), all.end(), 0U);
    derived_->all = compute_projections(all, *derived_);
  });
  return *derived_;
}

nn::Activations<float> LanguageModel::compute_projections(std::span<const std::uint32_t> rows,
                                                          const Derived& derived) const {
  base::Pool serial(1);
  const nn::TokenTypes types = types_of({rows.begin(), rows.end()});
  nn::Activations<float> vectors(options().tied ? 0 : options().dimension, rows.size());
  if (!options().tied) weights().tables.front().look_up(rows, vectors.matrix(), serial);
  nn::Activations<float> projections;
  network_->project(weights().network.data(), derived.prepared, vectors.matrix(), types, projections, serial);
  return projections;
}

void LanguageModel::project(std::span<const std::uint32_t> rows, std::span<const float*> columns,
                            nn::Activations<float>& computed) const {
  Derived& derived = this->derived();
  if (!derived.projections) {
    for (std::size_t i = 0; i < rows.size(); ++i) columns[i] = derived.all.column(rows[i]);
    return;
  }
  std::vector<TokenType> types;
  for (const std::uint32_t row : rows) types.push_back({row});
  derived.projections->find(types, columns);
  std::vector<TokenType> missing;
  std::vector<std::uint32_t> missing_rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (columns[i] != nullptr) continue;
    missing.push_back(types[i]);
    missing_rows.push_back(rows[i]);
  }
  if (missing.empty()) return;
  computed = compute_projections(missing_rows, derived);
  std::size_t next = 0;
  for (const float*& column : columns) {
    if (column == nullptr) column = computed.column(next++);
  }
  derived.projections->add(missing, computed);
}

std::vector<std::uint32_t> LanguageModel::line_rows(std::span<const std::string> symbols) const {
  std::vector<std::uint32_t> rows(1, symbols_->row(corpus::line_end));
  for (const std::string& symbol : symbols) rows.push_back(symbols_->row(symbol));
  if (back()) std::reverse(rows.begin() + 1, rows.end());
  rows.push_back(rows.front());
  return rows;
}

LanguageModel::Stepper::Stepper(const LanguageModel& model, std::size_t sequences)
    : model_(model),
      stepper_(*model.network_, model.weights().network.data(), model.derived().prepared, sequences),
      columns_(sequences) {}

void LanguageModel::Stepper::set_condition(std::size_t sequence, std::span<const float> condition) {
  const nn::Activations<float> projected = model_.project_conditions({&condition, 1});
  stepper_.set_side(sequence, {projected.column(0), projected.rows()});
}

void LanguageModel::Stepper::step(std::span<const std::uint32_t> rows) {
  const std::span columns = std::span(columns_).first(rows.size());
  model_.project(rows, columns, computed_);
  stepper_.step(columns);
}

std::vector<double> LanguageModel::score_self_test(const LanguageSelfTest& test) const {
  std::vector<std::uint32_t> rows;
  for (const std::string& symbol : test.symbols) rows.push_back(symbols_->row(symbol));
  std::vector<std::span<const float>> conditions;
  if (condition_ > 0) conditions.emplace_back(test.condition);
  base::Pool serial(1);
  std::vector<nn::States<float>> final;
  return score_rows({&rows, 1}, nullptr, final, serial, conditions).front();
}

std::vector<LanguageSelfTest> LanguageModel::make_self_tests() const {
  std::vector<LanguageSelfTest> tests;
  const Vocabulary& vocabulary = symbols_->vocabulary();
  for (const std::size_t length : {std::size_t{2}, std::size_t{12}}) {
    LanguageSelfTest& test = tests.emplace_back();
    for (std::size_t i = 0; i < length; ++i) {
      // Frequent symbols, and one that is in no vocabulary.
      test.symbols.emplace_back(i == 3 || vocabulary.trained() == 0
                                    ? std::string_view("\xEF\xBF\xBDunknown")
                                    : vocabulary.word(1 + (length * i * i) % vocabulary.trained()));
    }
    for (std::size_t i = 0; i < condition_; ++i) {
      test.condition.push_back(static_cast<float>((length + 3 * i) % 7) / 4 - 0.5F);
    }
    test.log_probabilities = score_self_test(test);
    for (const double value : test.log_probabilities) {
      if (!std::isfinite(value)) throw ModelError(std::string(results_not_finite));
    }
  }
  return tests;
}

double LanguageModel::self_test_deviation() const {
  double deviation = 0;
  for (const LanguageSelfTest& test : self_tests_) {
    const std::vector<double> now = score_self_test(test);
    for (std::size_t i = 0; i < now.size(); ++i) {
      const double difference = std::abs(std::exp(now[i]) - std::exp(test.log_probabilities[i]));
      deviation = std::max(deviation, std::isnan(difference) ? HUGE_VAL : difference);
    }
  }
  return deviation;
}

std::vector<std::pair<std::string, std::string>> LanguageModel::description(
    std::size_t /*most_labels*/) const {
  std::vector<std::pair<std::string, std::string>> lines;
  lines.emplace_back("task", std::string(base::name_of(task())));
  lines.emplace_back("symbols_known", std::to_string(symbols_->vocabulary().rows() - 1));
  if (condition_ > 0) lines.emplace_back("condition", std::to_string(condition_) + " numbers");
  lines.emplace_back("network_weights", std::to_string(layout().size()));
  lines.emplace_back("precision", std::string(base::name_of(precision())));
  for (const auto& fact : facts) lines.push_back(fact);
  return lines;
}

}  // namespace seqlab::model
