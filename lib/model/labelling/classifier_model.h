// A trained classifier: a text in, one label out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/side_tasks.h"
#include "corpus/prediction.h"
#include "corpus/reviews/reviews.h"
#include "evaluation/classification_score.h"
#include "model/looked_up.h"
#include "nn/choices.h"
#include "options/training_options.h"

namespace seqlab::base {
class Pool;
}

namespace seqlab::io {
class TensorFile;
}

namespace seqlab::model {

class Model;
class SequenceModel;

// Const calls may run concurrently.
class ClassifierModel {
 public:
  // Throws std::invalid_argument for a model of another task.
  explicit ClassifierModel(const std::shared_ptr<const Model>& model);
  [[nodiscard]] const std::shared_ptr<const SequenceModel>& sequence_model() const { return model_; }
  static ClassifierModel load(const std::string& path);  // throws as TaggerModel::load() does
  static ClassifierModel load(std::shared_ptr<const io::TensorFile> file);
  void save(const std::string& path) const;
  // A copy with weights of fewer bits (quantization.h). Throws ModelError if the model is quantised already.
  [[nodiscard]] ClassifierModel quantized(nn::Precision precision) const;
  // Adds facts to description() and to the file.
  void add_facts(const std::vector<std::pair<std::string, std::string>>& facts);

  struct ClassifyOptions {
    std::size_t batch_size = 64;  // texts per batch
    bool raw = false;           // the network's own probabilities, not those at the temperature fitted on dev
    double min_confidence = 0;  // a label less probable than this is not given
    // Indices of labels that are not given: their probability is 0, and the others sum to 1. Not all.
    std::vector<std::size_t> leave_out = {};
  };
  // One result per text, in order; for a text without tokens, an empty one. Labels are indices of labels(). A
  // model that reads sentences by themselves (options::TextReading) gives a text of several sentences the
  // mean of their probabilities, to which its temperature then applies. Throws ModelError for results that
  // are not finite numbers.
  [[nodiscard]] std::vector<corpus::Classification> classify(std::span<const corpus::Review> texts,
                                                             const ClassifyOptions& options,
                                                             base::Pool& pool) const;
  // The same in two steps: look up the words of each text, in the parts that the model reads by themselves,
  // which can be done in advance, then classify the looked-up texts. The pool runs the side tasks alongside
  // the batches.
  [[nodiscard]] std::vector<LookedUp> look_up(const corpus::Review& text) const;
  [[nodiscard]] std::vector<corpus::Classification> classify(const LookedUpTexts& texts,
                                                             const ClassifyOptions& options, base::Pool& pool,
                                                             base::SideTasks side_tasks = {}) const;

  [[nodiscard]] const std::vector<std::string>& labels() const;
  // For ClassifyOptions::leave_out; names that are no labels of the model are passed over. Throws UsageError
  // if no label would be left.
  [[nodiscard]] std::vector<std::size_t> indices_of(std::span<const std::string> names) const;
  [[nodiscard]] const options::ModelOptions& options() const;
  // The options of training by name; together with options(), a config file that trains the model again.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> training_options() const;
  // The facts that `info` shows besides the options: task, sizes, labels, data, scores, in print order.
  // Of a head with more than `most_labels`, only the number of labels is given.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> description(
      std::size_t most_labels = SIZE_MAX) const;
  // The largest difference between the probabilities computed now and those stored in the file when it was
  // saved.
  [[nodiscard]] double self_test_deviation() const;

 private:
  std::shared_ptr<const SequenceModel> model_;
};

// Scores the results for labelled texts; a text without a result is wrong.
evaluation::ClassificationScore score(const ClassifierModel& model, std::span<const corpus::Review> gold,
                                      std::span<const corpus::Classification> results);
// Classifies the texts first.
evaluation::ClassificationScore evaluate(const ClassifierModel& model, std::span<const corpus::Review> gold,
                                         std::size_t batch_size, base::Pool& pool);

}  // namespace seqlab::model
