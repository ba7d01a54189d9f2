// Probabilities of spans and of whole label sequences, compared with a sum over all sequences.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "../training/small_corpus.h"
#include "base/pool.h"
#include "catch.h"
#include "corpus/schemes/tag_scheme.h"
#include "model/labelling/tagger_model.h"
#include "random_tagger.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using corpus::SchemeStyle;
using corpus::TagScheme;
using tests::random_tagger;
using tests::tag;
using Labels = std::vector<std::string>;
using Options = model::TaggerModel::TagOptions;

constexpr TagScheme schemes[] = {TagScheme::io,    TagScheme::iob1, TagScheme::iob2,
                                 TagScheme::ioe1,  TagScheme::ioe2, TagScheme::iobes,
                                 TagScheme::bilou, TagScheme::bmes, TagScheme::bmewo};
constexpr std::size_t every = 100'000;

corpus::Predicted tag(const model::TaggerModel& model, const Labels& words, const Options& options) {
  std::vector<corpus::Sentence> sentences(1);
  sentences.front().words = words;
  return tag(model, sentences, options).front();
}

// Every label sequence that a scheme allows, with the product of its labels' probabilities.
std::map<Labels, double> products(const model::TaggerModel& model, const Labels& words) {
  base::Pool pool(1);
  const std::vector<float> p = model.distribution(words, pool);
  const Labels& labels = model.labels();
  std::map<Labels, double> all;
  std::vector<std::size_t> sequence(words.size(), 0);
  for (std::size_t token = 0; token < sequence.size();) {
    Labels names;
    double product = 1;
    for (std::size_t t = 0; t < sequence.size(); ++t) {
      names.push_back(labels[sequence[t]]);
      product *= static_cast<double>(p[t * labels.size() + sequence[t]]);
    }
    std::size_t repaired = 0;
    corpus::read_spans(names, model.scheme(), &repaired);
    if (repaired == 0) all[names] = product;
    for (token = 0; token < sequence.size() && ++sequence[token] == labels.size(); ++token) {
      sequence[token] = 0;
    }
  }
  return all;
}

double sum_of(const std::map<Labels, double>& all) {
  double sum = 0;
  for (const auto& [labels, p] : all) sum += p;
  return sum;
}

const Labels words = {"Anna", "Rome", "sees", "Oslo", "Ben"};

// Checks the n best of a tagger that writes the scheme that it learned, and returns all of them.
std::map<Labels, double> check_sequences(const model::TaggerModel& model, const Labels& sentence,
                                         bool independent) {
  const corpus::Predicted predicted = tag(model, sentence, {.n_best = every});
  const std::map<Labels, double> expected = products(model, sentence);
  const double whole = sum_of(expected);
  std::map<Labels, double> found;
  std::size_t wrong = 0;
  double last = 1;
  for (const corpus::Alternative& alternative : predicted.heads[0].alternatives) {
    found[alternative.labels] = alternative.probability;
    if (alternative.probability > last) ++wrong;
    last = alternative.probability;
    const auto own = expected.find(alternative.labels);
    if (own == expected.end()) {
      ++wrong;
    } else if (independent && std::abs(own->second / whole - alternative.probability) > 1e-6) {
      ++wrong;
    }
  }
  CHECK(wrong == 0);
  CHECK(predicted.heads[0].alternatives.front().labels == predicted.heads[0].labels);
  CHECK(found.size() == expected.size());
  CHECK(predicted.heads[0].alternatives.size() == expected.size());
  CHECK(std::abs(sum_of(found) - 1) < 1e-5);
  for (const std::size_t n : {std::size_t{1}, std::size_t{3}}) {
    const auto fewer = tag(model, sentence, {.n_best = n}).heads[0].alternatives;
    REQUIRE(fewer.size() == std::min(n, expected.size()));
    for (std::size_t i = 0; i < fewer.size(); ++i) {
      CHECK(fewer[i].labels == predicted.heads[0].alternatives[i].labels);
      CHECK(fewer[i].probability == predicted.heads[0].alternatives[i].probability);
    }
  }
  return found;
}

// Checks the spans and the n best of a tagger that writes another scheme, by the sequences of its own scheme.
void check_written(const model::TaggerModel& model, SchemeStyle inner, const Labels& sentence,
                   const std::map<Labels, double>& sequences) {
  const corpus::Predicted predicted = tag(model, sentence, {.span_probabilities = true, .n_best = every});
  const std::vector<corpus::Span> spans = corpus::read_spans(predicted.heads[0].labels, model.scheme());
  REQUIRE(predicted.heads[0].span_probabilities.has_value());
  REQUIRE(predicted.heads[0].span_probabilities->size() == spans.size());
  std::vector<double> expected(spans.size(), 0.0);
  std::map<Labels, double> written;  // the best sequence of those that are written the same
  for (const auto& [labels, p] : sequences) {
    const Labels converted = corpus::convert_labels(labels, inner, model.scheme());
    written[converted] = std::max(written[converted], p);
    const std::vector<corpus::Span> own = corpus::read_spans(converted, model.scheme());
    for (std::size_t i = 0; i < spans.size(); ++i) {
      if (std::ranges::count(own, spans[i]) > 0) expected[i] += p;
    }
  }
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    if (std::abs(expected[i] - predicted.heads[0].span_probabilities->at(i)) > 1e-5) ++wrong;
  }
  std::map<Labels, double> found;
  for (const corpus::Alternative& alternative : predicted.heads[0].alternatives) {
    found[alternative.labels] = alternative.probability;
  }
  if (found != written || predicted.heads[0].alternatives.size() != written.size()) ++wrong;
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("spans and sequences have the probabilities of brute force for any learned and written scheme") {
  std::size_t spans = 0;
  for (const std::string decoder : {"softmax", "crf"}) {
    for (const TagScheme inner : schemes) {
      // Five tokens with names of one type, up to three of two.
      for (const std::size_t length : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{5}}) {
        const Labels types = length == 5 ? Labels{"PER"} : Labels{"PER", "LOC"};
        const Labels sentence(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(length));
        for (std::uint64_t seed = 1; seed <= 2; ++seed) {
          CAPTURE(decoder, base::name_of(inner), length, seed);
          const std::map<Labels, double> sequences = check_sequences(
              random_tagger(inner, inner, decoder, seed, types), sentence, decoder == "softmax");
          for (const TagScheme written : schemes) {
            const model::TaggerModel model = random_tagger(inner, written, decoder, seed, types);
            check_written(model, {inner, '-'}, sentence, sequences);
            spans += corpus::read_spans(tag(model, sentence, {}).heads[0].labels, model.scheme()).size();
          }
        }
      }
    }
  }
  CHECK(spans > 200);
}

TEST_CASE("without a scheme, the probability of a label sequence is the product of its labels'") {
  options::TrainingOptions options = tests::small_options();
  options.epochs = 2;
  std::vector<corpus::Sentence> train = tests::small_tagged_corpus(60, 1);
  for (corpus::Sentence& sentence : train) {
    for (std::string& label : sentence.gold[0]) label = label == "O" ? "x" : label.substr(2);
  }
  const model::TaggerModel model = training::train_tagger(options, train, train, nullptr, {}, {});
  REQUIRE(model.scheme().scheme == TagScheme::none);
  for (std::size_t length = 1; length <= 5; ++length) {
    const Labels sentence(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(length));
    const corpus::Predicted predicted =
        tag(model, sentence, {.probabilities = true, .span_probabilities = true, .n_best = every});
    CHECK_FALSE(predicted.heads[0].span_probabilities.has_value());
    CHECK(predicted.heads[0].alternatives.front().probabilities == predicted.heads[0].probabilities);
    double sum = 0;
    for (const corpus::Alternative& alternative : predicted.heads[0].alternatives) {
      double product = 1;
      for (const double p : alternative.probabilities) product *= p;
      CHECK(std::abs(product - alternative.probability) < 1e-6);
      sum += alternative.probability;
    }
    CHECK(std::abs(sum - 1) < 1e-5);
    CHECK(predicted.heads[0].alternatives.size() == static_cast<std::size_t>(std::pow(3, length)));
  }
}

TEST_CASE("spans and the best sequences are the same for any batch and any number of threads") {
  const std::vector<corpus::Sentence> sentences = tests::small_tagged_corpus(60, 3);
  for (const std::string decoder : {"softmax", "crf"}) {
    const model::TaggerModel model = random_tagger(TagScheme::iobes, TagScheme::iob2, decoder, 3);
    const std::vector<corpus::Predicted> plain = tag(model, sentences, {.probabilities = true});
    const Options first{.batch_size = 1, .probabilities = true, .span_probabilities = true, .n_best = 6};
    const std::vector<corpus::Predicted> expected = tag(model, sentences, first);
    for (const std::size_t batch_size : {std::size_t{1}, std::size_t{5}, std::size_t{64}}) {
      for (const std::size_t threads : {std::size_t{1}, std::size_t{3}}) {
        Options options = first;
        options.batch_size = batch_size;
        const std::vector<corpus::Predicted> found = tag(model, sentences, options, threads);
        std::size_t wrong = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
          const corpus::Predicted& own = found[i];
          const corpus::Predicted& other = expected[i];
          wrong += own.heads[0].labels == plain[i].heads[0].labels &&
                           own.heads[0].probabilities == plain[i].heads[0].probabilities
                       ? 0
                       : 1;
          wrong += own.heads[0].span_probabilities == other.heads[0].span_probabilities ? 0 : 1;
          wrong += own.heads[0].alternatives.front().labels == own.heads[0].labels ? 0 : 1;
          wrong += own.heads[0].alternatives.size() == other.heads[0].alternatives.size() ? 0 : 1;
          double sum = 0;
          for (std::size_t k = 0; k < own.heads[0].alternatives.size() && wrong == 0; ++k) {
            const corpus::Alternative& alternative = own.heads[0].alternatives[k];
            wrong += alternative.labels == other.heads[0].alternatives[k].labels ? 0 : 1;
            wrong += alternative.probability == other.heads[0].alternatives[k].probability ? 0 : 1;
            wrong += alternative.probabilities == other.heads[0].alternatives[k].probabilities ? 0 : 1;
            sum += alternative.probability;
          }
          wrong += sum <= 1 + 1e-5 ? 0 : 1;
        }
        CHECK(wrong == 0);
      }
    }
  }
}
