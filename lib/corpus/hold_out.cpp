#include "corpus/hold_out.h"

#include <cstddef>
#include <map>
#include <numeric>
#include <string>
#include <utility>

namespace seqlab::corpus {
namespace {

// SplitMix64 (Steele, Lea and Flood 2014), because the standard library's shuffle differs between
// implementations.
class Shuffler {
 public:
  explicit Shuffler(std::uint64_t seed) : state_(seed) {}

  // 0 to n - 1 in random order (Fisher-Yates shuffle).
  std::vector<std::size_t> order(std::size_t n) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = n; i > 1; --i) std::swap(order[i - 1], order[next() % i]);
    return order;
  }

 private:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }

  std::uint64_t state_;
};

// The indices of the sentences of each document, in order of first appearance.
std::vector<std::vector<std::size_t>> documents_of(const std::vector<Sentence>& sentences) {
  std::map<std::pair<std::string, std::size_t>, std::size_t> numbers;
  std::vector<std::vector<std::size_t>> documents;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const auto [entry, fresh] =
        numbers.try_emplace({sentences[i].file, sentences[i].document}, documents.size());
    if (fresh) documents.emplace_back();
    documents[entry->second].push_back(i);
  }
  return documents;
}

// Marks the sentences of whole groups, drawn in random order, but at most `most` sentences. Returns their
// number.
std::size_t draw(const std::vector<std::vector<std::size_t>>& groups, std::size_t most, std::uint64_t seed,
                 std::vector<bool>& marked) {
  std::size_t count = 0;
  for (const std::size_t group : Shuffler(seed).order(groups.size())) {
    if (count + groups[group].size() > most) continue;
    count += groups[group].size();
    for (const std::size_t sentence : groups[group]) marked[sentence] = true;
  }
  return count;
}

// A tenth of n, rounded up; 0 for n = 1.
std::size_t tenth(std::size_t n) {
  return n < 2 ? 0 : (n + 9) / 10;
}

// Marks a tenth of n items, drawn one by one.
std::vector<bool> draw_singly(std::size_t n, std::uint64_t seed) {
  std::vector<std::vector<std::size_t>> groups(n);
  for (std::size_t i = 0; i < n; ++i) groups[i] = {i};
  std::vector<bool> marked(n, false);
  draw(groups, tenth(n), seed, marked);
  return marked;
}

// The marked items become dev, the others train.
template <class Held, class Item>
void split(std::vector<Item> items, const std::vector<bool>& marked, Held& result) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    (marked[i] ? result.dev : result.train).push_back(std::move(items[i]));
  }
}

// Marks every nth of some items.
std::vector<bool> every(std::size_t n, std::size_t items) {
  std::vector<bool> marked(items, false);
  for (std::size_t i = n - 1; i < items; i += n) marked[i] = true;
  return marked;
}

}  // namespace

HeldOut hold_out_every(std::vector<Sentence> sentences, std::size_t n) {
  HeldOut result;
  const auto documents = documents_of(sentences);
  result.by_documents = documents.size() >= n;
  std::vector<bool> marked = every(n, sentences.size());
  if (result.by_documents) {
    marked.assign(sentences.size(), false);
    for (std::size_t i = n - 1; i < documents.size(); i += n) {
      for (const std::size_t sentence : documents[i]) marked[sentence] = true;
    }
  }
  split(std::move(sentences), marked, result);
  return result;
}

HeldOutReviews hold_out_every(std::vector<Review> reviews, std::size_t n) {
  HeldOutReviews result;
  const std::vector<bool> marked = every(n, reviews.size());
  split(std::move(reviews), marked, result);
  return result;
}

HeldOut hold_out(std::vector<Sentence> sentences, std::uint64_t seed) {
  HeldOut result;
  const std::size_t most = tenth(sentences.size());
  std::vector<bool> marked(sentences.size(), false);
  if (2 * draw(documents_of(sentences), most, seed, marked) < most) {
    result.by_documents = false;
    marked = draw_singly(sentences.size(), seed);
  }
  split(std::move(sentences), marked, result);
  return result;
}

HeldOutReviews hold_out(std::vector<Review> reviews, std::uint64_t seed) {
  HeldOutReviews result;
  const std::vector<bool> marked = draw_singly(reviews.size(), seed);
  split(std::move(reviews), marked, result);
  return result;
}

}  // namespace seqlab::corpus
