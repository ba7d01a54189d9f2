// A trained tagger: words in, one label per token and head out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/side_tasks.h"
#include "corpus/prediction.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/sentence.h"
#include "evaluation/tagging_score.h"
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

// Const calls may run concurrently, each with its own pool or all with the same one.
class TaggerModel {
 public:
  // Throws std::invalid_argument for a model of another task.
  explicit TaggerModel(const std::shared_ptr<const Model>& model);
  [[nodiscard]] const std::shared_ptr<const SequenceModel>& sequence_model() const { return model_; }
  // Throws Error (no such file) or ModelError (damaged, foreign, newer, not a tagger, or with results other
  // than those of its self-tests).
  static TaggerModel load(const std::string& path);
  static TaggerModel load(std::shared_ptr<const io::TensorFile> file);
  // Writes the file completely or not at all; replaces an existing file. Throws ModelError for a model that
  // could not be loaded: with weights or results that are not finite numbers.
  void save(const std::string& path) const;
  // A copy with weights of fewer bits (quantization.h). Throws ModelError if the model is quantised already.
  [[nodiscard]] TaggerModel quantized(nn::Precision precision) const;
  // The same model with only some of its heads, in its own order. Throws UsageError if it has none of a name.
  [[nodiscard]] TaggerModel with_heads(std::span<const std::string> names) const;
  [[nodiscard]] TaggerModel with_head(const std::string& name) const { return with_heads({&name, 1}); }
  // Adds facts to description() and to the file.
  void add_facts(const std::vector<std::pair<std::string, std::string>>& facts);

  struct TagOptions {
    std::size_t batch_size = 64;      // sentences per batch
    bool probabilities = false;       // fill HeadPrediction::probabilities
    bool span_probabilities = false;  // fill HeadPrediction::span_probabilities of heads with a tag scheme
    // The number of HeadPrediction::alternatives of the first head. There are fewer if the scheme allows
    // fewer label sequences, or if several of them are written the same (touching spans of one type in IO):
    // then only the best of these is given, with its own probability. Memory is proportional to this number
    // times the tokens of a sentence, and times the labels and the square root of the tokens.
    std::size_t n_best = 0;
    bool raw = false;  // the network's own probabilities, not those at the temperatures fitted on dev
    // Spans less probable than this are withdrawn: their tokens get the label O and its probability. Labels
    // of a head without a tag scheme become empty and keep their probability. Not with n_best.
    double min_confidence = 0;
  };
  // One prediction per sentence, in order, with one entry per head; sentences without tokens have empty ones.
  // A span's probability is that of exactly this span, from its first token to its last, whatever the other
  // labels are; an alternative's is that of the whole sequence. Both are exact sums over the label sequences
  // that the scheme allows, with the CRF's distribution, or else with the product of the tokens'
  // probabilities divided by its sum over these sequences (without a scheme, all sequences are allowed and
  // the product is the probability). Throws ModelError for results that are not finite numbers.
  [[nodiscard]] std::vector<corpus::Predicted> tag(std::span<const corpus::Sentence* const> sentences,
                                                   const TagOptions& options, base::Pool& pool) const;
  // The same in two steps: look up each sentence, which can be done in advance, then tag the looked-up
  // sentences. The pool runs the side tasks alongside the batches.
  [[nodiscard]] LookedUp look_up(const corpus::Sentence& sentence) const;
  [[nodiscard]] std::vector<corpus::Predicted> tag(std::span<const LookedUp> sentences,
                                                   const TagOptions& options, base::Pool& pool,
                                                   base::SideTasks side_tasks = {}) const;
  // Probabilities of all labels of the first head, n x labels().size() in row order, for one sentence.
  [[nodiscard]] std::vector<float> distribution(std::span<const std::string> words, base::Pool& pool) const;

  // The names of the heads, and the columns that they learned from (an empty one is the format's default).
  [[nodiscard]] std::vector<std::string> heads() const;
  [[nodiscard]] std::vector<std::string> label_columns() const;
  // The columns that the model reads as Sentence::features. Throws UsageError in tag() if they are missing.
  [[nodiscard]] std::vector<std::string> feature_columns() const;
  // The labels of the first head in the order of distribution(), in the scheme that it learned; the labels of
  // a head as the data has them and tag() writes them; and the scheme of these.
  [[nodiscard]] const std::vector<std::string>& labels() const;
  [[nodiscard]] std::vector<std::string> written_labels(std::size_t head = 0) const;
  [[nodiscard]] corpus::SchemeStyle scheme(std::size_t head = 0) const;
  [[nodiscard]] const options::ModelOptions& options() const;
  [[nodiscard]] bool in_training_data(std::string_view word) const;
  // Throws ModelError if the file of the model has been written into or cut short since it was loaded. So do
  // all functions that run the model.
  void throw_if_changed() const;
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
  std::vector<std::size_t> heads_;  // that are run
};

// Scores each head on sentences that have one list of gold labels per head. predicted: one per sentence.
std::vector<evaluation::TaggingScore> score_heads(const TaggerModel& model,
                                                  std::span<const corpus::Sentence> gold,
                                                  std::span<const corpus::Predicted> predicted);
// Tags the sentences first.
std::vector<evaluation::TaggingScore> evaluate_heads(const TaggerModel& model,
                                                     std::span<const corpus::Sentence> gold,
                                                     std::size_t batch_size, base::Pool& pool);

// The same for the first head. `unknown_labels`, if given, counts the gold labels that the model does not
// know, which are scored as wrong.
evaluation::TaggingScore evaluate(const TaggerModel& model, std::span<const corpus::Sentence> gold,
                                  std::size_t batch_size, base::Pool& pool,
                                  std::size_t* unknown_labels = nullptr);

}  // namespace seqlab::model
