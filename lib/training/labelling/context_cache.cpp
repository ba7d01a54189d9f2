#include "training/labelling/context_cache.h"

namespace seqlab::training {

std::vector<std::shared_ptr<const nn::Matrix<float>>> ContextCache::vectors(
    std::span<const Sentence> sentences) {
  std::vector<std::shared_ptr<const nn::Matrix<float>>> result(sentences.size());
  std::vector<std::size_t> missing;
  {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      const auto found = kept_.find(sentences[i].number);
      if (found == kept_.end()) {
        missing.push_back(i);
      } else {
        result[i] = found->second;
      }
    }
  }
  if (missing.empty()) return result;
  std::vector<const std::vector<model::SymbolReading>*> readings;
  for (const std::size_t i : missing) readings.push_back(sentences[i].readings);
  const nn::Matrix<float> computed = contexts_->vectors(readings);
  Eigen::Index first = 0;
  const std::lock_guard lock(mutex_);
  for (const std::size_t i : missing) {
    const Eigen::Index words = nn::index(sentences[i].readings->front().ends.size());
    result[i] = std::make_shared<const nn::Matrix<float>>(computed.middleCols(first, words));
    first += words;
    const std::size_t bytes = static_cast<std::size_t>(result[i]->size()) * sizeof(float);
    if (bytes > left_) continue;
    if (kept_.emplace(sentences[i].number, result[i]).second) left_ -= bytes;
  }
  return result;
}

}  // namespace seqlab::training
