#include "tasks/continued_labels.h"

#include <set>
#include <string>

#include "io/errors.h"
#include "tasks/training_setup.h"

namespace seqlab::tasks {

namespace {

// Throws DataError when there are some.
void refuse_new_labels(const std::set<std::string>& labels) {
  if (labels.empty()) return;
  constexpr std::size_t most = 5;
  std::string names;
  std::size_t named = 0;
  for (const std::string& label : labels) {
    if (named == most) {
      names += " and " + std::to_string(labels.size() - most) + " more";
      break;
    }
    names += (named++ == 0 ? "" : ", ") + label;
  }
  throw DataError({}, "the training data has labels that the model to go on from does not have: " + names +
                          "; a new model can learn them");
}

// Those of the labels that are not known; empty ones are none.
void collect_unknown(const std::vector<std::string>& labels, const LabelIndex& known,
                     std::set<std::string>& unknown) {
  for (const std::string& label : labels) {
    if (!label.empty() && known.find(label) < 0) unknown.insert(label);
  }
}

// False when the head has no label in the data.
bool check_head(const LabelSet& set, const std::vector<corpus::Sentence>& sentences, std::size_t head,
                std::size_t features) {
  const std::vector<std::string> written_names = set.written_names();
  const LabelIndex written(written_names);
  const LabelIndex inner(set.names);
  std::set<std::string> unknown;
  std::set<std::string> unknown_inside;
  corpus::SchemeDetector detector;
  std::size_t repaired = 0;
  bool any = false;
  for (const corpus::Sentence& sentence : sentences) {
    const std::vector<std::string>& gold = gold_of(sentence, head, features);
    for (const std::string& label : gold) any = any || !label.empty();
    collect_unknown(gold, written, unknown);
    collect_unknown(set.inner_labels(gold), inner, unknown_inside);
    detector.add(gold);
    if (set.written.scheme != corpus::TagScheme::none) corpus::read_spans(gold, set.written, &repaired);
  }
  refuse_new_labels(unknown);
  if (repaired > 0 && detector.style() != set.written) {
    throw DataError(
        {}, "the labels of the training data are " + std::string(corpus::to_string(detector.style().scheme)) +
                ", those of the model to go on from " + std::string(corpus::to_string(set.written.scheme)) +
                "; 'tagger convert --scheme' converts");
  }
  refuse_new_labels(unknown_inside);
  return any;
}

}  // namespace

void check_labels(const SequenceModel& from, const ModelOptions& options,
                  const std::vector<corpus::Sentence>& sentences) {
  const std::vector<ModelHead>& heads = from.heads();
  if (split_commas(options.label_column).size() != heads.size()) {
    throw UsageError(
        "--label-column names another number of columns than the model to go on from has heads, " +
        std::to_string(heads.size()));
  }
  bool any = false;
  for (std::size_t head = 0; head < heads.size(); ++head) {
    any = check_head(heads[head].labels, sentences, head, from.features().columns()) || any;
  }
  if (!any) throw DataError({}, "the training data has no label; name the column with --label-column");
}

void check_labels(const SequenceModel& from, const std::vector<corpus::Review>& reviews) {
  const LabelIndex known(from.labels());
  std::set<std::string> unknown;
  for (const corpus::Review& review : reviews) collect_unknown({review.label}, known, unknown);
  refuse_new_labels(unknown);
}

}  // namespace seqlab::tasks
