// A trained language model: how probable each next symbol of a text is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/pool.h"
#include "evaluation/language_score.h"
#include "model/looked_up.h"
#include "model/model.h"
#include "model/projection_cache.h"
#include "model/symbol_rows.h"
#include "nn/network.h"
#include "nn/stepper.h"

namespace seqlab::corpus {
struct LineVectors;
class SymbolStreams;
}  // namespace seqlab::corpus

namespace seqlab::model {

// Symbols, and ln p of each after the first when the model was saved.
struct LanguageSelfTest {
  std::vector<std::string> symbols;
  std::vector<double> log_probabilities;
  std::vector<float> condition = {};
};

// That of the vectors of symbols; none if they are tied to the softmax and so are weights of the network.
std::vector<TableKind> language_model_tables(const options::ModelOptions& options);

// Copies share vocabulary and network. A model of direction *back* reads and writes symbols in reverse order.
class LanguageModel final : public Model {
 public:
  // A model without weights; initialise() sets them. condition: how many numbers say what a line is about,
  // which the gates of the first layer read at each symbol; 0: none.
  LanguageModel(const options::ModelOptions& options, std::shared_ptr<const Vocabulary> vocabulary,
                std::size_t condition = 0);
  // Draws initial weights and vectors from the seed.
  void initialise(std::uint64_t seed);
  // Throws as load_model() does.
  static LanguageModel load(const std::string& path);
  static LanguageModel load(std::shared_ptr<const io::TensorFile> file);
  void save(const std::string& path) const override;
  // Of the file that save() would write.
  [[nodiscard]] std::vector<std::byte> bytes() const;
  [[nodiscard]] std::shared_ptr<Model> copy() const override {
    return std::make_shared<LanguageModel>(*this);
  }

  [[nodiscard]] const SymbolRows& symbols() const { return *symbols_; }
  [[nodiscard]] bool back() const { return options().direction == options::ReadingDirection::back; }
  [[nodiscard]] std::size_t condition() const { return condition_; }
  // Throws UsageError unless these are conditions for this model; null: none.
  void check_conditions(const corpus::LineVectors* conditions) const;
  [[nodiscard]] const nn::Network<float>& network() const { return *network_; }
  [[nodiscard]] const nn::Layout& layout() const override { return network_->layout(); }

  // The rows of the symbols of a text, in the order of reading.
  [[nodiscard]] std::vector<std::uint32_t> rows_of(std::string_view text) const;

  // Symbols as the types of tokens that the network reads.
  [[nodiscard]] nn::TokenTypes types_of(std::vector<std::uint32_t> rows) const;

  // The vectors that the network reads, [dimension x symbols].
  [[nodiscard]] nn::Matrix<float> vectors() const;

  // ln p of each line, with the line end behind it (before it, for a model that reads back), given only that
  // a line begins. The lines have none of their own. batch_size: lines at a time. conditions: of a model that
  // has a condition, of each line. Throws ModelError for results that are not finite numbers.
  [[nodiscard]] std::vector<evaluation::LanguageScore> score_lines(
      std::span<const std::string> lines, std::size_t batch_size, base::Pool& pool,
      std::span<const std::span<const float>> conditions = {}) const;
  // The same of lines as line_rows() gives them.
  [[nodiscard]] std::vector<evaluation::LanguageScore> score_line_rows(
      std::span<const std::vector<std::uint32_t>> lines, std::size_t batch_size, base::Pool& pool,
      std::span<const std::span<const float>> conditions = {}) const;
  // A line as the model reads it: a line end, its symbols in the order of reading, and its line end.
  [[nodiscard]] std::vector<std::uint32_t> line_rows(std::span<const std::string> symbols) const;
  // Of all streams together, each read from initial states. Throws as above.
  [[nodiscard]] evaluation::LanguageScore score(const corpus::SymbolStreams& streams, base::Pool& pool) const;

  // The outputs that the softmax reads, after `ends` symbols of each reading, which begins in initial states:
  // [outputs() x ends of all readings], one reading after another. Memory other than these is bounded.
  void read(std::span<const SymbolReading* const> readings, nn::Columns<float> outputs) const;
  [[nodiscard]] std::size_t outputs() const { return options().hidden; }

  // Runs the model symbol by symbol, for so many sequences at once. Owns all memory; one thread at a time.
  // The model must outlive it.
  class Stepper {
   public:
    Stepper(const LanguageModel& model, std::size_t sequences);
    // The condition of a sequence.
    void set_condition(std::size_t sequence, std::span<const float> condition);
    // Reads a symbol of each of the first rows.size() sequences.
    void step(std::span<const std::uint32_t> rows);
    // The scores of the next symbol, [symbols x sequences]: their softmax is its probability.
    const nn::Activations<float>& scores(std::size_t sequences) { return stepper_.scores(sequences); }
    [[nodiscard]] nn::Stepper<float>& states() { return stepper_; }

   private:
    const LanguageModel& model_;
    nn::Stepper<float> stepper_;
    std::vector<const float*> columns_;
    nn::Activations<float> computed_;
  };

  [[nodiscard]] std::vector<std::pair<std::string, std::string>> description(
      std::size_t most_labels = SIZE_MAX) const override;
  // The self-tests that save() writes, with the current results. Throws ModelError for results that are not
  // finite numbers.
  [[nodiscard]] std::vector<LanguageSelfTest> make_self_tests() const;
  // Of the probabilities.
  [[nodiscard]] double self_test_deviation() const override;

 private:
  // What the network computes with; derived from the weights when the model is first run with them.
  struct Derived {
    std::once_flag once;
    nn::Network<float>::Prepared prepared;
    nn::Activations<float> all;                  // the input product of every symbol, if they are few
    std::optional<ProjectionCache> projections;  // otherwise
  };
  Derived& derived() const;
  void forget_derived() override { derived_ = std::make_shared<Derived>(); }
  // The first layer's input products of these symbols. computed: memory of some of them.
  void project(std::span<const std::uint32_t> rows, std::span<const float*> columns,
               nn::Activations<float>& computed) const;
  [[nodiscard]] nn::Activations<float> compute_projections(std::span<const std::uint32_t> rows,
                                                           const Derived& derived) const;
  // Symbols in the form that the network reads: the input products of those that are distinct.
  struct SymbolBatch {
    nn::Batch batch;
    std::vector<const float*> columns;
    nn::Activations<float> computed;
  };
  // read: the rows of all sequences, one after another; gold: of each, or none.
  [[nodiscard]] SymbolBatch make_symbol_batch(std::span<const std::uint32_t> read,
                                              std::span<const std::size_t> lengths,
                                              std::span<const std::int32_t> gold) const;
  // What the first layer gains from each condition.
  [[nodiscard]] nn::Activations<float> project_conditions(
      std::span<const std::span<const float>> conditions) const;
  // ln p of each symbol of a sequence after its first, and the states at its end. sequences: rows, at least
  // one each. initial, final: see nn::Network::score(). conditions: of each sequence, or none.
  std::vector<std::vector<double>> score_rows(std::span<const std::vector<std::uint32_t>> sequences,
                                              const std::vector<nn::States<float>>* initial,
                                              std::vector<nn::States<float>>& final, base::Pool& pool,
                                              std::span<const std::span<const float>> conditions = {}) const;
  [[nodiscard]] std::vector<double> score_self_test(const LanguageSelfTest& test) const;

  std::shared_ptr<const SymbolRows> symbols_;
  std::size_t condition_;
  std::shared_ptr<const nn::Network<float>> network_;
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();
  std::vector<LanguageSelfTest> self_tests_;
};

}  // namespace seqlab::model
