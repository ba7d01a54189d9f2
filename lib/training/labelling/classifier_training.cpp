#include <array>
#include <map>

#include "base/errors.h"
#include "model/labelling/calibration.h"
#include "model/labelling/sequence_model.h"
#include "model/labelling/word_form.h"
#include "training/kept_options.h"
#include "training/labelling/continued_labels.h"
#include "training/labelling/continued_model.h"
#include "training/labelling/examples_hash.h"
#include "training/labelling/labelling_task.h"
#include "training/labelling/training_data.h"
#include "training/labelling/training_setup.h"
#include "training/trainer.h"
#include "training/training.h"
#include "training/training_session.h"

namespace seqlab::training {

std::unique_ptr<TrainingSession> begin_classifier_training(
    const options::TrainingOptions& options, const std::vector<corpus::Review>& train_reviews,
    const std::vector<corpus::Review>& dev, const embeddings::PretrainedTables& vectors,
    const Provenance& provenance, const SessionObserver& observer, const model::Model* continued,
    std::shared_ptr<base::Pool> pool) {
  options::training_option_table().check(options);
  if (options.stateful) throw UsageError("--stateful is for taggers; a classifier reads whole texts");
  const auto* const from = dynamic_cast<const model::SequenceModel*>(continued);
  if (from != nullptr) check_continuable(options, *from);
  model::WordCounter words(options.model);
  std::map<std::string, std::size_t> label_counts;
  for (const corpus::Review& review : train_reviews) {
    for (const std::string& word : review.tokens) words.add(word);
    if (!review.label.empty()) ++label_counts[review.label];
  }
  if (words.counts().empty()) throw DataError({}, "the training data has no tokens");
  if (label_counts.empty()) throw DataError({}, "the training data has no labels; each text needs one");

  if (from != nullptr) check_labels(*from, train_reviews);
  TrainerCallbacks callbacks;
  callbacks.select_by = options.select_by.empty() ? "accuracy" : options.select_by;
  check_select_by(callbacks.select_by, std::array<std::string, 2>{"accuracy", "macro_f1"});
  std::vector<std::uint32_t> singletons;
  model::SequenceModel model =
      from == nullptr
          ? make_untrained_model(model::Task::classifier, options,
                                 {{"label", {model::by_descending_count(label_counts), {}, {}}}},
                                 words.counts(), {}, vectors, provenance, observer.note, singletons)
          : make_continued_model(*from, options, words.counts(), vectors, provenance, observer.note,
                                 singletons);
  const LabelIndex labels(model.labels());
  const auto look_up = [&](const std::vector<corpus::Review>& reviews) {
    std::vector<model::LookedUp> texts;
    for (const corpus::Review& review : reviews) texts.push_back(model.look_up(review.tokens));
    return texts;
  };
  CasedSequences cased;
  if (options.case_noise > 0) {
    for (const corpus::Review& review : train_reviews) {
      const auto tokens = in_cases(review.tokens);
      for (std::size_t i = 0; i < tokens.size(); ++i) cased[i].push_back(model.look_up(tokens[i]));
    }
  }
  TrainingData data = make_training_data(model, look_up(train_reviews), cased);
  for (std::size_t i = 0; i < train_reviews.size(); ++i) {
    data.sequences[i].gold = {{labels.find(train_reviews[i].label)}};
  }
  std::vector<std::int32_t> dev_gold;
  for (const corpus::Review& review : dev) dev_gold.push_back(labels.find(review.label));

  LabellingDev labelled;
  labelled.evaluate = [&dev, dev_texts = look_up(dev), dev_gold = std::move(dev_gold),
                       batch_size = options.batch_size](const model::SequenceModel& current,
                                                        base::Pool& threads) {
    std::vector<std::size_t> predicted(dev.size());
    std::vector<nn::LossSum> losses(dev.size());
    current.run(dev_texts, {batch_size, true}, threads,
                [&](std::size_t i, model::SequenceModel::Predictions&& predictions) {
                  predicted[i] = static_cast<std::size_t>(predictions.front().labels.front());
                  losses[i] = negative_log(predictions.front().probabilities.col(0), dev_gold[i]);
                });
    evaluation::ClassificationScore score;
    nn::LossSum loss;
    for (std::size_t i = 0; i < dev.size(); ++i) {
      score.add(dev[i].label, current.labels()[predicted[i]]);
      loss += losses[i];
    }
    DevResult result;
    result.loss = model::mean_loss(current.heads(), {&loss, 1});
    result.scores = {{"accuracy", score.accuracy()}, {"macro_f1", score.macro_f1()}};
    return result;
  };
  labelled.calibrate = [&dev, batch_size = options.batch_size](
                           const std::shared_ptr<const model::SequenceModel>& best, base::Pool& threads) {
    return model::calibrated(model::ClassifierModel(best), dev, batch_size, threads).sequence_model();
  };
  labelled.examples_hash = hash_of(train_reviews, dev);
  callbacks.observer = observer;
  auto task = std::make_unique<LabellingTask>(options, std::move(model), std::move(data),
                                              std::move(singletons), std::move(labelled));
  return std::make_unique<TrainingSession>(options, std::move(task), std::move(callbacks), std::move(pool));
}

model::ClassifierModel train_classifier(const options::TrainingOptions& options,
                                        const std::vector<corpus::Review>& train_reviews,
                                        const std::vector<corpus::Review>& dev,
                                        const embeddings::PretrainedTables& vectors,
                                        const Provenance& provenance,
                                        const TrainingObserver<model::ClassifierModel>& observer,
                                        const model::Model* from) {
  const auto session = begin_classifier_training(options, train_reviews, dev, vectors, provenance,
                                                 session_observer(observer), from);
  session->train_until(options.epochs);
  return model::ClassifierModel(session->finished(session->best()));
}

}  // namespace seqlab::training
