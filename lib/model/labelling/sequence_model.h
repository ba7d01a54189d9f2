// What taggers and classifiers share: vocabulary, features, heads and network.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/pool.h"
#include "base/side_tasks.h"
#include "model/labelling/alphabet.h"
#include "model/labelling/context_vectors.h"
#include "model/labelling/features.h"
#include "model/labelling/model_head.h"
#include "model/looked_up.h"
#include "model/model.h"
#include "model/projection_cache.h"
#include "model/vocabulary.h"
#include "nn/network.h"
#include "options/training_options.h"

namespace seqlab::io {
class TensorFile;
}

namespace seqlab::model {

// Words, and the raw probabilities that each head gave them when the model was saved: [tokens x labels] for a
// tagger, [1 x labels] for a classifier, row after row. The words come from the vocabulary, not from
// sentences of the data.
struct SelfTest {
  std::vector<std::string> words;
  std::vector<std::vector<std::string>> columns;  // as for look_up()
  std::vector<std::vector<float>> probabilities;
};

// A tagger or classifier in memory. Copies share vocabulary and network.
class SequenceModel final : public Model {
 public:
  // A model without weights; initialise() sets them. heads: at least one, the main one first. alphabet: null
  // unless the model reads characters. features: null for none. tables: empty for a single one with the
  // dimension in the options. contexts: null unless the model reads vectors of language models.
  SequenceModel(Task task, const options::ModelOptions& options, std::vector<ModelHead> heads,
                std::shared_ptr<const Vocabulary> vocabulary, std::shared_ptr<const Alphabet> alphabet,
                std::shared_ptr<const FeatureSet> features = nullptr, std::vector<TableKind> tables = {},
                std::shared_ptr<const ContextVectors> contexts = nullptr);
  // Draws initial weights from the seed and sets the tables to zero.
  void initialise(std::uint64_t seed);
  // Throws Error (no such file) or ModelError (damaged, foreign, newer, of another task, or with results
  // other than those of its self-tests).
  static SequenceModel load(const std::string& path, Task task);
  static SequenceModel load(std::shared_ptr<const io::TensorFile> file, Task task);
  [[nodiscard]] std::shared_ptr<Model> copy() const override {
    return std::make_shared<SequenceModel>(*this);
  }
  void save(const std::string& path) const override;

  [[nodiscard]] const std::vector<ModelHead>& heads() const { return heads_; }
  // Of the main head.
  [[nodiscard]] const std::vector<std::string>& labels() const { return heads_.front().labels.names; }
  [[nodiscard]] const Vocabulary& vocabulary() const { return *vocabulary_; }
  [[nodiscard]] const Alphabet* alphabet() const { return alphabet_.get(); }
  [[nodiscard]] const FeatureSet& features() const { return *features_; }
  [[nodiscard]] const std::shared_ptr<const Alphabet>& shared_alphabet() const { return alphabet_; }
  [[nodiscard]] const std::shared_ptr<const FeatureSet>& shared_features() const { return features_; }
  // Null for a model without them.
  [[nodiscard]] const std::shared_ptr<const ContextVectors>& contexts() const { return contexts_; }
  [[nodiscard]] const nn::Network<float>& network() const { return *network_; }
  [[nodiscard]] const nn::Layout& layout() const override { return network_->layout(); }

  // Sets the temperature of each head. Throws std::invalid_argument for another number of them, or for one
  // outside [least_temperature, largest_temperature].
  void set_temperatures(std::span<const double> temperatures);

  // The prediction of a head for a sequence. All but the labels only if RunOptions request it.
  struct Prediction {
    std::vector<std::int32_t> labels;        // one per token; a single one for a classifier
    bool finite = true;                      // whether everything that was computed for it is a finite number
    nn::Matrix<float> probabilities;         // of all labels, [labels x tokens] or [labels x 1]
    std::vector<double> spans;               // probabilities of the spans that the labels mark, in order
    std::vector<nn::ProbableLabels> n_best;  // the best label sequences
  };
  using Predictions = std::vector<Prediction>;  // one per head that is run
  using Receive = std::function<void(std::size_t, Predictions&&)>;
  struct RunOptions {
    std::size_t batch_size = 64;  // sequences per batch
    bool probabilities = false;
    std::span<const std::size_t> heads = {};  // to run, in the order of predictions; empty: all
    bool spans = false;                       // for heads whose labels follow a tag scheme
    std::size_t n_best = 0;                   // number of sequences, of the first of these heads
    bool raw = false;                         // probabilities at temperature 1
  };
  // Runs the network over sequences and calls `receive` for each, from any thread and in any order, with its
  // index. Predictions do not depend on the batch. Apart from the results, it takes the memory of one batch
  // per thread; a batch has a bounded number of tokens or a single sequence. The pool runs the side tasks
  // alongside the batches; they must not need results of this call. Throws as throw_if_changed() does; what
  // was received may then be wrong.
  void run(std::span<const LookedUp> sequences, const RunOptions& options, base::Pool& pool,
           const Receive& receive, base::SideTasks side_tasks = {}) const;

  // Looks up the words of a sequence. columns: at least those of feature_columns(), in that order, with a
  // value per token. Throws UsageError if there are fewer.
  [[nodiscard]] LookedUp look_up(std::span<const std::string> words,
                                 std::span<const std::vector<std::string>> columns = {}) const;
  // Adds the network's input for a token type.
  void add_type(const TokenType& type, nn::TokenTypes& types) const;

  // The self-tests that save() writes, with the current results. Throws ModelError for results that are not
  // finite numbers.
  [[nodiscard]] std::vector<SelfTest> make_self_tests() const;
  // Of the probabilities.
  [[nodiscard]] double self_test_deviation() const override;

  // "task", sizes, labels, schemes and facts, for people.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> description(
      std::size_t most_labels = SIZE_MAX) const override;

 private:
  void forget_derived() override { derived_ = std::make_shared<Derived>(); }
  void round_parts(nn::Precision precision) override {
    if (contexts_) contexts_ = contexts_->rounded(precision);
  }
  // What the network computes with; derived from the weights when the model is first run with them.
  struct Derived {
    std::once_flag once;
    nn::Network<float>::Prepared prepared;
    std::optional<ProjectionCache> projections;
  };
  Derived& derived() const;

  // The first layer's input products: a column per type, and the type of each token.
  struct Projected {
    std::vector<const float*> columns;
    std::vector<std::uint32_t> types;
    nn::Activations<float> computed;  // columns that the cache does not keep
  };
  // The projections of the members (indices of sequences), token after token.
  [[nodiscard]] Projected project(std::span<const LookedUp> sequences, std::span<const std::size_t> members,
                                  Derived& derived, base::Pool& pool) const;
  // The columns of token types, [height x types].
  [[nodiscard]] nn::Activations<float> compute_projections(std::span<const TokenType> types,
                                                           const Derived& derived, base::Pool& pool) const;
  // What the first layer gains from the vectors of words in their sentence: columns in the packed order of
  // the members, none without such vectors.
  [[nodiscard]] nn::Activations<float> project_contexts(std::span<const LookedUp> sequences,
                                                        std::span<const std::size_t> members,
                                                        const nn::Packing& packing, const Derived& derived,
                                                        base::Pool& pool) const;
  // Predicts for the members as one batch.
  void run_batch(std::span<const LookedUp> sequences, std::span<const std::size_t> members,
                 std::span<const nn::HeadRequest> requests, Derived& derived, const Receive& receive) const;

  // Adds the description of a head.
  void describe(const ModelHead& head, const std::string& prefix, std::size_t most_labels,
                std::vector<std::pair<std::string, std::string>>& lines) const;

  std::vector<ModelHead> heads_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::shared_ptr<const Alphabet> alphabet_;
  std::shared_ptr<const FeatureSet> features_;
  std::shared_ptr<const ContextVectors> contexts_;
  std::shared_ptr<const nn::Network<float>> network_;
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();  // of the weights; shared by equal copies
  std::vector<SelfTest> self_tests_;
};

// Throws ModelError for a prediction that is not finite.
void check_finite(const SequenceModel::Prediction& prediction);

}  // namespace seqlab::model
