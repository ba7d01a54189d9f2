#include "training/labelling/continued_labels.h"

#include <set>
#include <string>

#include "base/errors.h"
#include "corpus/schemes/scheme_detector.h"
#include "training/labelling/training_setup.h"

namespace seqlab::training {

namespace {

std::string listed(const std::set<std::string>& labels) {
  constexpr std::size_t limit = 5;
  std::string names;
  std::size_t named = 0;
  for (const std::string& label : labels) {
    if (named == limit) return names + " and " + std::to_string(labels.size() - limit) + " more";
    names += (named++ == 0 ? "" : ", ") + label;
  }
  return names;
}

// Throws DataError if there are any.
void refuse_new_labels(const std::set<std::string>& labels) {
  if (labels.empty()) return;
  throw DataError({}, "the training data has labels that the model to continue does not have: " +
                          listed(labels) + "; train a new model to learn them");
}

// Adds the labels that are not `known` to `unknown` and returns their number. Skips empty labels.
std::size_t collect_unknown(const std::vector<std::string>& labels, const LabelIndex& known,
                            std::set<std::string>& unknown) {
  std::size_t count = 0;
  for (const std::string& label : labels) {
    if (label.empty() || known.find(label) >= 0) continue;
    unknown.insert(label);
    ++count;
  }
  return count;
}

// Throws DataError if the labels follow another scheme than the model's.
void check_scheme(const model::LabelSet& set, const std::vector<corpus::Sentence>& sentences,
                  std::size_t head) {
  if (set.written.scheme == corpus::TagScheme::none) return;
  corpus::SchemeDetector detector;
  std::size_t repaired = 0;
  for (const corpus::Sentence& sentence : sentences) {
    const std::vector<std::string>& gold = sentence.gold.at(head);
    detector.add(gold);
    corpus::read_spans(gold, set.written, &repaired);
  }
  const corpus::SchemeStyle style = detector.style();
  if (repaired == 0 || style == set.written || style.scheme == corpus::TagScheme::none) return;
  throw DataError({}, "the labels of the training data are " + std::string(base::name_of(style.scheme)) +
                          ", those of the model to continue " +
                          std::string(base::name_of(set.written.scheme)) +
                          "; convert the data with 'tagger convert --scheme'");
}

// Whether the data has any label of the head.
bool check_head(const model::LabelSet& set, const std::vector<corpus::Sentence>& sentences, std::size_t head,
                const std::function<void(const std::string&)>& note) {
  check_scheme(set, sentences, head);
  const std::vector<std::string> written_names = set.written_names();
  const LabelIndex written(written_names);
  const LabelIndex inner(set.names);
  std::set<std::string> unknown;
  std::set<std::string> unknown_inside;
  std::size_t unlearnable = 0;
  bool any = false;
  for (const corpus::Sentence& sentence : sentences) {
    const std::vector<std::string>& gold = sentence.gold.at(head);
    for (const std::string& label : gold) any = any || !label.empty();
    collect_unknown(corpus::legal_labels(gold, set.written), written, unknown);
    unlearnable += collect_unknown(set.learned_labels(gold), inner, unknown_inside);
  }
  refuse_new_labels(unknown);
  if (unlearnable > 0) {
    note(std::to_string(unlearnable) +
         " tokens of the training data count as unlabelled: in the tag scheme that the model learns, their "
         "labels would be " +
         listed(unknown_inside) + ", which it does not have");
  }
  return any;
}

}  // namespace

void check_labels(const model::SequenceModel& from, const options::ModelOptions& options,
                  const std::vector<corpus::Sentence>& sentences,
                  const std::function<void(const std::string&)>& note) {
  const std::vector<model::ModelHead>& heads = from.heads();
  if (options.label_columns.size() != heads.size()) {
    throw UsageError("--label-column must name a column for each head of the model to continue, " +
                     std::to_string(heads.size()) + " in all");
  }
  bool any = false;
  for (std::size_t head = 0; head < heads.size(); ++head) {
    any = check_head(heads[head].labels, sentences, head, note) || any;
  }
  if (!any) throw DataError({}, "the training data has no labels; name their column with --label-column");
}

void check_labels(const model::SequenceModel& from, const std::vector<corpus::Review>& reviews) {
  const LabelIndex known(from.labels());
  std::set<std::string> unknown;
  for (const corpus::Review& review : reviews) collect_unknown({review.label}, known, unknown);
  refuse_new_labels(unknown);
}

}  // namespace seqlab::training
