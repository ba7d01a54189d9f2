#include "tagger/training_corpora.h"

#include <cstddef>
#include <map>
#include <string>
#include <utility>

#include "corpus/tag_scheme.h"
#include "tagger/scoring.h"
#include "training/label_schemes.h"

namespace seqlab::programs {

namespace {

std::size_t tokens_of(const std::vector<corpus::Sentence>& sentences) {
  std::size_t tokens = 0;
  for (const auto& sentence : sentences) tokens += sentence.size();
  return tokens;
}

std::string size_of(const std::vector<corpus::Sentence>& sentences) {
  return std::to_string(sentences.size()) + " sentences, " + std::to_string(tokens_of(sentences)) + " tokens";
}

// The number of occurrences of each label.
std::map<std::string, std::size_t> labels_of(const std::vector<corpus::Sentence>& sentences,
                                             std::size_t head) {
  std::map<std::string, std::size_t> labels;
  for (const auto& sentence : sentences) {
    for (const auto& label : sentence.gold[head]) ++labels[label];
  }
  labels.erase("");
  return labels;
}

}  // namespace

training::TrainingExamples<corpus::Sentence> read_training_corpora(const TrainingFiles& files,
                                                                   const options::InputOptions& input,
                                                                   const options::TrainingOptions& options,
                                                                   Console& console) {
  const auto& columns = options.model.label_columns;
  auto examples = training::read_training_sentences(
      example_files(files), input, options, [&console](const std::string& remark) { console.note(remark); });
  const auto& [train, dev, test] = examples;

  console.note("train: " + size_of(train) + "; dev: " + size_of(dev));
  for (std::size_t head = 0; head < columns.size(); ++head) {
    const auto counts = labels_of(train, head);
    const auto scheme = training::scheme_of(train, head, options);
    std::vector<std::string> labels;
    std::size_t labelled = 0;
    for (const auto& [label, count] : counts) {
      labels.push_back(label);
      labelled += count;
    }
    const std::string name = columns.size() == 1 ? "" : options::head_name(columns[head]);
    console.note((name.empty() ? "" : name + ": " + std::to_string(labelled) + " tokens, ") +
                 std::to_string(labels.size()) +
                 " labels; tag scheme: " + std::string(base::name_of(scheme.scheme)) +
                 (scheme.scheme != corpus::TagScheme::none && scheme.separator == '_' ? " with _" : ""));
    const std::string prefix = name.empty() ? "" : name + " of ";
    note_unknown_labels(prefix + "dev", dev, head, labels, console);
    note_unknown_labels(prefix + "test", test, head, labels, console);
  }
  return examples;
}

}  // namespace seqlab::programs
