// Vectors of words in their sentence, from language models of characters.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/looked_up.h"
#include "nn/choices.h"
#include "nn/numbers/matrix.h"

namespace seqlab::model {

class LanguageModel;

// Contextual string embeddings (Akbik et al. 2018). The models read a sentence as a line end, its words with
// a space between them, and a space, from initial states. The vector of a word is, one above the other,
//
//   of the model that reads ahead: its output after the space that follows the word
//   of the model that reads back: its output after the space, or line end, that precedes the word
//
// The models never change. Immutable; any number of threads may share one.
class ContextVectors {
 public:
  // back: may be null. Throws ModelError, with the name of a file, for a model of words, and for one that
  // reads in the other direction.
  ContextVectors(std::shared_ptr<const LanguageModel> ahead, std::shared_ptr<const LanguageModel> back,
                 std::span<const std::string> names);
  // Loads them from files. Throws UsageError for more than two, ModelError as above, and as
  // LanguageModel::load() does.
  static std::shared_ptr<const ContextVectors> load(std::span<const std::string> files);

  // The model that reads ahead, then, if there is one, the one that reads back.
  [[nodiscard]] const std::vector<std::shared_ptr<const LanguageModel>>& models() const { return models_; }
  // The length of a vector.
  [[nodiscard]] std::size_t size() const { return size_; }
  // What each model reads of a sentence.
  [[nodiscard]] std::vector<SymbolReading> read(std::span<const std::string_view> words) const;
  // The vectors [size() x words of all sentences], one sentence after another. readings: of each sentence,
  // those of read(). A sentence's vectors do not depend on the others. Runs in the calling thread.
  [[nodiscard]] nn::Matrix<float> vectors(std::span<const std::vector<SymbolReading>* const> readings) const;
  // With models whose matrices are rounded, except those that have fewer bits already.
  [[nodiscard]] std::shared_ptr<const ContextVectors> rounded(nn::Precision precision) const;

 private:
  std::vector<std::shared_ptr<const LanguageModel>> models_;
  std::size_t size_ = 0;
};

}  // namespace seqlab::model
