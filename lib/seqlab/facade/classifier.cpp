#include "seqlab/classifier.h"

#include <algorithm>
#include <utility>

#include "base/pool.h"
#include "corpus/reviews/review_readers.h"
#include "corpus/reviews/review_writer.h"
#include "model/labelling/classifier_model.h"
#include "seqlab/facade/access.h"
#include "seqlab/facade/guard.h"
#include "seqlab/facade/input.h"
#include "seqlab/facade/model_info.h"
#include "text/tokeniser.h"

namespace seqlab {

namespace {

// The text of an input, as JSON shows it.
std::string text_of(const Input& input) {
  const auto* tokens = std::get_if<Tokens>(&input);
  return tokens != nullptr ? joined(tokens->words, 0, tokens->words.size())
                           : std::string(std::get<std::string_view>(input));
}

void check(std::span<const Input> inputs) {
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    try {
      if (const auto* tokens = std::get_if<Tokens>(&inputs[i])) {
        check_tokens(*tokens, {});
      } else {
        check_utf8(std::get<std::string_view>(inputs[i]), "the text");
      }
    } catch (const BadInput& error) {
      throw BadInput(name_of_input(i, inputs.size()) + error.what());
    }
  }
}

}  // namespace

struct Classifier::Impl {
  model::ClassifierModel model;
  text::Tokeniser tokeniser;
  ModelInfo info;

  explicit Impl(model::ClassifierModel classifier)
      : model(std::move(classifier)), tokeniser(model.options().language), info(info_of(model)) {}

  // An input with its tokens, as the model reads it.
  [[nodiscard]] corpus::Review review_of(const Input& input) const {
    const bool nfc = model.options().nfc;
    corpus::Review review;
    if (const auto* tokens = std::get_if<Tokens>(&input)) {
      review.tokens = sentence_of(*tokens, {{}, nfc}).words;
      return review;
    }
    review.text = std::get<std::string_view>(input);
    corpus::ReviewOptions options;
    options.nfc = nfc;
    options.tokeniser = &tokeniser;
    corpus::tokenise(review, options);
    return review;
  }

  [[nodiscard]] std::vector<corpus::Classification> results(std::span<const Input> inputs,
                                                            const ClassifyOptions& options) const {
    check_run(options.threads, options.batch_size);
    check_confidence(options.min_confidence);
    check(inputs);
    base::Pool pool(options.threads);
    std::vector<std::vector<model::LookedUp>> parts(inputs.size());
    pool.run(inputs.size(), [&](std::size_t i) { parts[i] = model.look_up(review_of(inputs[i])); });
    model::LookedUpTexts texts;
    for (std::vector<model::LookedUp>& text : parts) texts.add(std::move(text));
    return model.classify(texts,
                          {.batch_size = options.batch_size,
                           .raw = options.raw_probabilities,
                           .min_confidence = options.min_confidence,
                           .leave_out = model.indices_of(options.leave_out)},
                          pool);
  }

  [[nodiscard]] std::vector<Classification> classify(std::span<const Input> inputs,
                                                     const ClassifyOptions& options) const {
    std::vector<Classification> classifications;
    for (const corpus::Classification& result : results(inputs, options)) {
      Classification& classification = classifications.emplace_back();
      classification.probabilities.assign(result.probabilities.begin(), result.probabilities.end());
      if (result.label) classification.label = model.labels()[*result.label];
      for (const double probability : classification.probabilities) {
        classification.probability = std::max(classification.probability, probability);
      }
    }
    return classifications;
  }

  [[nodiscard]] std::vector<std::string> json(std::span<const Input> inputs,
                                              const ClassifyOptions& options) const {
    const std::vector<corpus::Classification> found = results(inputs, options);
    const corpus::ReviewWriterOptions writing{.format = corpus::ReviewFormat::jsonl,
                                              .labels = model.labels(),
                                              .probabilities = options.probabilities};
    std::vector<std::string> objects;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      corpus::Review review;
      review.text = text_of(inputs[i]);
      objects.push_back(corpus::json_text(review, found[i], writing));
    }
    return objects;
  }
};

Classifier ClassifierAccess::make(model::ClassifierModel model) {
  return Classifier(std::make_shared<const Classifier::Impl>(std::move(model)));
}

const model::ClassifierModel& ClassifierAccess::model(const Classifier& classifier) {
  return classifier.impl_->model;
}

Classifier::Classifier(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

Classifier Classifier::load(const std::string& model) {
  return guarded([&] { return ClassifierAccess::make(model::ClassifierModel::load(open_model(model))); });
}

Classifier Classifier::from_bytes(std::span<const std::byte> bytes) {
  return guarded([&] { return ClassifierAccess::make(model::ClassifierModel::load(open_model(bytes))); });
}

void Classifier::save(const std::string& path) const {
  guarded([&] { impl_->model.save(path); });
}

const ModelInfo& Classifier::info() const {
  return impl_->info;
}

Classification Classifier::classify(const Input& input, const ClassifyOptions& options) const {
  return guarded([&] { return std::move(impl_->classify({&input, 1}, options).front()); });
}

std::vector<Classification> Classifier::classify_batch(std::span<const Input> inputs,
                                                       const ClassifyOptions& options) const {
  return guarded([&] { return impl_->classify(inputs, options); });
}

std::string Classifier::json(const Input& input, const ClassifyOptions& options) const {
  return guarded([&] { return std::move(impl_->json({&input, 1}, options).front()); });
}

std::vector<std::string> Classifier::json_batch(std::span<const Input> inputs,
                                                const ClassifyOptions& options) const {
  return guarded([&] { return impl_->json(inputs, options); });
}

}  // namespace seqlab
