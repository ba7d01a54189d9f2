#include "tasks/tagger_model.h"

#include <algorithm>

#include "tasks/quantization.h"
#include "tasks/sequence_model.h"
#include "tasks/word_form.h"

namespace seqlab::tasks {

TaggerModel::TaggerModel(std::shared_ptr<const SequenceModel> model) : model_(std::move(model)) {}

TaggerModel TaggerModel::load(const std::string& path) {
  return TaggerModel(std::make_shared<const SequenceModel>(SequenceModel::load(path, Task::tagger)));
}

void TaggerModel::save(const std::string& path) const {
  model_->save(path);
}

TaggerModel TaggerModel::quantized(nn::Precision precision) const {
  return TaggerModel(std::make_shared<const SequenceModel>(quantize(*model_, precision)));
}

void TaggerModel::add_facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  auto changed = std::make_shared<SequenceModel>(*model_);
  changed->facts.insert(changed->facts.end(), facts.begin(), facts.end());
  model_ = std::move(changed);
}

std::vector<corpus::Predicted> TaggerModel::tag(std::span<const corpus::Sentence* const> sentences,
                                                const TagOptions& options, nn::Pool& pool) const {
  std::vector<LookedUp> looked_up;
  looked_up.reserve(sentences.size());
  for (const corpus::Sentence* sentence : sentences) looked_up.push_back(look_up(sentence->words));
  return tag(looked_up, options, pool);
}

LookedUp TaggerModel::look_up(std::span<const std::string> words) const {
  return model_->look_up(words);
}

std::vector<corpus::Predicted> TaggerModel::tag(std::span<const LookedUp> sentences,
                                                const TagOptions& options, nn::Pool& pool,
                                                Companions companions) const {
  const LabelSet& labels = model_->label_set();
  std::vector<corpus::Predicted> result(sentences.size());
  const auto receive = [&](std::size_t i, SequenceModel::Prediction&& prediction) {
    corpus::Predicted& predicted = result[i];
    predicted.labels.reserve(prediction.labels.size());
    for (std::size_t token = 0; token < prediction.labels.size(); ++token) {
      const auto label = static_cast<std::size_t>(prediction.labels[token]);
      predicted.labels.push_back(labels.names[label]);
      if (!options.probabilities) continue;
      predicted.probabilities.push_back(
          static_cast<double>(prediction.probabilities(nn::index(label), nn::index(token))));
    }
    if (labels.scheme != labels.written) {
      predicted.labels = corpus::convert_labels(predicted.labels, labels.scheme, labels.written);
    }
  };
  model_->run(sentences, {options.batch_size, options.probabilities}, pool, receive, companions);
  return result;
}

std::vector<float> TaggerModel::distribution(std::span<const std::string> words, nn::Pool& pool) const {
  const LookedUp sentence = model_->look_up(words);
  std::vector<float> result;
  model_->run({&sentence, 1}, {1, true}, pool, [&](std::size_t, SequenceModel::Prediction&& prediction) {
    const nn::Matrix<float>& probabilities = prediction.probabilities;
    result.assign(probabilities.data(), probabilities.data() + probabilities.size());
  });
  return result;
}

const std::vector<std::string>& TaggerModel::labels() const {
  return model_->labels();
}
std::vector<std::string> TaggerModel::written_labels() const {
  return model_->label_set().written_names();
}
corpus::SchemeStyle TaggerModel::scheme() const {
  return model_->label_set().written;
}
const ModelOptions& TaggerModel::options() const {
  return model_->options();
}
bool TaggerModel::in_training_data(std::string_view word) const {
  std::string buffer;
  return model_->vocabulary().in_training_data(WordForm(options())(word, buffer));
}
std::vector<std::pair<std::string, std::string>> TaggerModel::training_options() const {
  return model_->training_options;
}
double TaggerModel::self_test_deviation() const {
  return model_->self_test_deviation();
}
std::vector<std::pair<std::string, std::string>> TaggerModel::description() const {
  return model_->description();
}

TaggingScore evaluate(const TaggerModel& model, std::span<const corpus::Sentence> gold,
                      std::size_t batch_size, nn::Pool& pool, std::vector<corpus::Predicted>* predictions,
                      std::size_t* unknown_labels) {
  std::vector<const corpus::Sentence*> sentences;
  sentences.reserve(gold.size());
  for (const corpus::Sentence& sentence : gold) sentences.push_back(&sentence);
  std::vector<corpus::Predicted> predicted = model.tag(sentences, {batch_size, false}, pool);
  const std::vector<std::string> labels = model.written_labels();
  TaggingScore score(model.scheme());
  for (std::size_t i = 0; i < gold.size(); ++i) {
    std::vector<bool> seen;
    seen.reserve(gold[i].size());
    for (const std::string& word : gold[i].words) seen.push_back(model.in_training_data(word));
    score.add(gold[i].labels, predicted[i].labels, seen);
    if (unknown_labels == nullptr) continue;
    for (const std::string& label : gold[i].labels) {
      if (!label.empty() && std::find(labels.begin(), labels.end(), label) == labels.end()) ++*unknown_labels;
    }
  }
  if (predictions != nullptr) *predictions = std::move(predicted);
  return score;
}

}  // namespace seqlab::tasks
