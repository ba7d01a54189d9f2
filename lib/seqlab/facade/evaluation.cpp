// Scores of taggers and classifiers on labelled data.
#include "base/errors.h"
#include "base/pool.h"
#include "corpus/corpus_files.h"
#include "corpus/plausibility.h"
#include "corpus/reviews/review_files.h"
#include "options/input_options.h"
#include "options/review_input_options.h"
#include "seqlab/classifier.h"
#include "seqlab/facade/access.h"
#include "seqlab/facade/guard.h"
#include "seqlab/facade/input.h"
#include "seqlab/facade/labelled_data.h"
#include "seqlab/facade/settings.h"
#include "seqlab/tagger.h"
#include "streams/label_columns.h"
#include "text/tokeniser.h"

namespace seqlab {

namespace {

TypeScore type_score(std::string type, const evaluation::Counts& counts) {
  return {std::move(type),    counts.gold,     counts.predicted, counts.correct,
          counts.precision(), counts.recall(), counts.f1()};
}

HeadScore head_score(const std::string& head, const evaluation::TaggingScore& score) {
  HeadScore result;
  result.head = head;
  result.spans = score.spans();
  result.tokens = score.tokens();
  result.accuracy = score.accuracy();
  result.seen_accuracy = score.seen_accuracy();
  result.unseen_accuracy = score.unseen_accuracy();
  result.total = type_score("", score.total());
  for (const auto& [type, counts] : score.by_type()) result.by_type.push_back(type_score(type, counts));
  return result;
}

std::vector<HeadScore> evaluate_tagger(const Tagger& tagger, std::span<const corpus::Sentence> gold,
                                       const RunOptions& options) {
  check_run(options.threads, options.batch_size);
  base::Pool pool(options.threads);
  const model::TaggerModel& model = TaggerAccess::model(tagger);
  const auto scores = model::evaluate_heads(model, gold, options.batch_size, pool);
  std::vector<HeadScore> result;
  for (std::size_t head = 0; head < scores.size(); ++head) {
    result.push_back(head_score(tagger.info().heads[head].name, scores[head]));
  }
  return result;
}

ClassifierScore classifier_score(const evaluation::ClassificationScore& score) {
  ClassifierScore result;
  result.texts = score.texts();
  result.accuracy = score.accuracy();
  result.macro_f1 = score.macro_f1();
  std::map<std::string, evaluation::Counts> by_label;
  for (const auto& [gold, row] : score.confusion()) {
    for (const auto& [predicted, count] : row) {
      by_label[gold].gold += count;
      by_label[predicted].predicted += count;
      if (gold == predicted) by_label[gold].correct += count;
    }
  }
  for (const auto& [label, counts] : by_label) {
    result.by_label.push_back({label, counts.gold, counts.predicted, counts.correct, counts.precision(),
                               counts.recall(), counts.f1()});
  }
  return result;
}

ClassifierScore evaluate_classifier(const Classifier& classifier, std::span<const corpus::Review> gold,
                                    const RunOptions& options) {
  check_run(options.threads, options.batch_size);
  base::Pool pool(options.threads);
  return classifier_score(
      model::evaluate(ClassifierAccess::model(classifier), gold, options.batch_size, pool));
}

// In gold data there is no raw text.
constexpr std::string_view not_for_gold[] = {"paragraphs"};

std::vector<corpus::Sentence> read_gold(const std::vector<std::string>& files, const Options& input,
                                        const model::TaggerModel& model) {
  if (files.empty()) throw BadInput("no file is given");
  const auto settings = settings_of(options::input_option_table().without(not_for_gold), input);
  const text::Tokeniser tokeniser(model.options().language);
  auto reading = options::reader_options(settings, true, model.options().nfc, tokeniser);
  options::read_label_columns(streams::label_columns(settings.label_column, model), model.feature_columns(),
                              reading);
  std::vector<corpus::Sentence> gold = corpus::read_sentences(files, reading);
  streams::read_gold_labels(gold, model, settings.from_scheme, settings.relabelling());
  std::vector<std::vector<std::string>> known;
  for (std::size_t head = 0; head < model.heads().size(); ++head) known.push_back(model.written_labels(head));
  corpus::refuse_implausible_gold(gold, known, "the model");
  return gold;
}

std::vector<corpus::Review> read_gold(const std::vector<std::string>& files, const Options& input,
                                      const model::ClassifierModel& model) {
  if (files.empty()) throw BadInput("no file is given");
  const auto settings = settings_of(options::gold_review_table(), input);
  const text::Tokeniser tokeniser(model.options().language);
  return corpus::read_reviews(files, options::review_options(settings, true, model.options(), tokeniser),
                              [](const std::string&) {});
}

}  // namespace

std::vector<HeadScore> Tagger::evaluate(std::span<const LabelledSentence> gold,
                                        const RunOptions& options) const {
  return guarded([&] {
    const model::TaggerModel& model = TaggerAccess::model(*this);
    const WordReading reading{info().feature_columns, model.options().nfc};
    return evaluate_tagger(*this, corpus_of(gold, reading, info().heads.size()), options);
  });
}

std::vector<HeadScore> Tagger::evaluate_files(const std::vector<std::string>& files, const Options& input,
                                              const RunOptions& options) const {
  return guarded(
      [&] { return evaluate_tagger(*this, read_gold(files, input, TaggerAccess::model(*this)), options); });
}

ClassifierScore Classifier::evaluate(std::span<const LabelledText> gold, const RunOptions& options) const {
  return guarded([&] {
    const model::ClassifierModel& model = ClassifierAccess::model(*this);
    return evaluate_classifier(*this, corpus_of(gold, model.options()), options);
  });
}

ClassifierScore Classifier::evaluate_files(const std::vector<std::string>& files, const Options& input,
                                           const RunOptions& options) const {
  return guarded([&] {
    return evaluate_classifier(*this, read_gold(files, input, ClassifierAccess::model(*this)), options);
  });
}

}  // namespace seqlab
