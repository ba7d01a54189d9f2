// Taggers that learn another tag scheme than they write.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "../model/random_tagger.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/tagger_model.h"
#include "own_file.h"
#include "small_corpus.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using corpus::SchemeStyle;
using corpus::TagScheme;
using Labels = std::vector<std::string>;
using tests::random_tagger;
using tests::set_option;

model::TaggerModel train_small(const std::string& scheme, const std::string& decoder) {
  options::TrainingOptions options = tests::small_options();
  set_option(options, "scheme", scheme);
  set_option(options, "decoder", decoder);
  options.epochs = 40;
  return training::train_tagger(options, tests::small_tagged_corpus(120, 1),
                                tests::small_tagged_corpus(40, 2), nullptr, {}, {});
}

std::vector<corpus::Predicted> tag_each(const model::TaggerModel& model,
                                        const std::vector<corpus::Sentence>& sentences) {
  std::vector<const corpus::Sentence*> views;
  for (const corpus::Sentence& sentence : sentences) views.push_back(&sentence);
  base::Pool pool(2);
  return model.tag(views, {16, true}, pool);
}

}  // namespace

TEST_CASE("a tagger learns one scheme and writes that of its data, trained or loaded") {
  const std::vector<corpus::Sentence> test = tests::small_tagged_corpus(60, 3);
  for (const std::string decoder : {"softmax", "crf"}) {
    const model::TaggerModel model = train_small("iobes", decoder);
    const tests::OwnFile file("scheme");
    model.save(file.path);
    for (const model::TaggerModel& tagger : {model, model::TaggerModel::load(file.path)}) {
      CAPTURE(decoder);
      CHECK(tagger.scheme() == SchemeStyle{TagScheme::iob2, '-'});
      const std::set<std::string> inner(tagger.labels().begin(), tagger.labels().end());
      for (const char* label : {"O", "S-PER", "B-PER", "E-PER", "S-LOC"}) CHECK(inner.contains(label));
      for (const char* label : {"B-LOC", "I-LOC"}) CHECK_FALSE(inner.contains(label));
      CHECK(tagger.written_labels() == Labels{"B-LOC", "B-PER", "I-LOC", "I-PER", "O"});
      for (const corpus::Predicted& predicted : tag_each(tagger, test)) {
        std::size_t repaired = 0;
        corpus::read_spans(predicted.heads[0].labels, tagger.scheme(), &repaired);
        CHECK(repaired == 0);
      }
      base::Pool pool(2);
      std::size_t unknown = 0;
      const auto score = model::evaluate(tagger, test, 16, pool, &unknown);
      CHECK(score.total().f1() > 0.93);
      CHECK(unknown == 0);
    }
  }
}

TEST_CASE("a gold label is unknown to a tagger if no span that it writes can have it") {
  const model::TaggerModel model = train_small("bilou", "softmax");
  std::vector<corpus::Sentence> test = tests::small_tagged_corpus(5, 3);
  base::Pool pool(1);
  std::size_t unknown = 0;
  // I-LOC was never seen, but occurs in a longer span of a place.
  test[0].gold[0][0] = "I-LOC";
  model::evaluate(model, test, 16, pool, &unknown);
  CHECK(unknown == 0);
  test[0].gold[0][0] = "B-ORG";
  test[1].gold[0][0] = "U-PER";
  model::evaluate(model, test, 16, pool, &unknown);
  CHECK(unknown == 2);
}

TEST_CASE("a tagger learns the scheme of the data unless another is given") {
  for (const std::string scheme : {"data", "iob2"}) {
    const model::TaggerModel model = train_small(scheme, "softmax");
    CHECK(model.written_labels() == model.labels());
    CHECK(model.labels().size() == 4);
    CHECK(model.scheme() == SchemeStyle{TagScheme::iob2, '-'});
  }
}

TEST_CASE("a tagger never predicts labels that its scheme does not allow, whatever its weights") {
  std::vector<corpus::Sentence> sentences = tests::small_tagged_corpus(40, 6);
  const SchemeStyle iob2{TagScheme::iob2, '-'};
  for (const TagScheme scheme :
       {TagScheme::io, TagScheme::iob1, TagScheme::iob2, TagScheme::ioe1, TagScheme::ioe2, TagScheme::iobes,
        TagScheme::bilou, TagScheme::bmes, TagScheme::bmewo}) {
    for (const std::string decoder : {"softmax", "crf"}) {
      std::size_t spans = 0;
      std::size_t repaired = 0;
      std::size_t likeliest_repaired = 0;
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const model::TaggerModel model = random_tagger(scheme, scheme, decoder, seed);
        const std::vector<corpus::Predicted> predicted = tag_each(model, sentences);
        const std::vector<corpus::Predicted> written =
            tag_each(random_tagger(scheme, TagScheme::iob2, decoder, seed), sentences);
        base::Pool pool(1);
        for (std::size_t i = 0; i < sentences.size(); ++i) {
          const auto found = corpus::read_spans(predicted[i].heads[0].labels, model.scheme(), &repaired);
          spans += found.size();
          // Written in another scheme, the spans are the same.
          CHECK(corpus::read_spans(written[i].heads[0].labels, iob2, &repaired) == found);
          CHECK(written[i].heads[0].probabilities == predicted[i].heads[0].probabilities);
          // The likeliest label of each token would sometimes break the scheme.
          const std::vector<float> p = model.distribution(sentences[i].words, pool);
          Labels likeliest;
          const std::size_t labels = model.labels().size();
          for (std::size_t token = 0; token < sentences[i].size(); ++token) {
            const auto begin = p.begin() + static_cast<std::ptrdiff_t>(token * labels);
            const auto best = std::max_element(begin, begin + static_cast<std::ptrdiff_t>(labels));
            likeliest.push_back(model.labels()[static_cast<std::size_t>(best - begin)]);
          }
          corpus::read_spans(likeliest, model.scheme(), &likeliest_repaired);
        }
      }
      CAPTURE(base::name_of(scheme), decoder);
      CHECK(spans > 100);
      CHECK(repaired == 0);
      if (decoder == "softmax") CHECK((likeliest_repaired > 0) == (scheme != TagScheme::io));
    }
  }
}
