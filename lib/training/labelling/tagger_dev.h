// Evaluates a tagger on dev, epoch by epoch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/pool.h"
#include "model/labelling/sequence_model.h"
#include "model/looked_up.h"
#include "training/labelling/dev_corpora.h"
#include "training/training.h"

namespace seqlab::training {

class TaggerDev {
 public:
  // The gold labels of each sentence and head, as indices in the scheme that the head learns (-1: none).
  using Gold = std::vector<std::vector<std::vector<std::int32_t>>>;

  // `dev` must outlive it. words: of dev, looked up.
  TaggerDev(const std::vector<corpus::Sentence>& dev, DevCorpora corpora, std::vector<model::LookedUp> words,
            Gold gold, std::size_t batch_size);

  [[nodiscard]] DevResult evaluate(const model::SequenceModel& model, base::Pool& pool) const;

 private:
  const std::vector<corpus::Sentence>& dev_;
  DevCorpora corpora_;
  std::vector<model::LookedUp> words_;
  Gold gold_;
  std::size_t batch_size_;
};

}  // namespace seqlab::training
