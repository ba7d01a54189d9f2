#include "training/examples_hash.h"

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
  void add(const corpus::Review& review) {
    add(review.tokens);
    add(review.label);
  }
  [[nodiscard]] std::string digits() const { return hash_.digits(); }

 private:
  io::Hash128 hash_;
};

template <typename Example>
std::string hash_of_examples(const std::vector<Example>& train, const std::vector<Example>& dev) {
  ExamplesHash hash;
  hash.add(train);
  hash.add(dev);
  return hash.digits();
}

}  // namespace

std::string hash_of(const std::vector<corpus::Sentence>& train, const std::vector<corpus::Sentence>& dev) {
  return hash_of_examples(train, dev);
}

std::string hash_of(const std::vector<corpus::Review>& train, const std::vector<corpus::Review>& dev) {
  return hash_of_examples(train, dev);
}

}  // namespace seqlab::training
