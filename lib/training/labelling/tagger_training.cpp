#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/errors.h"
#include "model/labelling/calibration.h"
#include "model/labelling/sequence_model.h"
#include "model/labelling/word_form.h"
#include "training/kept_options.h"
#include "training/labelling/continued_labels.h"
#include "training/labelling/continued_model.h"
#include "training/labelling/dev_corpora.h"
#include "training/labelling/examples_hash.h"
#include "training/labelling/label_schemes.h"
#include "training/labelling/labelling_task.h"
#include "training/labelling/tagger_dev.h"
#include "training/labelling/training_data.h"
#include "training/labelling/training_setup.h"
#include "training/trainer.h"
#include "training/training.h"
#include "training/training_session.h"

namespace seqlab::training {

namespace {

// The labels of a head, in the scheme that it learns, by descending count, then by bytes.
model::LabelSet collect_labels(const std::vector<corpus::Sentence>& sentences, std::size_t head,
                               const options::TrainingOptions& options) {
  model::LabelSet set;
  set.scheme = set.written = scheme_of(sentences, head, options.from_scheme);
  if (set.written.scheme != corpus::TagScheme::none && options.model.scheme) {
    set.scheme = {*options.model.scheme, set.written.separator};
  }
  std::map<std::string, std::size_t> counts;
  for (const corpus::Sentence& sentence : sentences) {
    for (const std::string& label : set.learned_labels(sentence.gold.at(head))) {
      if (!label.empty()) ++counts[label];
    }
  }
  set.names = model::by_descending_count(counts);
  set.complete();
  return set;
}

// One head for each label column that the options name.
std::vector<model::ModelHead> make_heads(const options::TrainingOptions& options,
                                         const std::vector<corpus::Sentence>& sentences) {
  const options::List<std::string>& columns = options.model.label_columns;
  std::vector<model::LabelSet> labels;
  for (std::size_t head = 0; head < columns.size(); ++head) {
    labels.push_back(collect_labels(sentences, head, options));
    if (!labels.back().names.empty()) continue;
    throw DataError({}, columns.size() == 1
                            ? "the training data has no labels; name their column with --label-column"
                            : "the training data has no labels in the column " + columns[head]);
  }
  const bool any_scheme = std::any_of(labels.begin(), labels.end(), [](const model::LabelSet& set) {
    return set.written.scheme != corpus::TagScheme::none;
  });
  if (!any_scheme && options.model.scheme) {
    throw UsageError("--scheme " + std::string(base::name_of(*options.model.scheme)) +
                     ": the labels of the training data do not follow a tag scheme");
  }
  const std::vector<nn::HeadKind> decoders = model::head_decoders(options.model.decoders, labels);
  const std::vector<double> weights = model::head_weights(options.head_weights, columns.size());
  std::vector<model::ModelHead> heads;
  for (std::size_t head = 0; head < columns.size(); ++head) {
    heads.push_back(
        {options::head_name(columns[head]), std::move(labels[head]), decoders[head], weights[head]});
    if (!model::too_many_labels(heads.back())) continue;
    throw UsageError("the head " + heads.back().name + " has " +
                     std::to_string(heads.back().labels.names.size()) +
                     " labels; with a tag scheme or a CRF it may have at most " +
                     std::to_string(model::max_chained_labels));
  }
  return heads;
}

std::vector<model::LookedUp> look_up(const model::SequenceModel& model,
                                     const std::vector<corpus::Sentence>& sentences) {
  std::vector<model::LookedUp> result;
  result.reserve(sentences.size());
  for (const corpus::Sentence& sentence : sentences)
    result.push_back(model.look_up(sentence.words, sentence.features));
  return result;
}

CasedSequences look_up_cased(const model::SequenceModel& model,
                             const std::vector<corpus::Sentence>& sentences) {
  CasedSequences result;
  for (const corpus::Sentence& sentence : sentences) {
    const auto cased = in_cases(sentence.words);
    for (std::size_t i = 0; i < cased.size(); ++i) {
      result[i].push_back(model.look_up(cased[i], sentence.features));
    }
  }
  return result;
}

// For each sentence and head, the indices of the gold labels in the scheme that the head learns. legal:
// labels that their scheme does not allow in their place are rewritten, so that the head can learn them.
std::vector<std::vector<std::vector<std::int32_t>>> look_up_labels(
    std::span<const model::ModelHead> heads, const std::vector<corpus::Sentence>& sentences, bool legal) {
  std::vector<std::vector<std::vector<std::int32_t>>> result(sentences.size());
  for (std::size_t head = 0; head < heads.size(); ++head) {
    const model::LabelSet& set = heads[head].labels;
    const LabelIndex labels(set.names);
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      std::vector<std::int32_t>& gold = result[i].emplace_back();
      const std::vector<std::string>& written = sentences[i].gold.at(head);
      for (const std::string& label : legal ? set.learned_labels(written) : set.inner_labels(written)) {
        gold.push_back(labels.find(label));
      }
    }
  }
  return result;
}

}  // namespace

std::unique_ptr<TrainingSession> begin_tagger_training(
    const options::TrainingOptions& options, const std::vector<corpus::Sentence>& train_sentences,
    const std::vector<corpus::Sentence>& dev, const embeddings::PretrainedTables& vectors,
    const Provenance& provenance, const SessionObserver& observer, const model::Model* continued,
    std::shared_ptr<base::Pool> pool) {
  options::training_option_table().check(options);
  const auto* const from = dynamic_cast<const model::SequenceModel*>(continued);
  if (from != nullptr) check_continuable(options, *from);
  model::WordCounter words(options.model);
  for (const corpus::Sentence& sentence : train_sentences) {
    for (const std::string& word : sentence.words) words.add(word);
  }
  if (words.counts().empty()) throw DataError({}, "the training data has no tokens");
  if (from != nullptr) check_labels(*from, options.model, train_sentences, observer.note);
  std::vector<model::ModelHead> heads =
      from == nullptr ? make_heads(options, train_sentences) : from->heads();
  for (std::size_t head = 0; head < heads.size(); ++head) {
    if (options.stateful && heads[head].decoder == nn::HeadKind::crf) {
      throw UsageError("--stateful cannot train a CRF, which reads whole sentences");
    }
    note_rewritten_labels(heads[head].labels, train_sentences, head, observer.note);
  }
  model::ColumnCounts column_counts(model::feature_columns(options.model).size());
  for (const corpus::Sentence& sentence : train_sentences) {
    for (std::size_t column = 0; column < column_counts.size(); ++column) {
      for (const std::string& value : sentence.features.at(column)) ++column_counts[column][value];
    }
  }
  TrainerCallbacks callbacks;
  const DevCorpora corpora(heads, dev, provenance.corpora);
  callbacks.select_by = corpora.selection(options.select_by);
  std::vector<std::uint32_t> singletons;
  model::SequenceModel model =
      from == nullptr ? make_untrained_model(model::Task::tagger, options, std::move(heads), words.counts(),
                                             column_counts, vectors, provenance, observer.note, singletons)
                      : make_continued_model(*from, options, words.counts(), vectors, provenance,
                                             observer.note, singletons);
  CasedSequences cased;
  if (options.case_noise > 0) cased = look_up_cased(model, train_sentences);
  TrainingData data = make_training_data(model, look_up(model, train_sentences), cased);
  auto gold = look_up_labels(model.heads(), train_sentences, true);
  for (std::size_t i = 0; i < gold.size(); ++i) {
    data.sequences[i].gold = std::move(gold[i]);
    if (!provenance.corpora.empty()) {
      data.sequences[i].rate = provenance.corpora.at(train_sentences[i].corpus).rate;
    }
  }
  LabellingDev labelled;
  labelled.evaluate = [tagger_dev = std::make_shared<const TaggerDev>(
                           dev, corpora, look_up(model, dev), look_up_labels(model.heads(), dev, false),
                           options.batch_size)](const model::SequenceModel& current, base::Pool& threads) {
    return tagger_dev->evaluate(current, threads);
  };
  labelled.calibrate = [&dev, batch_size = options.batch_size](
                           const std::shared_ptr<const model::SequenceModel>& best, base::Pool& threads) {
    return model::calibrated(model::TaggerModel(best), dev, batch_size, threads).sequence_model();
  };
  labelled.examples_hash = hash_of(train_sentences, dev, provenance.corpora);
  callbacks.observer = observer;
  auto task = std::make_unique<LabellingTask>(options, std::move(model), std::move(data),
                                              std::move(singletons), std::move(labelled));
  return std::make_unique<TrainingSession>(options, std::move(task), std::move(callbacks), std::move(pool));
}

model::TaggerModel train_tagger(const options::TrainingOptions& options,
                                const std::vector<corpus::Sentence>& train_sentences,
                                const std::vector<corpus::Sentence>& dev,
                                const embeddings::PretrainedTables& vectors, const Provenance& provenance,
                                const TrainingObserver<model::TaggerModel>& observer,
                                const model::Model* from) {
  const auto session = begin_tagger_training(options, train_sentences, dev, vectors, provenance,
                                             session_observer(observer), from);
  session->train_until(options.epochs);
  return model::TaggerModel(session->finished(session->best()));
}

}  // namespace seqlab::training
