// What tagger and classifier share: vocabulary, network, weights, and the file they are kept in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "corpus/tag_scheme.h"
#include "nn/network.h"
#include "nn/pool.h"
#include "tasks/companions.h"
#include "tasks/projection_cache.h"
#include "tasks/training_options.h"
#include "tasks/vector_table.h"
#include "tasks/vocabulary.h"

namespace seqlab::tasks {

// The version of the model file that this library writes, and the only one that it reads; models/FORMAT.md.
constexpr int model_format_version = 2;

enum class Task { tagger, classifier };

// Words and the probabilities that the model gave them when it was saved: [tokens x labels] for a tagger,
// [1 x labels] for a classifier, row after row. Made of words of the vocabulary, not of sentences of the
// data.
struct SelfTest {
  std::vector<std::string> words;
  std::vector<float> probabilities;
};

// A model in memory. Copies share vocabulary and network, which never change, and own their weights.
class SequenceModel {
 public:
  // A model without weights: initialise() gives them, or load().
  SequenceModel(Task task, const ModelOptions& options, std::vector<std::string> labels,
                corpus::SchemeStyle scheme, std::shared_ptr<const Vocabulary> vocabulary);
  // Draws initial weights from the seed and sets the rows of the table to zero.
  void initialise(std::uint64_t seed);
  // Throws Error (no such file) or ModelError (damaged, foreign, newer, or of another task).
  static SequenceModel load(const std::string& path, Task task);
  void save(const std::string& path) const;

  [[nodiscard]] Task task() const { return task_; }
  [[nodiscard]] const ModelOptions& options() const { return options_; }
  [[nodiscard]] const std::vector<std::string>& labels() const { return labels_; }
  [[nodiscard]] corpus::SchemeStyle scheme() const { return scheme_; }
  [[nodiscard]] const Vocabulary& vocabulary() const { return *vocabulary_; }
  [[nodiscard]] const nn::Network<float>& network() const { return *network_; }

  // The flat vector of the network's layout, and the word vectors, [dimension x vocabulary rows]; those of a
  // loaded model are read where the file is mapped. After the weights have changed, prepare() must be called
  // before the model is run.
  std::vector<float> weights;
  VectorTable table;
  void prepare(nn::Pool& pool);

  // What the weights and word vectors are rounded to, and computed with; only tasks/quantization.h changes
  // it.
  [[nodiscard]] nn::Precision precision() const { return precision_; }
  void set_precision(nn::Precision precision, nn::Pool& pool);

  // Facts about the training, in the order to be shown: "data", "licence", "epoch", "dev_accuracy", ...
  std::vector<std::pair<std::string, std::string>> facts;
  // The options of the training that are not the model's, by name.
  std::vector<std::pair<std::string, std::string>> training_options;

  // Runs the network over sequences of rows, `batch_size` at a time, and calls `receive` for each, from any
  // thread and in any order, with its index and its probabilities: [labels x tokens], or [labels x 1] for a
  // classifier. They do not depend on the batch. Memory beside the results is bounded by a window of tokens
  // and the longest sequence. The pool runs the companions, work of the caller's own that needs no results of
  // this call, beside the batches.
  void run(std::span<const std::vector<std::uint32_t>> sequences, std::size_t batch_size, nn::Pool& pool,
           const std::function<void(std::size_t, const nn::Matrix<float>&)>& receive,
           Companions companions = {}) const;

  // Rows of words.
  [[nodiscard]] std::vector<std::uint32_t> rows(std::span<const std::string> words) const;

  // What save() writes and what self_test_deviation() compares with: read from the file by load().
  [[nodiscard]] std::vector<SelfTest> make_self_tests() const;
  // The largest difference to the probabilities that stood in the file; 0 for a model that was not loaded.
  [[nodiscard]] double self_test_deviation() const;

  // "task", sizes, labels, scheme and facts, for people.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> description() const;

 private:
  // Some sequences as one batch; the words of each are indices of `projected`.
  void run_batch(std::span<const std::size_t> members,
                 const std::vector<std::span<const std::uint32_t>>& columns,
                 std::span<const float* const> projected,
                 const std::function<void(std::size_t, const nn::Matrix<float>&)>& receive) const;

  Task task_;
  ModelOptions options_;
  std::vector<std::string> labels_;
  corpus::SchemeStyle scheme_;
  std::shared_ptr<const Vocabulary> vocabulary_;
  std::shared_ptr<const nn::Network<float>> network_;
  nn::Precision precision_ = nn::Precision::f32;
  std::shared_ptr<const nn::Network<float>::Prepared> prepared_;
  std::shared_ptr<ProjectionCache> cache_;  // of the prepared weights
  std::vector<SelfTest> self_tests_;
};

}  // namespace seqlab::tasks
