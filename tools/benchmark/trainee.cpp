#include "trainee.h"

#include <map>
#include <optional>

#include "stopwatch.h"
#include "training/labelling/labelling_task.h"
#include "training/labelling/training_setup.h"
#include "training/trainer.h"

namespace seqlab::benchmark {

namespace {

constexpr double warm_up_share = 0.2;  // of the measured seconds, in addition to them

options::TrainingOptions training_options(const NetworkSetup& network, std::size_t threads) {
  options::TrainingOptions options;
  options.model.cell.kind = network.cell;
  options.model.dimension = network.dimension;
  options.model.layers = network.layers;
  options.model.hidden = network.hidden;
  if (network.classifier()) options.model.pooling = *network.pooling;
  if (network.filters > 0) {
    options.model.characters = nn::CharacterKind::cnn;
    options.model.filters = network.filters;
    options.model.decoders = {nn::HeadKind::crf};
  }
  options.batch_size = network.batch;
  options.epochs = 1'000'000;
  options.schedule = nn::ScheduleKind::constant;
  options.clip_norm = 0;
  options.dropout_input = options.dropout_layers = options.dropout_output = 0;
  options.unknown_probability = 0;
  options.threads = threads;
  return options;
}

// Adds up the time of steps. The time between the last step of an epoch and the next epoch (scoring dev,
// keeping the best model) does not count.
class StepClock {
 public:
  explicit StepClock(double seconds) : seconds_(seconds), warm_up_(warm_up_share * seconds) {}

  void step_ended(std::size_t done) {
    if (since_ && watch_.seconds() >= warm_up_) {
      spent_ += since_->seconds();
      tokens_ += done - done_;
    }
    done_ = done;
    since_.emplace();
  }
  void epoch_ended() {
    done_ = 0;
    since_.emplace();
  }
  [[nodiscard]] bool over() const { return spent_ >= seconds_; }
  [[nodiscard]] double rate() const { return static_cast<double>(tokens_) / spent_; }

 private:
  double seconds_;
  double warm_up_;
  Stopwatch watch_;
  std::optional<Stopwatch> since_;
  std::size_t done_ = 0;
  std::size_t tokens_ = 0;
  double spent_ = 0;
};

}  // namespace

Trainee make_trainee(const NetworkSetup& network, const Data& data) {
  model::WordCounts words;
  std::map<std::string, std::size_t> label_counts;
  if (network.classifier()) {
    for (const corpus::Review& review : data.reviews) {
      for (const std::string& word : review.tokens) ++words[word];
      ++label_counts[review.label];
    }
  } else {
    for (const corpus::Sentence& sentence : data.sentences) {
      for (const std::string& word : sentence.words) ++words[word];
      for (const std::string& label : sentence.gold.front()) ++label_counts[label];
    }
  }
  std::vector<std::uint32_t> singletons;
  model::ModelHead head;
  head.labels.names = model::by_descending_count(label_counts);
  if (network.filters > 0) head.decoder = nn::HeadKind::crf;
  Trainee trainee{
      network,
      training::make_untrained_model(
          network.classifier() ? model::Task::classifier : model::Task::tagger, training_options(network, 1),
          {std::move(head)}, words, {}, nullptr, {}, [](const std::string&) {}, singletons),
      {}};
  const training::LabelIndex labels(trainee.model.labels());
  std::vector<model::LookedUp> looked_up;
  std::vector<std::vector<std::int32_t>> gold;
  if (network.classifier()) {
    for (const corpus::Review& review : data.reviews) {
      looked_up.push_back(trainee.model.look_up(review.tokens));
      gold.push_back({labels.find(review.label)});
    }
  } else {
    for (const corpus::Sentence& sentence : data.sentences) {
      looked_up.push_back(trainee.model.look_up(sentence.words));
      gold.emplace_back();
      for (const std::string& label : sentence.gold.front()) gold.back().push_back(labels.find(label));
    }
  }
  trainee.data = training::make_training_data(trainee.model, looked_up);
  for (std::size_t i = 0; i < gold.size(); ++i) trainee.data.sequences[i].gold = {std::move(gold[i])};
  return trainee;
}

model::SequenceModel make_synthetic_model(const NetworkSetup& network, std::size_t vocabulary) {
  std::vector<std::string> words;
  words.reserve(vocabulary);
  for (std::size_t rank = 1; rank <= vocabulary; ++rank) words.push_back(synthetic_word(rank));
  const std::vector<std::string_view> views(words.begin(), words.end());
  model::ModelHead head;
  for (std::size_t label = 0; label < synthetic_model_labels; ++label) {
    head.labels.names.push_back("L" + std::to_string(label));
  }
  model::SequenceModel model(model::Task::tagger, training_options(network, 1).model, {std::move(head)},
                             std::make_shared<const model::Vocabulary>(views, views.size()), nullptr);
  model.initialise(1);
  const base::Noise noise(1);
  nn::Matrix<float>& table = model.edit_weights().tables[0].own();
  for (Eigen::Index i = 0; i < table.size(); ++i) {
    table.data()[i] = static_cast<float>(noise.uniform(static_cast<std::uint64_t>(i)) - 0.5);
  }
  return model;
}

double training_rate(const NetworkSetup& network, const model::SequenceModel& model,
                     const training::TrainingData& data, std::size_t threads, double seconds) {
  StepClock clock(seconds);
  training::LabellingDev unscored;
  unscored.evaluate = [](const model::SequenceModel&, base::Pool&) {
    return training::DevResult{0, {{"none", 0}}};
  };
  training::TrainerCallbacks callbacks;
  callbacks.select_by = "none";
  callbacks.observer.progress = [&](std::size_t done, std::size_t) { clock.step_ended(done); };
  callbacks.observer.epoch = [&](const training::EpochReport&) { clock.epoch_ended(); };
  callbacks.observer.stop = [&] { return clock.over(); };
  const options::TrainingOptions options = training_options(network, threads);
  training::LabellingTask task(options, model, data, {}, unscored);
  static_cast<void>(training::train(options, task, callbacks));
  return clock.rate();
}

}  // namespace seqlab::benchmark
