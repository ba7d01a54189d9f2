#include "training/continued_labels.h"

#include <set>
#include <string>

#include "base/errors.h"
#include "training/training_setup.h"

namespace seqlab::training {

namespace {

std::string listed(const std::set<std::string>& labels) {
  constexpr std::size_t most = 5;
  std::string names;
  std::size_t named = 0;
  for (const std::string& label : labels) {
    if (named == most) return names + " and " + std::to_string(labels.size() - most) + " more";
    names += (named++ == 0 ? "" : ", ") + label;
  }
  return names;
}

// Throws DataError when there are some.
void refuse_new_labels(const std::set<std::string>& labels) {
  if (labels.empty()) return;
  throw DataError({}, "the training data has labels that the model to go on from does not have: " +
                          listed(labels) + "; a new model can learn them");
}

// Those of the labels that are not known, which it counts; empty ones are none.
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

// Throws DataError where labels are to be read in another scheme than they are written in.
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
                          ", those of the model to go on from " +
                          std::string(base::name_of(set.written.scheme)) +
                          "; 'tagger convert --scheme' converts");
}

// False when the head has no label in the data.
bool check_head(const model::LabelSet& set, const std::vector<corpus::Sentence>& sentences, std::size_t head,
                const std::function<void(const std::string&)>& note) {
  check_scheme(set, sentences, head);
  const std::vector<std::string> written_names = set.written_names();
  const LabelIndex written(written_names);
  const LabelIndex inner(set.names);
  std::set<std::string> unknown;
  std::set<std::string> unknown_inside;
  std::size_t passed_over = 0;
  bool any = false;
  for (const corpus::Sentence& sentence : sentences) {
    const std::vector<std::string>& gold = sentence.gold.at(head);
    for (const std::string& label : gold) any = any || !label.empty();
    collect_unknown(gold, written, unknown);
    passed_over += collect_unknown(set.inner_labels(gold), inner, unknown_inside);
  }
  refuse_new_labels(unknown);
  if (passed_over > 0) {
    note(std::to_string(passed_over) + " tokens of the training data would be " + listed(unknown_inside) +
         " in the scheme that the model learned, which has no such label: they are learned from as if they "
         "had "
         "none");
  }
  return any;
}

}  // namespace

void check_labels(const model::SequenceModel& from, const options::ModelOptions& options,
                  const std::vector<corpus::Sentence>& sentences,
                  const std::function<void(const std::string&)>& note) {
  const std::vector<model::ModelHead>& heads = from.heads();
  if (options.label_columns.size() != heads.size()) {
    throw UsageError(
        "--label-column names another number of columns than the model to go on from has heads, " +
        std::to_string(heads.size()));
  }
  bool any = false;
  for (std::size_t head = 0; head < heads.size(); ++head) {
    any = check_head(heads[head].labels, sentences, head, note) || any;
  }
  if (!any) throw DataError({}, "the training data has no label; name the column with --label-column");
}

void check_labels(const model::SequenceModel& from, const std::vector<corpus::Review>& reviews) {
  const LabelIndex known(from.labels());
  std::set<std::string> unknown;
  for (const corpus::Review& review : reviews) collect_unknown({review.label}, known, unknown);
  refuse_new_labels(unknown);
}

}  // namespace seqlab::training
