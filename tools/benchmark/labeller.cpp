#include "labeller.h"

#include <algorithm>

#include "corpus/writer.h"
#include "process.h"
#include "stopwatch.h"
#include "tasks/classifier_model.h"
#include "tasks/tagger_model.h"
#include "trainee.h"

namespace seqlab::benchmark {

const std::string tagger_program = SEQLAB_TAGGER;
const std::string sentiment_program = SEQLAB_SENTIMENT;

namespace {

constexpr std::size_t batch_size = 64;         // the programs' default
constexpr std::size_t sentences_in_turn = 50;  // of one length

template <class Item>
std::vector<const Item*> pointers(const std::vector<Item>& items) {
  std::vector<const Item*> result;
  for (const Item& item : items) result.push_back(&item);
  return result;
}

}  // namespace

Labeller::Labeller(const NetworkSetup& network, const Bench& bench)
    : network_(network),
      bench_(bench),
      model_(std::make_shared<const tasks::SequenceModel>(make_trainee(network, bench.data).model)),
      model_file_(bench.folder.path(network.name() + ".model")) {
  model_->save(model_file_);
}

double Labeller::rate(nn::Pool& pool, double seconds) const {
  std::size_t tokens = 0;
  double spent = 0;
  if (network_.classifier()) {
    const tasks::ClassifierModel model(model_);
    std::vector<const std::vector<std::string>*> texts;
    std::size_t each = 0;
    for (const corpus::Review& review : bench_.data.reviews) {
      texts.push_back(&review.tokens);
      each += review.tokens.size();
    }
    for (const Stopwatch watch; spent < seconds; spent = watch.seconds()) {
      static_cast<void>(model.classify(texts, batch_size, pool));
      tokens += each;
    }
  } else {
    const tasks::TaggerModel model(model_);
    const auto sentences = pointers(bench_.data.sentences);
    const std::size_t each = count_tokens(bench_.data.sentences);
    for (const Stopwatch watch; spent < seconds; spent = watch.seconds()) {
      static_cast<void>(model.tag(sentences, {batch_size, false}, pool));
      tokens += each;
    }
  }
  return static_cast<double>(tokens) / spent;
}

std::vector<double> Labeller::sentence_times(std::size_t tokens, double seconds) const {
  const auto sentences = sentences_of_length(bench_.data.sentences, tokens, sentences_in_turn);
  const tasks::TaggerModel model(model_);
  nn::Pool serial(1);
  std::vector<double> times;
  const Stopwatch all;
  for (std::size_t i = 0; times.empty() || all.seconds() < seconds; ++i) {
    const corpus::Sentence* const sentence = &sentences[i % sentences.size()];
    const Stopwatch one;
    static_cast<void>(model.tag(std::span(&sentence, 1), {1, false}, serial));
    times.push_back(one.seconds());
  }
  std::sort(times.begin(), times.end());
  return times;
}

FileRun Labeller::label_file(const InputFile& input, const std::string& input_format) const {
  std::vector<std::string> command =
      network_.classifier() ? std::vector<std::string>{sentiment_program, "classify", "--tokens", "spaces"}
                            : std::vector<std::string>{tagger_program, "tag"};
  command.insert(command.end(),
                 {"--quiet", "--model", model_file_, "--threads", std::to_string(bench_.options.threads),
                  "--input-format", input_format, input.path});
  const Stopwatch watch;
  Process process(command, bench_.folder.path("labelled"));
  process.finish();
  return {watch.seconds(), static_cast<double>(process.peak_memory())};
}

FileRun Labeller::label_file() const {
  return label_file(file(), network_.classifier() ? "labelled" : "conll");
}

const InputFile& Labeller::file() const {
  return network_.classifier() ? bench_.files.long_reviews : bench_.files.long_columns;
}

}  // namespace seqlab::benchmark
