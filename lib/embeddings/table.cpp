#include "embeddings/table.h"

#include <stdexcept>

namespace seqlab::embeddings {

std::string_view to_string(TableFormat format) {
  switch (format) {
    case TableFormat::glove:
      return "glove";
    case TableFormat::word2vec_text:
      return "word2vec-text";
    case TableFormat::word2vec_binary:
      return "word2vec-binary";
    case TableFormat::fasttext:
      break;
  }
  return "fasttext";
}

std::optional<std::size_t> WordVectors::find(std::string_view word) const {
  const auto found = rows_.find(word);
  if (found == rows_.end()) return std::nullopt;
  return found->second;
}

bool WordVectors::add(std::string_view word, std::span<const float> vector) {
  if (vector.size() != dimension_) throw std::invalid_argument("a word vector of the wrong dimension");
  if (!rows_.try_emplace(std::string(word), words_.size()).second) return false;
  words_.emplace_back(word);
  values_.insert(values_.end(), vector.begin(), vector.end());
  return true;
}

}  // namespace seqlab::embeddings
