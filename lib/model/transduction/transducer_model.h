// A trained transducer: reads a sequence and writes another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/pool.h"
#include "corpus/pairs/pair_writer.h"
#include "corpus/pairs/pairs.h"
#include "evaluation/transduction_score.h"
#include "model/model.h"
#include "model/symbol_rows.h"
#include "nn/transduction/beam_search.h"
#include "nn/transduction/transducer.h"

namespace seqlab::model {

// What a transducer knows: symbols of targets, and of sources or how many numbers their vectors have.
struct TransducerVocabulary {
  std::shared_ptr<const Vocabulary> source;  // null: sources are vectors
  std::size_t width = 0;                     // of a vector; 0 for symbols
  std::shared_ptr<const Vocabulary> target;
};

// A source as numbers: the rows of its symbols, or its vectors as columns.
struct SourceRows {
  std::vector<std::uint32_t> symbols;
  nn::Matrix<float> vectors;
};

// A source, a target, and ln p of each symbol of the target and of its end when the model was saved.
struct TransducerSelfTest {
  std::vector<std::string> source_symbols;
  std::vector<std::vector<float>> source_vectors;
  std::vector<std::string> target;
  std::vector<double> log_probabilities;
};

struct TransduceOptions {
  std::size_t batch_size = 64;
  std::size_t beam = 1;    // width; 1: greedy search
  bool attention = false;  // return it
};

// Copies share vocabulary and network.
class TransducerModel final : public Model {
 public:
  // A model without weights; initialise() sets them.
  TransducerModel(const options::ModelOptions& options, TransducerVocabulary vocabulary);
  // Draws initial weights from the seed.
  void initialise(std::uint64_t seed);
  // Throws as load_model() does.
  static TransducerModel load(const std::string& path);
  static TransducerModel load(std::shared_ptr<const io::TensorFile> file);
  void save(const std::string& path) const override;
  [[nodiscard]] std::shared_ptr<Model> copy() const override {
    return std::make_shared<TransducerModel>(*this);
  }

  [[nodiscard]] bool reads_vectors() const { return vocabulary_.source == nullptr; }
  [[nodiscard]] const TransducerVocabulary& vocabulary() const { return vocabulary_; }
  [[nodiscard]] corpus::SymbolUnit source_unit() const;
  [[nodiscard]] corpus::SymbolUnit target_unit() const { return options().symbols; }
  [[nodiscard]] const nn::Transducer<float>& network() const { return *network_; }
  [[nodiscard]] const nn::Layout& layout() const override { return network_->layout(); }

  // A source as the model reads it. Throws DataError with the place for vectors where the model reads text,
  // for text where it reads vectors, and for vectors of another width.
  [[nodiscard]] SourceRows rows_of(const corpus::Source& source, const Place& place) const;
  [[nodiscard]] std::vector<std::uint32_t> target_rows(std::string_view target) const;
  // The sources of a batch. They must outlive the call alone.
  [[nodiscard]] nn::TokenBatch<float> pack(std::span<const SourceRows* const> sources) const;

  // The most probable target of each source. A symbol of a target that the model does not know is written as
  // the symbol of the source that it attends to most, tags aside; U+FFFD if there is none. Words of a target
  // have a space between them. Throws ModelError for results that are not finite numbers, and as rows_of().
  [[nodiscard]] std::vector<corpus::Transduced> run(std::span<const corpus::Pair> sources,
                                                    const TransduceOptions& options, base::Pool& pool) const;
  // Greedy or beam search, and ln P of the gold targets. Each pair must have one. Throws as above.
  [[nodiscard]] evaluation::TransductionScore score(std::span<const corpus::Pair> pairs,
                                                    const TransduceOptions& options, base::Pool& pool) const;

  [[nodiscard]] std::vector<std::pair<std::string, std::string>> description(
      std::size_t most_labels = SIZE_MAX) const override;
  // The self-tests that save() writes, with the current results. Throws ModelError for results that are not
  // finite numbers.
  [[nodiscard]] std::vector<TransducerSelfTest> make_self_tests() const;
  // Of the probabilities.
  [[nodiscard]] double self_test_deviation() const override;

 private:
  // What the network computes with; derived from the weights when the model is first run with them.
  struct Derived {
    std::once_flag once;
    nn::Transducer<float>::Prepared prepared;
  };
  [[nodiscard]] const nn::Transducer<float>::Prepared& prepared() const;
  void forget_derived() override { derived_ = std::make_shared<Derived>(); }

  // Sources that differ, and which of them each pair has.
  struct Distinct;
  [[nodiscard]] Distinct distinct_sources(std::span<const corpus::Pair> pairs) const;
  [[nodiscard]] std::vector<nn::Transduction<float>> search(const Distinct& distinct,
                                                            const TransduceOptions& options,
                                                            base::Pool& pool) const;
  [[nodiscard]] corpus::Transduced written(const nn::Transduction<float>& found, const corpus::Source& source,
                                           bool attention) const;
  // ln p of each symbol of each target and of its end.
  [[nodiscard]] std::vector<std::vector<double>> score_rows(
      std::span<const SourceRows* const> sources, std::span<const std::vector<std::uint32_t>> targets) const;
  [[nodiscard]] std::vector<double> score_self_test(const TransducerSelfTest& test) const;

  TransducerVocabulary vocabulary_;
  std::shared_ptr<const SymbolRows> source_symbols_;  // null for vectors
  std::shared_ptr<const SymbolRows> target_symbols_;
  std::shared_ptr<const nn::Transducer<float>> network_;
  std::shared_ptr<Derived> derived_ = std::make_shared<Derived>();
  std::vector<TransducerSelfTest> self_tests_;
};

}  // namespace seqlab::model
