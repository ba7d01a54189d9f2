#include "model/classifier_model.h"

#include "model/quantization.h"
#include "model/sequence_model.h"

namespace seqlab::model {

ClassifierModel::ClassifierModel(std::shared_ptr<const SequenceModel> model) : model_(std::move(model)) {}

ClassifierModel ClassifierModel::load(const std::string& path) {
  return ClassifierModel(std::make_shared<const SequenceModel>(SequenceModel::load(path, Task::classifier)));
}

ClassifierModel ClassifierModel::load(std::shared_ptr<const io::TensorFile> file) {
  return ClassifierModel(
      std::make_shared<const SequenceModel>(SequenceModel::load(std::move(file), Task::classifier)));
}

void ClassifierModel::save(const std::string& path) const {
  model_->save(path);
}

ClassifierModel ClassifierModel::quantized(nn::Precision precision) const {
  return ClassifierModel(std::make_shared<const SequenceModel>(quantize(*model_, precision)));
}

void ClassifierModel::add_facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  auto changed = std::make_shared<SequenceModel>(*model_);
  changed->facts.insert(changed->facts.end(), facts.begin(), facts.end());
  model_ = std::move(changed);
}

std::vector<corpus::Classification> ClassifierModel::classify(
    std::span<const std::vector<std::string>* const> texts, const ClassifyOptions& options,
    base::Pool& pool) const {
  std::vector<LookedUp> looked_up;
  looked_up.reserve(texts.size());
  for (const std::vector<std::string>* text : texts) looked_up.push_back(look_up(*text));
  return classify(looked_up, options, pool);
}

LookedUp ClassifierModel::look_up(std::span<const std::string> tokens) const {
  return model_->look_up(tokens);
}

std::vector<corpus::Classification> ClassifierModel::classify(std::span<const LookedUp> texts,
                                                              const ClassifyOptions& options,
                                                              base::Pool& pool,
                                                              base::SideTasks side_tasks) const {
  std::vector<corpus::Classification> results(texts.size());
  const auto receive = [&](std::size_t i, SequenceModel::Predictions&& predictions) {
    check_finite(predictions.front());
    if (texts[i].size() == 0) return;
    const nn::Matrix<float>& probabilities = predictions.front().probabilities;
    const auto label = predictions.front().labels.front();
    if (static_cast<double>(probabilities(label, 0)) >= options.min_confidence) {
      results[i].label = static_cast<std::size_t>(label);
    }
    results[i].probabilities.assign(probabilities.data(), probabilities.data() + probabilities.size());
  };
  model_->run(texts, {.batch_size = options.batch_size, .probabilities = true, .raw = options.raw}, pool,
              receive, side_tasks);
  return results;
}

const std::vector<std::string>& ClassifierModel::labels() const {
  return model_->labels();
}
const options::ModelOptions& ClassifierModel::options() const {
  return model_->options();
}
std::vector<std::pair<std::string, std::string>> ClassifierModel::training_options() const {
  return model_->training_options;
}
double ClassifierModel::self_test_deviation() const {
  return model_->self_test_deviation();
}
std::vector<std::pair<std::string, std::string>> ClassifierModel::description(std::size_t most_labels) const {
  return model_->description(most_labels);
}

evaluation::ClassificationScore score(const ClassifierModel& model, std::span<const corpus::Review> gold,
                                      std::span<const corpus::Classification> results) {
  evaluation::ClassificationScore score;
  for (std::size_t i = 0; i < gold.size(); ++i) {
    score.add(gold[i].label, results[i].label ? model.labels()[*results[i].label] : "");
  }
  return score;
}

evaluation::ClassificationScore evaluate(const ClassifierModel& model, std::span<const corpus::Review> gold,
                                         std::size_t batch_size, base::Pool& pool) {
  std::vector<const std::vector<std::string>*> texts;
  texts.reserve(gold.size());
  for (const corpus::Review& review : gold) texts.push_back(&review.tokens);
  return score(model, gold, model.classify(texts, {.batch_size = batch_size}, pool));
}

}  // namespace seqlab::model
