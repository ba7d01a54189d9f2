#include "model/labelling/tagger_model.h"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "base/errors.h"
#include "model/labelling/sequence_model.h"
#include "model/labelling/word_form.h"
#include "model/quantization.h"

namespace seqlab::model {

namespace {

// The probability of each token's label, from those of all labels.
std::vector<double> probabilities_of(std::span<const std::int32_t> labels, const nn::Matrix<float>& all) {
  std::vector<double> result;
  result.reserve(labels.size());
  for (std::size_t token = 0; token < labels.size(); ++token) {
    result.push_back(static_cast<double>(all(labels[token], nn::index(token))));
  }
  return result;
}

// Withdraws what is less probable than `least`: spans, or labels of a head without a tag scheme. all: the
// probabilities of all labels, if those of the labels are asked for.
void withdraw(double least, const ModelHead& head, std::span<const double> span_probabilities,
              const nn::Matrix<float>& all, std::span<const std::int32_t> labels,
              corpus::HeadPrediction& result) {
  if (result.scheme.scheme == corpus::TagScheme::none) {
    for (std::size_t token = 0; token < labels.size(); ++token) {
      if (static_cast<double>(all(labels[token], nn::index(token))) < least) result.labels[token].clear();
    }
    return;
  }
  const std::vector<corpus::Span> spans = corpus::read_spans(result.labels, result.scheme);
  std::vector<corpus::Span> kept;
  std::vector<double> kept_probabilities;
  const auto outside = std::ranges::find(head.labels.names, "O") - head.labels.names.begin();
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (span_probabilities[i] >= least) {
      kept.push_back(spans[i]);
      kept_probabilities.push_back(span_probabilities[i]);
      continue;
    }
    for (std::size_t token = spans[i].begin; token < spans[i].end && !result.probabilities.empty(); ++token) {
      result.probabilities[token] =
          outside < all.rows() ? static_cast<double>(all(outside, nn::index(token))) : 0;
    }
  }
  if (kept.size() == spans.size()) return;
  result.labels = corpus::write_spans(kept, result.labels.size(), result.scheme);
  if (result.span_probabilities) result.span_probabilities = std::move(kept_probabilities);
}

// A head's prediction in the form of corpus/.
corpus::HeadPrediction head_prediction(const ModelHead& head, SequenceModel::Prediction&& prediction,
                                       const TaggerModel::TagOptions& options) {
  check_finite(prediction);
  corpus::HeadPrediction result{head.name, head.labels.written};
  result.labels = head.labels.written_labels(prediction.labels);
  if (options.probabilities) {
    result.probabilities = probabilities_of(prediction.labels, prediction.probabilities);
  }
  if (options.span_probabilities && result.scheme.scheme != corpus::TagScheme::none) {
    result.span_probabilities = prediction.spans;
  }
  if (options.min_confidence > 0) {
    withdraw(options.min_confidence, head, prediction.spans, prediction.probabilities, prediction.labels,
             result);
  }
  for (const nn::ProbableLabels& sequence : prediction.n_best) {
    corpus::Alternative alternative{head.labels.written_labels(sequence.labels), sequence.probability};
    const auto same = [&](const corpus::Alternative& other) { return other.labels == alternative.labels; };
    if (std::ranges::any_of(result.alternatives, same)) continue;
    if (options.probabilities) {
      alternative.probabilities = probabilities_of(sequence.labels, prediction.probabilities);
    }
    result.alternatives.push_back(std::move(alternative));
  }
  return result;
}

}  // namespace

TaggerModel::TaggerModel(const std::shared_ptr<const Model>& model)
    : model_(as<SequenceModel>(model)), heads_(model_->heads().size()) {
  std::iota(heads_.begin(), heads_.end(), std::size_t{0});
}

TaggerModel TaggerModel::load(const std::string& path) {
  return TaggerModel(std::make_shared<const SequenceModel>(SequenceModel::load(path, Task::tagger)));
}

TaggerModel TaggerModel::load(std::shared_ptr<const io::TensorFile> file) {
  return TaggerModel(
      std::make_shared<const SequenceModel>(SequenceModel::load(std::move(file), Task::tagger)));
}

void TaggerModel::save(const std::string& path) const {
  model_->save(path);
}

TaggerModel TaggerModel::quantized(nn::Precision precision) const {
  TaggerModel result = *this;
  result.model_ = std::make_shared<const SequenceModel>(quantize(*model_, precision));
  return result;
}

TaggerModel TaggerModel::with_heads(std::span<const std::string> names) const {
  TaggerModel result = *this;
  result.heads_.clear();
  const std::vector<std::string> known = heads();
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    std::string list;
    for (const std::string& own : known) list += (list.empty() ? "" : ", ") + own;
    throw UsageError("the model has no head '" + name + "'; it has " + list);
  }
  for (const std::size_t head : heads_) {
    if (std::ranges::find(names, model_->heads()[head].name) != names.end()) result.heads_.push_back(head);
  }
  return result;
}

void TaggerModel::add_facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  auto changed = std::make_shared<SequenceModel>(*model_);
  changed->facts.insert(changed->facts.end(), facts.begin(), facts.end());
  model_ = std::move(changed);
}

std::vector<corpus::Predicted> TaggerModel::tag(std::span<const corpus::Sentence* const> sentences,
                                                const TagOptions& options, base::Pool& pool) const {
  std::vector<LookedUp> looked_up;
  looked_up.reserve(sentences.size());
  for (const corpus::Sentence* sentence : sentences) looked_up.push_back(look_up(*sentence));
  return tag(looked_up, options, pool);
}

LookedUp TaggerModel::look_up(const corpus::Sentence& sentence) const {
  return model_->look_up(sentence.words, sentence.features);
}

std::vector<corpus::Predicted> TaggerModel::tag(std::span<const LookedUp> sentences,
                                                const TagOptions& options, base::Pool& pool,
                                                base::SideTasks side_tasks) const {
  std::vector<corpus::Predicted> result(sentences.size());
  const auto receive = [&](std::size_t i, SequenceModel::Predictions&& predictions) {
    for (std::size_t head = 0; head < heads_.size(); ++head) {
      result[i].heads.push_back(
          head_prediction(model_->heads()[heads_[head]], std::move(predictions[head]), options));
    }
  };
  const bool withdraws = options.min_confidence > 0;
  if (withdraws && options.n_best > 0) {
    throw std::invalid_argument("the best label sequences are not for a least confidence");
  }
  const bool plain = std::ranges::any_of(heads_, [this](std::size_t head) {
    return model_->heads()[head].labels.scheme.scheme == corpus::TagScheme::none;
  });
  model_->run(sentences,
              {.batch_size = options.batch_size,
               .probabilities = options.probabilities || (withdraws && plain),
               .heads = heads_,
               .spans = options.span_probabilities || withdraws,
               .n_best = options.n_best,
               .raw = options.raw},
              pool, receive, side_tasks);
  return result;
}

std::vector<float> TaggerModel::distribution(std::span<const std::string> words, base::Pool& pool) const {
  const LookedUp sentence = model_->look_up(words);
  std::vector<float> result;
  model_->run({&sentence, 1}, {1, true, std::span(heads_).first(1)}, pool,
              [&](std::size_t, SequenceModel::Predictions&& predictions) {
                check_finite(predictions.front());
                const nn::Matrix<float>& probabilities = predictions.front().probabilities;
                result.assign(probabilities.data(), probabilities.data() + probabilities.size());
              });
  return result;
}

std::vector<std::string> TaggerModel::heads() const {
  std::vector<std::string> names;
  for (const std::size_t head : heads_) names.push_back(model_->heads()[head].name);
  return names;
}
std::vector<std::string> TaggerModel::label_columns() const {
  const std::vector<std::string> all = options().label_columns;
  std::vector<std::string> columns;
  for (const std::size_t head : heads_) columns.push_back(all[head]);
  return columns;
}
std::vector<std::string> TaggerModel::feature_columns() const {
  return model::feature_columns(options());
}
const std::vector<std::string>& TaggerModel::labels() const {
  return model_->heads()[heads_.front()].labels.names;
}
std::vector<std::string> TaggerModel::written_labels(std::size_t head) const {
  return model_->heads()[heads_.at(head)].labels.written_names();
}
corpus::SchemeStyle TaggerModel::scheme(std::size_t head) const {
  return model_->heads()[heads_.at(head)].labels.written;
}
const options::ModelOptions& TaggerModel::options() const {
  return model_->options();
}
void TaggerModel::throw_if_changed() const {
  model_->throw_if_changed();
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
std::vector<std::pair<std::string, std::string>> TaggerModel::description(std::size_t most_labels) const {
  return model_->description(most_labels);
}

std::vector<evaluation::TaggingScore> score_heads(const TaggerModel& model,
                                                  std::span<const corpus::Sentence> gold,
                                                  std::span<const corpus::Predicted> predicted) {
  std::vector<evaluation::TaggingScore> scores;
  for (std::size_t head = 0; head < model.heads().size(); ++head) scores.emplace_back(model.scheme(head));
  for (std::size_t i = 0; i < gold.size(); ++i) {
    std::vector<bool> seen;
    seen.reserve(gold[i].size());
    for (const std::string& word : gold[i].words) seen.push_back(model.in_training_data(word));
    for (std::size_t head = 0; head < scores.size(); ++head) {
      scores[head].add(gold[i].gold.at(head), predicted[i].heads[head].labels, seen);
    }
  }
  model.throw_if_changed();  // the words of the training data are in the file
  return scores;
}

std::vector<evaluation::TaggingScore> evaluate_heads(const TaggerModel& model,
                                                     std::span<const corpus::Sentence> gold,
                                                     std::size_t batch_size, base::Pool& pool) {
  std::vector<const corpus::Sentence*> sentences;
  sentences.reserve(gold.size());
  for (const corpus::Sentence& sentence : gold) sentences.push_back(&sentence);
  return score_heads(model, gold, model.tag(sentences, {.batch_size = batch_size}, pool));
}

evaluation::TaggingScore evaluate(const TaggerModel& model, std::span<const corpus::Sentence> gold,
                                  std::size_t batch_size, base::Pool& pool, std::size_t* unknown_labels) {
  if (unknown_labels != nullptr) {
    const std::vector<std::string> labels = model.written_labels();
    for (const corpus::Sentence& sentence : gold) {
      for (const std::string& label : sentence.gold.front()) {
        if (!label.empty() && std::find(labels.begin(), labels.end(), label) == labels.end()) {
          ++*unknown_labels;
        }
      }
    }
  }
  return evaluate_heads(model.with_head(model.heads().front()), gold, batch_size, pool).front();
}

}  // namespace seqlab::model
