// Model files of both tasks, with a checksum that is right.
#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include "base/errors.h"
#include "base/pool.h"
#include "fuzz/fuzz.h"
#include "fuzz/tensor_bytes.h"
#include "io/tensor_file.h"
#include "model/labelling/classifier_model.h"
#include "model/labelling/tagger_model.h"

using namespace seqlab;

namespace {

void use(const model::TaggerModel& tagger, base::Pool& pool) {
  corpus::Sentence sentence;
  sentence.words = {"Anna", "sees", "Oslo", "na\u00EFve", "(", "Smith", "\u200B", "2024"};
  sentence.features.assign(tagger.feature_columns().size(),
                           {"upper", "lower", "", "a", "b", "", "", "upper"});
  const std::vector<const corpus::Sentence*> sentences = {&sentence, &sentence};
  const model::TaggerModel::TagOptions options{
      .batch_size = 1, .probabilities = true, .span_probabilities = true, .n_best = 3};
  for (const corpus::Predicted& predicted : tagger.tag(sentences, options, pool)) {
    fuzz::require(predicted.heads.size() == tagger.heads().size(), "each head predicts");
    for (std::size_t head = 0; head < predicted.heads.size(); ++head) {
      const std::vector<std::string> known = tagger.written_labels(head);
      fuzz::require(predicted.heads[head].labels.size() == sentence.size(), "each token has a label");
      for (const std::string& label : predicted.heads[head].labels) {
        fuzz::require(std::ranges::count(known, label) > 0, "labels are those of the model");
      }
    }
  }
  static_cast<void>(tagger.description());
  static_cast<void>(tagger.training_options());
  static_cast<void>(tagger.self_test_deviation());
}

void use(const model::ClassifierModel& classifier, base::Pool& pool) {
  std::vector<corpus::Review> texts(2);
  texts[0].tokens = {"good", "film", "unheard-of", "\u00E9"};
  texts[0].sentence_ends = {2, 4};
  const auto results = classifier.classify(texts, {.batch_size = 2}, pool);
  fuzz::require(results.front().label < classifier.labels().size(), "the label is one of the model");
  fuzz::require(results.front().probabilities.size() == classifier.labels().size(),
                "each label has a probability");
  fuzz::require(!results.back().label, "a text without tokens has no label");
  static_cast<void>(classifier.description());
  static_cast<void>(classifier.training_options());
  static_cast<void>(classifier.self_test_deviation());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static base::Pool pool(1);
  const std::string bytes =
      fuzz::put_together({reinterpret_cast<const char*>(data), data == nullptr ? 0 : size});
  try {
    const auto file = std::make_shared<const io::TensorFile>(
        io::TensorFile::from_bytes(std::as_bytes(std::span(bytes)), "model"));
    const auto task = file->metadata().find("task");
    if (task != file->metadata().end() && task->second == "classifier") {
      use(model::ClassifierModel::load(file), pool);
    } else {
      use(model::TaggerModel::load(file), pool);
    }
  } catch (const ModelError&) {
  }
  return 0;
}
