#include "training/labelling/examples_hash.h"

#include <bit>
#include <cstdint>
#include <span>

#include "io/hash.h"

namespace seqlab::training {

namespace {

class ExamplesHash {
 public:
  void add(std::size_t number) {
    const std::uint64_t fixed = number;
    hash_.update(std::as_bytes(std::span(&fixed, 1)));
  }
  void add(const std::string& text) {
    add(text.size());
    hash_.update(std::as_bytes(std::span(text)));
  }
  template <typename Item>
  void add(const std::vector<Item>& items) {
    add(items.size());
    for (const Item& item : items) add(item);
  }
  void add(const corpus::Sentence& sentence) {
    add(sentence.words);
    add(sentence.gold);
    add(sentence.features);
  }
  void add(const CorpusShare& corpus) {
    add(corpus.name);
    add(std::bit_cast<std::uint64_t>(corpus.rate));
  }
  void add(const corpus::Review& review) {
    add(review.tokens);
    add(review.label);
  }
  [[nodiscard]] std::string digits() const { return hash_.digits(); }

 private:
  io::Hash128 hash_;
};

}  // namespace

std::string hash_of(const std::vector<corpus::Sentence>& train, const std::vector<corpus::Sentence>& dev,
                    const std::vector<CorpusShare>& corpora) {
  ExamplesHash hash;
  hash.add(train);
  hash.add(dev);
  hash.add(corpora);
  if (corpora.empty()) return hash.digits();
  for (const auto* const sentences : {&train, &dev}) {
    for (const corpus::Sentence& sentence : *sentences) hash.add(sentence.corpus);
  }
  return hash.digits();
}

std::string hash_of(const std::vector<corpus::Review>& train, const std::vector<corpus::Review>& dev) {
  ExamplesHash hash;
  hash.add(train);
  hash.add(dev);
  return hash.digits();
}

}  // namespace seqlab::training
