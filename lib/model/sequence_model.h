// What tagger and classifier share: vocabulary, network, weights, and the file they are kept in.
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
#include "model/alphabet.h"
#include "model/features.h"
#include "model/looked_up.h"
#include "model/model_head.h"
#include "model/projection_cache.h"
#include "model/table_kinds.h"
#include "model/task_traits.h"
#include "model/vector_table.h"
#include "model/vocabulary.h"
#include "nn/network.h"
#include "options/training_options.h"

namespace seqlab::io {
class TensorFile;
}

namespace seqlab::model {

// Words and the probabilities that each head gave them when the model was saved: [tokens x labels] for a
// tagger, [1 x labels] for a classifier, row after row. Made of words of the vocabulary, not of sentences of
// the data.
struct SelfTest {
  std::vector<std::string> words;
  std::vector<std::vector<std::string>> columns;  // as look_up() takes them
  std::vector<std::vector<float>> probabilities;
};

// The numbers that training changes.
struct ModelWeights {
  std::vector<float> network;       // the flat vector of the network's layout
  std::vector<VectorTable> tables;  // of word vectors, one per kind; those of a loaded model lie in its file
};

// A model in memory. Copies share vocabulary and network, which never change, and own their weights.
class SequenceModel {
 public:
  // A model without weights: initialise() gives them, or load().
  // heads: at least one, the first of them the main one. alphabet: of a model that reads characters, else
  // null. features: null for none. tables: none for one of the dimension that the options say.
  SequenceModel(Task task, const options::ModelOptions& options, std::vector<ModelHead> heads,
                std::shared_ptr<const Vocabulary> vocabulary, std::shared_ptr<const Alphabet> alphabet,
                std::shared_ptr<const FeatureSet> features = nullptr, std::vector<TableKind> tables = {});
  // Draws initial weights from the seed and sets the rows of the tables to zero.
  void initialise(std::uint64_t seed);
  // Throws Error (no such file) or ModelError (damaged, foreign, newer, or of another task).
  static SequenceModel load(const std::string& path, Task task);
  static SequenceModel load(std::shared_ptr<const io::TensorFile> file, Task task);
  void save(const std::string& path) const;

  [[nodiscard]] Task task() const { return task_; }
  [[nodiscard]] const options::ModelOptions& options() const { return options_; }
  [[nodiscard]] const std::vector<ModelHead>& heads() const { return heads_; }
  // Of the main head.
  [[nodiscard]] const std::vector<std::string>& labels() const { return heads_.front().labels.names; }
  [[nodiscard]] const Vocabulary& vocabulary() const { return *vocabulary_; }
  [[nodiscard]] const Alphabet* alphabet() const { return alphabet_.get(); }
  [[nodiscard]] const FeatureSet& features() const { return *features_; }
  // At least one.
  [[nodiscard]] const std::vector<TableKind>& table_kinds() const { return table_kinds_; }
  [[nodiscard]] const std::shared_ptr<const Alphabet>& shared_alphabet() const { return alphabet_; }
  [[nodiscard]] const std::shared_ptr<const FeatureSet>& shared_features() const { return features_; }
  [[nodiscard]] const nn::Network<float>& network() const { return *network_; }

  [[nodiscard]] const ModelWeights& weights() const { return weights_; }
  // The weights, to be changed before the model is run the next time.
  ModelWeights& edit_weights();

  // What the weights and word vectors are rounded to, and computed with; only quantization.h changes it.
  [[nodiscard]] nn::Precision precision() const { return precision_; }
  void set_precision(nn::Precision precision);

  // Facts about the training, in the order to be shown: "data", "licence", "epoch", "dev_accuracy", ...
  std::vector<std::pair<std::string, std::string>> facts;
  // The options of the training that are not the model's, by name.
  std::vector<std::pair<std::string, std::string>> training_options;

  // What a head says of one sequence: a label a token or, for a classifier, one; and the probabilities of
  // all labels, [labels x tokens] or [labels x 1], of the spans that the labels write down, in their order,
  // and the best sequences of labels, where they were asked for.
  struct Prediction {
    std::vector<std::int32_t> labels;
    nn::Matrix<float> probabilities;
    std::vector<double> spans;
    std::vector<nn::ProbableLabels> n_best;
  };
  using Predictions = std::vector<Prediction>;  // one a head that is run
  using Receive = std::function<void(std::size_t, Predictions&&)>;
  struct RunOptions {
    std::size_t batch_size = 64;  // sequences computed side by side
    bool probabilities = false;
    std::span<const std::size_t> heads = {};  // those that are run, in the order of predictions; none: all
    bool spans = false;                       // of the heads of a tagger whose labels are a scheme
    std::size_t n_best = 0;                   // so many best sequences of labels, of the first of the heads
  };
  // Runs the network over sequences and calls `receive` for each, from any thread and in any order, with its
  // index. Predictions do not depend on the batch. Memory, apart from the results, is that of one batch per
  // thread, each of a bounded number of tokens or one sequence. The pool runs the side tasks, which must not
  // need results of this call, alongside the batches.
  void run(std::span<const LookedUp> sequences, const RunOptions& options, base::Pool& pool,
           const Receive& receive, base::SideTasks side_tasks = {}) const;

  // The words of a sequence, looked up; columns: at least those that feature_columns() names, in that order,
  // with a value a token. Throws UsageError when there are fewer.
  [[nodiscard]] LookedUp look_up(std::span<const std::string> words,
                                 std::span<const std::vector<std::string>> columns = {}) const;
  // Adds what the network reads of a type of tokens.
  void add_type(const TokenType& type, nn::TokenTypes& types) const;

  // What save() writes and what self_test_deviation() compares with: read from the file by load().
  [[nodiscard]] std::vector<SelfTest> make_self_tests() const;
  // The largest difference to the probabilities that stood in the file; 0 for a model that was not loaded.
  [[nodiscard]] double self_test_deviation() const;

  // "task", sizes, labels, scheme and facts, for people.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> description() const;

 private:
  // What the network computes with, derived from the weights when it is first run with them.
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
  // Of the members among the sequences, token after token.
  [[nodiscard]] Projected project(std::span<const LookedUp> sequences, std::span<const std::size_t> members,
                                  Derived& derived, base::Pool& pool) const;
  // The columns of token types, [height x types].
  [[nodiscard]] nn::Activations<float> compute_projections(std::span<const TokenType> types,
                                                           const Derived& derived, base::Pool& pool) const;
  // Predicts for the members as one batch.
  void run_batch(std::span<const LookedUp> sequences, std::span<const std::size_t> members,
                 std::span<const nn::HeadRequest> requests, Derived& derived, const Receive& receive) const;

  // Adds the description of a head.
  void describe(const ModelHead& head, const std::string& prefix,
                std::vector<std::pair<std::string, std::string>>& lines) const;

  Task task_;
  options::ModelOptions options_;
  std::vector<ModelHead> heads_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::shared_ptr<const Alphabet> alphabet_;
  std::shared_ptr<const FeatureSet> features_;
  std::vector<TableKind> table_kinds_;
  std::shared_ptr<const nn::Network<float>> network_;
  ModelWeights weights_;
  nn::Precision precision_ = nn::Precision::f32;
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();  // of weights_; shared by equal copies
  std::vector<SelfTest> self_tests_;
};

}  // namespace seqlab::model
