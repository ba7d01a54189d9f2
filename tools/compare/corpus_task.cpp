#include "compare/corpus_task.h"

#include <algorithm>
#include <map>
#include <memory>

#include "corpus/corpus_files.h"
#include "embeddings/lookup.h"
#include "embeddings/table.h"

namespace seqlab::compare {

namespace {

constexpr std::size_t random_dimension = 50;
constexpr std::size_t test_sentences = 50;  // a batch

using Vector = std::vector<float>;

Vector random_vector(std::string_view word) {
  base::Noise noise(0);
  for (const char byte : word) noise = noise.at(static_cast<unsigned char>(byte));
  Vector vector(random_dimension);
  for (std::size_t i = 0; i < vector.size(); ++i) vector[i] = static_cast<float>(2 * noise.uniform(i) - 1);
  return vector;
}

Vector known_vector(const embeddings::WordVectors& table, std::string_view word) {
  const auto found = embeddings::look_up(word, [&](std::string_view text) { return table.find(text); });
  if (!found.row) return Vector(table.dimension());
  const auto row = table.vector(*found.row);
  return {row.begin(), row.end()};
}

// The sentences of a corpus with what a batch takes from them.
struct Words {
  std::vector<corpus::Sentence> sentences;
  std::map<std::string, Vector, std::less<>> vectors;  // of each word
  std::map<std::string, float, std::less<>> classes;   // of each label of the training data
  std::size_t dimension = random_dimension;
};

void add_vectors(Words& words, const embeddings::WordVectors* table) {
  for (const corpus::Sentence& sentence : words.sentences) {
    for (const std::string& word : sentence.words) {
      const auto [entry, added] = words.vectors.try_emplace(word);
      if (added) entry->second = table != nullptr ? known_vector(*table, word) : random_vector(word);
    }
  }
}

Batch make_batch(const Words& words, const std::vector<std::size_t>& chosen) {
  std::vector<std::size_t> lengths(chosen.size());
  for (std::size_t i = 0; i < chosen.size(); ++i) lengths[i] = words.sentences[chosen[i]].size();
  Batch batch;
  batch.packing = nn::Packing(lengths);
  batch.input.resize(words.dimension, batch.packing.columns());
  for (std::size_t packed = 0; packed < chosen.size(); ++packed) {
    const corpus::Sentence& sentence = words.sentences[chosen[batch.packing.order()[packed]]];
    for (std::size_t token = 0; token < sentence.size(); ++token) {
      const std::size_t column = batch.packing.column(packed, token);
      const Vector& vector = words.vectors.find(sentence.words[token])->second;
      std::copy(vector.begin(), vector.end(), batch.input.column(column));
      const auto known = words.classes.find(sentence.gold.front()[token]);
      // An unseen label is the class after the last, which no training sees.
      batch.columns.push_back(column);
      batch.targets.push_back(known != words.classes.end() ? known->second
                                                           : static_cast<float>(words.classes.size()));
    }
  }
  return batch;
}

}  // namespace

Task corpus_task(const CorpusFiles& files) {
  const auto train = std::make_shared<Words>();
  train->sentences = corpus::read_sentences(files.train, {});
  for (const corpus::Sentence& sentence : train->sentences) {
    for (const std::string& label : sentence.gold.front()) {
      train->classes.try_emplace(label, static_cast<float>(train->classes.size()));
    }
  }
  Words dev;
  dev.sentences = corpus::read_sentences(files.dev, {});
  dev.classes = train->classes;
  {
    std::unique_ptr<const embeddings::LoadedVectors> table;
    if (!files.embeddings.empty()) {
      table = std::make_unique<embeddings::LoadedVectors>(embeddings::read_word_vectors(files.embeddings));
      train->dimension = dev.dimension = table->vectors.dimension();
    }
    for (Words* const words : {train.get(), &dev}) add_vectors(*words, table ? &table->vectors : nullptr);
  }

  Task task = {.kind = TaskKind::corpus,
               .length = 0,
               .inputs = train->dimension,
               .outputs = train->classes.size() + 1,
               .loss = Loss::cross_entropy,
               .draw =
                   [train](const base::Noise& noise, std::size_t sequences) {
                     std::vector<std::size_t> chosen(sequences);
                     for (std::size_t i = 0; i < sequences; ++i) {
                       chosen[i] = noise.bits(i) % train->sentences.size();
                     }
                     return make_batch(*train, chosen);
                   },
               .test = {}};
  for (std::size_t first = 0; first < dev.sentences.size(); first += test_sentences) {
    std::vector<std::size_t> chosen;
    for (std::size_t i = first; i < std::min(first + test_sentences, dev.sentences.size()); ++i) {
      chosen.push_back(i);
    }
    task.test.push_back(make_batch(dev, chosen));
  }
  return task;
}

}  // namespace seqlab::compare
