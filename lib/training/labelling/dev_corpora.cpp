#include "training/labelling/dev_corpora.h"

#include <algorithm>

#include "training/trainer.h"

namespace seqlab::training {

DevCorpora::DevCorpora(std::span<const model::ModelHead> heads, std::span<const corpus::Sentence> dev,
                       std::span<const CorpusShare> names) {
  for (const model::ModelHead& head : heads) {
    heads_.push_back(head.name);
    styles_.push_back(head.labels.written);
  }
  corpora_.resize(std::max<std::size_t>(names.size(), 1));
  for (std::size_t i = 0; i < names.size(); ++i) corpora_[i].name = names[i].name;
  for (std::size_t i = 0; i < corpora_.size(); ++i) {
    for (std::size_t head = 0; head < heads_.size(); ++head) {
      const bool scored = names.empty() || std::ranges::any_of(dev, [&](const corpus::Sentence& sentence) {
                            return sentence.corpus == i &&
                                   std::ranges::any_of(sentence.gold.at(head), [](const std::string& label) {
                                     return !label.empty();
                                   });
                          });
      if (scored) corpora_[i].heads.push_back(head);
    }
  }
}

std::string DevCorpora::selection(const std::string& asked) const {
  std::vector<std::string> known;
  for (const auto& [name, score] : named(empty_table())) known.push_back(name);
  // The scores of the first head come first: accuracy, then f1 for spans.
  const bool spans = styles_.front().scheme != corpus::TagScheme::none;
  const std::string by_default = corpora_.size() > 1 ? "mean" : known[spans ? 1 : 0];
  const std::string& chosen = asked.empty() ? by_default : asked;
  check_select_by(chosen, known);
  return chosen;
}

std::vector<std::pair<std::string, double>> DevCorpora::scores(
    std::span<const corpus::Sentence> dev, std::span<const std::vector<corpus::Labels>> predicted) const {
  Table table = empty_table();
  for (std::size_t i = 0; i < dev.size(); ++i) {
    std::vector<evaluation::TaggingScore>& of_corpus = table[corpora_.size() > 1 ? dev[i].corpus : 0];
    for (std::size_t head = 0; head < heads_.size(); ++head) {
      of_corpus[head].add(dev[i].gold.at(head), predicted[i][head]);
    }
  }
  return named(table);
}

DevCorpora::Table DevCorpora::empty_table() const {
  Table table(corpora_.size());
  for (auto& of_corpus : table) {
    for (const corpus::SchemeStyle style : styles_) of_corpus.emplace_back(style);
  }
  return table;
}

std::vector<std::pair<std::string, double>> DevCorpora::named(const Table& table) const {
  if (corpora_.size() == 1) return evaluation::named_scores(heads_, table.front());
  std::vector<std::pair<std::string, double>> all;
  double sum = 0;
  std::size_t scored_heads = 0;
  for (std::size_t i = 0; i < corpora_.size(); ++i) {
    for (const std::size_t head : corpora_[i].heads) {
      const std::string prefix = corpora_[i].name + "_" + (heads_.size() > 1 ? heads_[head] + "_" : "");
      const std::string none;
      for (const auto& [name, score] : evaluation::named_scores({&none, 1}, {&table[i][head], 1})) {
        all.emplace_back(prefix + name, score);
      }
    }
  }
  for (std::size_t head = 0; head < heads_.size(); ++head) {
    double of_head = 0;
    std::size_t corpora = 0;
    for (std::size_t i = 0; i < corpora_.size(); ++i) {
      if (std::ranges::find(corpora_[i].heads, head) == corpora_[i].heads.end()) continue;
      of_head += table[i][head].main();
      ++corpora;
    }
    if (corpora == 0) continue;
    sum += of_head / static_cast<double>(corpora);
    ++scored_heads;
  }
  all.emplace_back("mean", scored_heads > 0 ? sum / static_cast<double>(scored_heads) : 0);
  return all;
}

}  // namespace seqlab::training
