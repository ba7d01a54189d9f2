#include "labeller.h"

#include <algorithm>

#include "corpus/writer.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/tagger_model.h"
#include "model/quantization.h"
#include "process.h"
#include "stopwatch.h"
#include "trainee.h"

namespace seqlab::benchmark {

const std::string tagger_program = SEQLAB_TAGGER;
const std::string sentiment_program = SEQLAB_SENTIMENT;

namespace {

constexpr std::size_t batch_size = 64;  // the programs' default
constexpr std::size_t window = 1024;    // sentences or texts per call
constexpr std::size_t sentences_per_length = 50;
constexpr double file_length = 4;  // of a long file, as a multiple of a measurement in memory

// Tokens per second of label(items), window by window, starting over after the last item.
template <class Item, class Label>
double windowed_rate(const std::vector<Item>& items, double seconds, const Label& label) {
  std::size_t tokens = 0;
  std::size_t next = 0;
  double spent = 0;
  for (const Stopwatch watch; spent < seconds; spent = watch.seconds()) {
    const auto part = std::span(items).subspan(next, std::min(window, items.size() - next));
    tokens += label(part);
    next = (next + part.size()) % items.size();
  }
  return static_cast<double>(tokens) / spent;
}

}  // namespace

Labeller::Labeller(const NetworkSetup& network, const Bench& bench)
    : network_(network),
      bench_(bench),
      model_(std::make_shared<const model::SequenceModel>(
          model::quantize(make_trainee(network, bench.data).model, network.precision))),
      model_file_(bench.folder.path(network.name() + ".model")),
      labelled_file_(bench.folder.path("labelled")) {
  model_->save(model_file_);
  base::Pool pool(bench.options.threads);
  const double seconds = bench.options.seconds;
  const auto tokens = static_cast<std::size_t>(file_length * seconds * rate(pool, seconds / 4));
  const std::string path = bench.folder.path(network.name());
  if (network.classifier()) {
    file_ = write_reviews(path + ".reviews", bench.data.reviews, tokens);
  } else {
    file_ = write_columns(path + ".columns", bench.data.sentences, tokens);
    raw_text_ = write_text(path + ".text", bench.data.sentences, tokens);
  }
}

double Labeller::rate(base::Pool& pool, double seconds) const {
  if (network_.classifier()) {
    const model::ClassifierModel model(model_);
    return windowed_rate(bench_.data.reviews, seconds, [&](std::span<const corpus::Review> reviews) {
      std::size_t tokens = 0;
      for (const corpus::Review& review : reviews) tokens += review.tokens.size();
      static_cast<void>(model.classify(reviews, {.batch_size = batch_size}, pool));
      return tokens;
    });
  }
  const model::TaggerModel model(model_);
  return windowed_rate(bench_.data.sentences, seconds, [&](std::span<const corpus::Sentence> sentences) {
    std::vector<const corpus::Sentence*> pointers;
    std::size_t tokens = 0;
    for (const corpus::Sentence& sentence : sentences) {
      pointers.push_back(&sentence);
      tokens += sentence.size();
    }
    static_cast<void>(model.tag(pointers, {batch_size, false}, pool));
    return tokens;
  });
}

std::vector<double> Labeller::sentence_times(std::size_t tokens, double seconds) const {
  const auto sentences = sentences_of_length(bench_.data.sentences, tokens, sentences_per_length);
  const model::TaggerModel model(model_);
  base::Pool serial(1);
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

FileRun Labeller::label(const InputFile& input, const std::string& input_format) const {
  std::vector<std::string> command =
      network_.classifier() ? std::vector<std::string>{sentiment_program, "classify", "--tokens", "spaces"}
                            : std::vector<std::string>{tagger_program, "tag"};
  command.insert(command.end(),
                 {"--quiet", "--model", model_file_, "--threads", std::to_string(bench_.options.threads),
                  "--input-format", input_format, input.path});
  const Stopwatch watch;
  Process process(command, labelled_file_);
  process.finish();
  return {static_cast<double>(input.tokens) / watch.seconds(), static_cast<double>(process.peak_memory())};
}

std::string Labeller::input_format() const {
  return network_.classifier() ? "labelled" : "conll";
}

FileRun Labeller::label_file() const {
  return label(file_, input_format());
}

FileRun Labeller::label_data() const {
  const InputFile& input = bench_.data_for(network_);
  const FileRun run = label(input, input_format());
  check_labelled(labelled_file_, input);
  return run;
}

FileRun Labeller::label_raw_text() const {
  return label(raw_text_, "text");
}

}  // namespace seqlab::benchmark
