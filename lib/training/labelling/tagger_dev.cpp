#include "training/labelling/tagger_dev.h"

#include <utility>

#include "training/labelling/training_setup.h"

namespace seqlab::training {

namespace {

nn::LossSum loss_of(const nn::Matrix<float>& probabilities, const std::vector<std::int32_t>& gold) {
  nn::LossSum loss;
  for (std::size_t token = 0; token < gold.size(); ++token) {
    loss += negative_log(probabilities.col(nn::index(token)), gold[token]);
  }
  return loss;
}

}  // namespace

TaggerDev::TaggerDev(const std::vector<corpus::Sentence>& dev, DevCorpora corpora,
                     std::vector<model::LookedUp> words, Gold gold, std::size_t batch_size)
    : dev_(dev),
      corpora_(std::move(corpora)),
      words_(std::move(words)),
      gold_(std::move(gold)),
      batch_size_(batch_size) {}

DevResult TaggerDev::evaluate(const model::SequenceModel& model, base::Pool& pool) const {
  const std::vector<model::ModelHead>& heads = model.heads();
  // [sentence][head]
  std::vector<std::vector<corpus::Labels>> predicted(dev_.size());
  std::vector<std::vector<nn::LossSum>> losses(dev_.size());
  model.run(words_, {.batch_size = batch_size_, .probabilities = true}, pool,
            [&](std::size_t i, model::SequenceModel::Predictions&& predictions) {
              for (std::size_t head = 0; head < heads.size(); ++head) {
                predicted[i].push_back(heads[head].labels.written_labels(predictions[head].labels));
                losses[i].push_back(loss_of(predictions[head].probabilities, gold_[i][head]));
              }
            });
  std::vector<nn::LossSum> sums(heads.size());
  for (const std::vector<nn::LossSum>& of_sentence : losses) {
    for (std::size_t head = 0; head < heads.size(); ++head) sums[head] += of_sentence[head];
  }
  return {model::mean_loss(heads, sums), corpora_.scores(dev_, predicted)};
}

}  // namespace seqlab::training
