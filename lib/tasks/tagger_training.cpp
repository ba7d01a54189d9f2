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

std::vector<std::string> inner_labels(const std::vector<std::string>& labels, corpus::SchemeStyle written,
                                      corpus::SchemeStyle inner) {
  return inner == written ? labels : corpus::convert_labels(labels, written, inner);
}

// Labels in the inner scheme by falling count, then by bytes.
std::vector<std::string> collect_labels(const std::vector<corpus::Sentence>& sentences,
                                        corpus::SchemeStyle written, corpus::SchemeStyle inner) {
  std::map<std::string, std::size_t> counts;
  for (const corpus::Sentence& sentence : sentences) {
    for (const std::string& label : inner_labels(sentence.labels, written, inner)) {
      if (!label.empty()) ++counts[label];
    }
  }
  return by_falling_count(counts);
}

std::vector<LookedUp> look_up(const SequenceModel& model, const std::vector<corpus::Sentence>& sentences) {
  std::vector<LookedUp> result;
  result.reserve(sentences.size());
  for (const corpus::Sentence& sentence : sentences) result.push_back(model.look_up(sentence.words));
  return result;
}

// The gold labels of each sentence in the scheme of the model's own labels, as their indices.
std::vector<std::vector<std::int32_t>> look_up_labels(const LabelSet& set,
                                                      const std::vector<corpus::Sentence>& sentences) {
  const LabelIndex labels(set.names);
  std::vector<std::vector<std::int32_t>> result(sentences.size());
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    for (const std::string& label : inner_labels(sentences[i].labels, set.written, set.scheme)) {
      result[i].push_back(labels.find(label));
    }
  }
  return result;
}

// Dev as it is needed epoch after epoch.
class TaggerDev {
 public:
  TaggerDev(const SequenceModel& model, const std::vector<corpus::Sentence>& dev, std::size_t batch_size)
      : dev_(dev),
        batch_size_(batch_size),
        words_(look_up(model, dev)),
        gold_(look_up_labels(model.label_set(), dev)) {}

  DevResult evaluate(const SequenceModel& model, nn::Pool& pool) const {
    const LabelSet& labels = model.label_set();
    std::vector<std::vector<std::string>> predicted(dev_.size());
    std::vector<nn::LossSum> losses(dev_.size());
    model.run(words_, {batch_size_, true}, pool, [&](std::size_t i, SequenceModel::Prediction&& prediction) {
      for (std::size_t token = 0; token < prediction.labels.size(); ++token) {
        predicted[i].push_back(labels.names[static_cast<std::size_t>(prediction.labels[token])]);
        losses[i] += negative_log(prediction.probabilities.col(nn::index(token)), gold_[i][token]);
      }
      if (labels.scheme != labels.written) {
        predicted[i] = corpus::convert_labels(predicted[i], labels.scheme, labels.written);
      }
    });
    TaggingScore score(labels.written);
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
  std::vector<LookedUp> words_;
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
  if (words.counts().empty()) throw DataError({}, "the training data has no token; at least one is needed");
  LabelSet labels;
  labels.scheme = labels.written = detector.style();
  const bool spans = labels.written.scheme != corpus::TagScheme::none;
  if (spans && options.model.scheme != "data") {
    labels.scheme = {corpus::parse_scheme(options.model.scheme), labels.written.separator};
  }
  labels.names = collect_labels(train_sentences, labels.written, labels.scheme);
  if (labels.names.empty())
    throw DataError({}, "the training data has no label; name the column with --label-column");
  TrainerCalls calls;
  calls.select_by = options.select_by.empty() ? (spans ? "f1" : "accuracy") : options.select_by;
  if (spans) {
    check_select_by(calls.select_by,
                    std::array<std::string_view, 4>{"accuracy", "f1", "precision", "recall"});
  } else {
    check_select_by(calls.select_by, std::array<std::string_view, 1>{"accuracy"});
  }

  SequenceModel model = make_untrained_model(Task::tagger, options, std::move(labels), words.counts(),
                                             vectors, provenance, observer.note, calls.singletons);
  TrainingData data = make_training_data(model, look_up(model, train_sentences));
  auto gold = look_up_labels(model.label_set(), train_sentences);
  for (std::size_t i = 0; i < gold.size(); ++i) data.sequences[i].gold = std::move(gold[i]);
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
  return TaggerModel(train(options, model, data, calls));
}

}  // namespace seqlab::tasks
