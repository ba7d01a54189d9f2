#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "io/errors.h"
#include "tasks/sequence_model.h"
#include "tasks/trainer.h"
#include "tasks/training.h"
#include "tasks/training_setup.h"
#include "tasks/word_form.h"

namespace seqlab::tasks {

namespace {

// Labels by falling count, then by bytes.
std::vector<std::string> collect_labels(const std::vector<corpus::Sentence>& sentences) {
  std::map<std::string, std::size_t> counts;
  for (const corpus::Sentence& sentence : sentences) {
    for (const std::string& label : sentence.labels) {
      if (!label.empty()) ++counts[label];
    }
  }
  return by_falling_count(counts);
}

std::vector<TrainingSequence> to_sequences(const SequenceModel& model,
                                           const std::vector<corpus::Sentence>& sentences) {
  const LabelIndex labels(model.labels());
  std::vector<TrainingSequence> sequences;
  sequences.reserve(sentences.size());
  for (const corpus::Sentence& sentence : sentences) {
    TrainingSequence sequence{model.rows(sentence.words), {}};
    for (const std::string& label : sentence.labels) sequence.gold.push_back(labels.find(label));
    sequences.push_back(std::move(sequence));
  }
  return sequences;
}

// Dev as it is needed epoch after epoch.
class TaggerDev {
 public:
  TaggerDev(const SequenceModel& model, const std::vector<corpus::Sentence>& dev, std::size_t batch_size)
      : dev_(dev), batch_size_(batch_size) {
    for (TrainingSequence& sequence : to_sequences(model, dev)) {
      words_.push_back(std::move(sequence.words));
      gold_.push_back(std::move(sequence.gold));
    }
  }

  DevResult evaluate(const SequenceModel& model, nn::Pool& pool) const {
    std::vector<std::vector<std::string>> predicted(dev_.size());
    std::vector<nn::LossSum> losses(dev_.size());
    model.run(words_, batch_size_, pool, [&](std::size_t i, const nn::Matrix<float>& probabilities) {
      for (Eigen::Index token = 0; token < probabilities.cols(); ++token) {
        Eigen::Index label = 0;
        probabilities.col(token).maxCoeff(&label);
        predicted[i].push_back(model.labels()[static_cast<std::size_t>(label)]);
        losses[i] += negative_log(probabilities.col(token), gold_[i][static_cast<std::size_t>(token)]);
      }
    });
    TaggingScore score(model.scheme());
    nn::LossSum loss;
    for (std::size_t i = 0; i < dev_.size(); ++i) {
      score.add(dev_[i].labels, predicted[i]);
      loss += losses[i];
    }
    DevResult result;
    result.loss = loss.count == 0 ? 0 : loss.sum / static_cast<double>(loss.count);
    result.scores.emplace_back("accuracy", score.accuracy());
    if (score.spans()) {
      const Counts total = score.total();
      result.scores.emplace_back("f1", total.f1());
      result.scores.emplace_back("precision", total.precision());
      result.scores.emplace_back("recall", total.recall());
    }
    return result;
  }

 private:
  const std::vector<corpus::Sentence>& dev_;
  std::size_t batch_size_;
  std::vector<std::vector<std::uint32_t>> words_;
  std::vector<std::vector<std::int32_t>> gold_;
};

}  // namespace

TaggerModel train_tagger(const TrainingOptions& options, const std::vector<corpus::Sentence>& train_sentences,
                         const std::vector<corpus::Sentence>& dev, const embeddings::WordVectors* vectors,
                         const Provenance& provenance, const TrainingObserver<TaggerModel>& observer) {
  training_option_table().check(options);
  WordCounter words(options.model);
  corpus::SchemeDetector detector;
  for (const corpus::Sentence& sentence : train_sentences) {
    for (const std::string& word : sentence.words) words.add(word);
    detector.add(sentence.labels);
  }
  std::vector<std::string> labels = collect_labels(train_sentences);
  if (words.counts().empty()) throw DataError({}, "the training data has no token; at least one is needed");
  if (labels.empty())
    throw DataError({}, "the training data has no label; name the column with --label-column");
  const corpus::SchemeStyle scheme = detector.style();
  const bool spans = scheme.scheme != corpus::TagScheme::none;
  TrainerCalls calls;
  calls.select_by = options.select_by.empty() ? (spans ? "f1" : "accuracy") : options.select_by;
  if (spans) {
    check_select_by(calls.select_by,
                    std::array<std::string_view, 4>{"accuracy", "f1", "precision", "recall"});
  } else {
    check_select_by(calls.select_by, std::array<std::string_view, 1>{"accuracy"});
  }

  SequenceModel model = make_untrained_model(Task::tagger, options, std::move(labels), scheme, words.counts(),
                                             vectors, provenance, observer.note, calls.singletons);
  const std::vector<TrainingSequence> sequences = to_sequences(model, train_sentences);
  const TaggerDev tagger_dev(model, dev, options.batch_size);
  calls.evaluate = [&](const SequenceModel& current, nn::Pool& pool) {
    return tagger_dev.evaluate(current, pool);
  };
  calls.progress = observer.progress;
  calls.epoch = observer.epoch;
  calls.improved = [&](const std::shared_ptr<const SequenceModel>& best) {
    observer.improved(TaggerModel(best));
  };
  calls.stop = observer.stop;
  return TaggerModel(train(options, model, sequences, calls));
}

}  // namespace seqlab::tasks
