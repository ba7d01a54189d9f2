#include "options/corpus_options.h"

#include "base/errors.h"

namespace seqlab::options {

namespace {

const OptionTable<CorpusOptions>& corpus_option_table() {
  static const auto table = [] {
    using C = CorpusOptions;
    const std::string group = "Corpus";
    constexpr std::string_view not_for_corpora[] = {"paragraphs"};
    OptionTable<C> table;
    table.add({.name = "train", .group = group, .help = "training data", .value = "FILE"}, &C::train)
        .add({.name = "dev", .group = group, .help = "development data", .value = "FILE"}, &C::dev)
        .add({.name = "test", .group = group, .help = "test data", .value = "FILE"}, &C::test)
        .add(dev_every_option(), &C::dev_every)
        .add({.name = "sampling-rate",
              .group = group,
              .help = "how often an epoch sees each sentence, on average",
              .range = {.low = 0, .high = 100, .low_open = true}},
             &C::sampling_rate)
        .include(input_option_table().without(not_for_corpora), &C::input);
    return table;
  }();
  return table;
}

}  // namespace

OptionInfo dev_every_option() {
  return {.name = "dev-every",
          .group = "Files",
          .help =
              "without --dev: holds out every Nth document of the training data, or every Nth sentence of a "
              "file with fewer documents; 0: none",
          .value = "N",
          .range = {.low = 0, .high = 1e9},
          .default_text = "a tenth, drawn by the seed"};
}

std::vector<CorpusOptions> read_corpora(std::span<const ConfigSection> sections, const InputOptions& common) {
  std::vector<CorpusOptions> corpora;
  for (const ConfigSection& section : sections) {
    CorpusOptions& corpus = corpora.emplace_back();
    corpus.name = section.name;
    corpus.input = common;
    corpus_option_table().set_all(corpus, section.settings);
    if (corpus.train.empty()) {
      throw UsageError(to_string(section.place) + ": the corpus " + section.name +
                       " has no training data; give some as 'train = FILE'");
    }
  }
  return corpora;
}

}  // namespace seqlab::options
