#include "tagger/training_corpora.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include "base/errors.h"
#include "corpus/schemes/tag_scheme.h"
#include "tagger/scoring.h"
#include "training/labelling/label_schemes.h"

namespace seqlab::programs {

namespace {

std::size_t tokens_of(const std::vector<corpus::Sentence>& sentences) {
  std::size_t tokens = 0;
  for (const auto& sentence : sentences) tokens += sentence.size();
  return tokens;
}

std::vector<corpus::Sentence> of_corpus(const std::vector<corpus::Sentence>& sentences, std::size_t corpus) {
  std::vector<corpus::Sentence> own;
  std::ranges::copy_if(sentences, std::back_inserter(own),
                       [corpus](const corpus::Sentence& sentence) { return sentence.corpus == corpus; });
  return own;
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

std::vector<options::CorpusOptions> training_corpora(const TrainingFiles& files,
                                                     std::span<const options::ConfigSection> sections,
                                                     const options::InputOptions& input,
                                                     const options::TrainingOptions& options) {
  options::InputOptions common = input;
  common.from_scheme = options.from_scheme;
  if (sections.empty()) {
    if (files.train.empty()) return {};
    return {{"", files.train, files.dev, files.test, files.dev_every, 1, common}};
  }
  if (!files.train.empty() || !files.dev.empty() || !files.test.empty() || files.dev_every) {
    throw UsageError(
        "the corpora are sections of the config file: give train, dev, test and dev-every there");
  }
  using corpus::FromScheme;
  if (common.from_scheme != FromScheme::automatic && common.from_scheme != FromScheme::none) {
    throw UsageError("--from-scheme " + std::string(base::name_of(common.from_scheme)) +
                     ": the corpora are sections of the config file; give it there");
  }
  std::vector<options::CorpusOptions> corpora = options::read_corpora(sections, common);
  for (const options::CorpusOptions& corpus : corpora) {
    if (corpus.input.from_scheme != FromScheme::none || common.from_scheme == FromScheme::none) continue;
    throw UsageError("[" + corpus.name + "] from-scheme none: give it for all corpora, before the sections");
  }
  return corpora;
}

training::TrainingExamples<corpus::Sentence> read_training_corpora(const TrainingFiles& files,
                                                                   const options::InputOptions& /*input*/,
                                                                   const options::TrainingOptions& options,
                                                                   Console& console) {
  const auto& columns = options.model.label_columns;
  auto examples = training::read_training_sentences(
      files.corpora, options, [&console](const std::string& remark) { console.note(remark); });
  const auto& [train, dev, test, corpora] = examples;

  for (std::size_t i = 0; i < corpora.size(); ++i) {
    console.note("[" + corpora[i].name + "] train: " + size_of(of_corpus(train, i)) +
                 "; dev: " + size_of(of_corpus(dev, i)));
  }
  console.note("train: " + size_of(train) + "; dev: " + size_of(dev));
  for (std::size_t head = 0; head < columns.size(); ++head) {
    const auto counts = labels_of(train, head);
    const auto scheme = training::scheme_of(train, head, options.from_scheme);
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
