#include "model/labelling/classifier_model.h"

#include <algorithm>

#include "base/errors.h"
#include "model/labelling/sequence_model.h"
#include "model/quantization.h"

namespace seqlab::model {

namespace {

using Probabilities = nn::Vector<double>;

// p^(1 / temperature), made to sum to 1: the softmax of the scores divided by the temperature.
Probabilities at_temperature(double temperature, const Probabilities& p) {
  const Probabilities power = (p.array() / p.maxCoeff()).pow(1 / temperature);
  return power / power.sum();
}

// Takes the probabilities of some labels away and gives them to the others.
void leave_out(std::span<const std::size_t> labels, Probabilities& p) {
  for (const std::size_t label : labels) p[nn::index(label)] = 0;
  if (const double sum = p.sum(); sum > 0) p /= sum;
}

// The result for raw probabilities.
corpus::Classification result_of(const Probabilities& raw, double temperature,
                                 const ClassifierModel::ClassifyOptions& options) {
  Probabilities p = temperature == 1 ? raw : at_temperature(temperature, raw);
  if (!options.leave_out.empty()) leave_out(options.leave_out, p);
  // The label is that of the raw probabilities, whose order rounding at a temperature could change.
  Probabilities given = raw;
  for (const std::size_t label : options.leave_out) given[nn::index(label)] = -1;
  Eigen::Index best = 0;
  given.maxCoeff(&best);
  corpus::Classification result;
  for (const double probability : p) result.probabilities.push_back(static_cast<float>(probability));
  if (p[best] >= options.min_confidence) result.label = static_cast<std::size_t>(best);
  return result;
}

}  // namespace

ClassifierModel::ClassifierModel(const std::shared_ptr<const Model>& model)
    : model_(as<SequenceModel>(model)) {}

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

std::vector<corpus::Classification> ClassifierModel::classify(std::span<const corpus::Review> texts,
                                                              const ClassifyOptions& options,
                                                              base::Pool& pool) const {
  LookedUpTexts looked_up;
  for (const corpus::Review& text : texts) looked_up.add(look_up(text));
  return classify(looked_up, options, pool);
}

std::vector<LookedUp> ClassifierModel::look_up(const corpus::Review& text) const {
  const std::span<const std::string> tokens = text.tokens;
  if (options().reading == options::TextReading::whole || text.sentence_ends.size() < 2) {
    return {model_->look_up(tokens)};
  }
  std::vector<LookedUp> parts;
  std::size_t begin = 0;
  for (const std::size_t end : text.sentence_ends) {
    parts.push_back(model_->look_up(tokens.subspan(begin, end - begin)));
    begin = end;
  }
  return parts;
}

std::vector<corpus::Classification> ClassifierModel::classify(const LookedUpTexts& texts,
                                                              const ClassifyOptions& options,
                                                              base::Pool& pool,
                                                              base::SideTasks side_tasks) const {
  std::vector<nn::Matrix<float>> of_parts(texts.parts.size());
  const auto receive = [&](std::size_t i, SequenceModel::Predictions&& predictions) {
    check_finite(predictions.front());
    of_parts[i] = std::move(predictions.front().probabilities);
  };
  model_->run(texts.parts, {.batch_size = options.batch_size, .probabilities = true, .raw = true}, pool,
              receive, side_tasks);
  const double temperature = options.raw ? 1 : model_->heads().front().temperature;
  std::vector<corpus::Classification> results;
  std::size_t begin = 0;
  for (const std::size_t end : texts.ends) {
    Probabilities mean = Probabilities::Zero(nn::index(labels().size()));
    std::size_t read = 0;
    for (std::size_t part = begin; part < end; ++part) {
      if (texts.parts[part].size() == 0) continue;
      mean += of_parts[part].col(0).cast<double>();
      ++read;
    }
    begin = end;
    results.push_back(read == 0 ? corpus::Classification{}
                                : result_of(mean / static_cast<double>(read), temperature, options));
  }
  return results;
}

const std::vector<std::string>& ClassifierModel::labels() const {
  return model_->labels();
}
std::vector<std::size_t> ClassifierModel::indices_of(std::span<const std::string> names) const {
  std::vector<std::size_t> indices;
  for (std::size_t label = 0; label < labels().size(); ++label) {
    if (std::ranges::find(names, labels()[label]) != names.end()) indices.push_back(label);
  }
  if (indices.size() == labels().size()) throw UsageError("all labels of the model are left out");
  return indices;
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
  return score(model, gold, model.classify(gold, {.batch_size = batch_size}, pool));
}

}  // namespace seqlab::model
