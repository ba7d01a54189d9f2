#include "data.h"

#include <cmath>
#include <fstream>

#include "base/errors.h"
#include "base/noise.h"
#include "corpus/reader.h"
#include "nn/numbers/distinct_rows.h"

namespace seqlab::benchmark {

namespace {

constexpr std::size_t synthetic_vocabulary = 20'000;
constexpr std::size_t synthetic_labels = 17;
constexpr std::size_t quick_count = 50;  // of sentences and of texts

// A rank drawn from Zipf's law with exponent 1, by the inverse of the continuous distribution.
std::size_t zipf_rank(double uniform, std::size_t vocabulary) {
  const double rank = std::pow(static_cast<double>(vocabulary) + 1, uniform);
  return std::min(static_cast<std::size_t>(rank), vocabulary);
}

// Lengths from 1 to 70 with a mean of about 16 and a long tail, like those of real sentences.
std::size_t synthetic_length(const base::Noise& noise, std::uint64_t sentence) {
  return 1 + static_cast<std::size_t>(std::min(69.0, -15.0 * std::log(1 - noise.uniform(sentence))));
}

std::vector<corpus::Sentence> synthetic_sentences(std::size_t count) {
  const base::Noise lengths = base::Noise(1).at(0);
  std::vector<corpus::Sentence> sentences(count);
  for (std::size_t i = 0; i < count; ++i) {
    const base::Noise ranks = base::Noise(1).at(1).at(i);
    const std::size_t length = synthetic_length(lengths, i);
    sentences[i].gold.resize(1);
    for (std::size_t token = 0; token < length; ++token) {
      const std::size_t rank = zipf_rank(ranks.uniform(token), synthetic_vocabulary);
      sentences[i].words.push_back(synthetic_word(rank));
      sentences[i].gold.front().push_back("L" + std::to_string(rank % synthetic_labels));
    }
  }
  return sentences;
}

std::vector<corpus::Review> synthetic_reviews(std::size_t count) {
  std::vector<corpus::Review> reviews(count);
  const std::vector<corpus::Sentence> sentences = synthetic_sentences(count);
  for (std::size_t i = 0; i < count; ++i) {
    reviews[i].tokens = sentences[i].words;
    reviews[i].label = sentences[i].words.size() % 2 == 0 ? "even" : "odd";
  }
  return reviews;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

struct Size {
  std::size_t tokens = 0;
  std::size_t labels = 0;
};

// write_item writes an item and returns its size.
template <class Item, class WriteItem>
InputFile write(const std::string& path, const std::vector<Item>& items, std::size_t tokens,
                const WriteItem& write_item) {
  std::ofstream output(path, std::ios::binary);
  InputFile file{path};
  for (std::size_t i = 0; file.tokens < tokens; i = (i + 1) % items.size()) {
    const Size size = write_item(output, items[i]);
    file.tokens += size.tokens;
    file.labels += size.labels;
  }
  output.close();
  if (!output) throw Error(path + ": could not be written completely");
  return file;
}

}  // namespace

Data make_data(const Options& options) {
  Data data;
  if (options.corpus.empty()) {
    data.sentences = synthetic_sentences(options.quick ? quick_count : 12'000);
    data.sentences_origin = "synthetic, words with Zipf's frequencies";
  } else {
    data.sentences = corpus::read_sentences(options.corpus, {});
    data.sentences_origin = options.corpus;
  }
  if (options.reviews.empty()) {
    data.reviews = synthetic_reviews(options.quick ? quick_count : 7'000);
    data.reviews_origin = "synthetic, words with Zipf's frequencies";
  } else {
    corpus::ReviewOptions reading;
    reading.tokens = corpus::TextTokens::spaces;
    data.reviews = corpus::read_reviews(options.reviews, reading);
    data.reviews_origin = options.reviews;
  }
  return data;
}

std::size_t count_tokens(const std::vector<corpus::Sentence>& sentences) {
  std::size_t tokens = 0;
  for (const corpus::Sentence& sentence : sentences) tokens += sentence.size();
  return tokens;
}

std::size_t count_tokens(const std::vector<corpus::Review>& reviews) {
  std::size_t tokens = 0;
  for (const corpus::Review& review : reviews) tokens += review.tokens.size();
  return tokens;
}

std::string synthetic_word(std::size_t rank) {
  std::string word;
  for (; rank > 0; rank = (rank - 1) / 26) word += static_cast<char>('a' + (rank - 1) % 26);
  return word;
}

training::TrainingData zipf_sequences(std::size_t count, std::size_t length, std::size_t vocabulary,
                                      std::size_t labels) {
  training::TrainingData data;
  std::vector<std::uint32_t> ranks;
  for (std::size_t i = 0; i < count; ++i) {
    const base::Noise noise = base::Noise(2).at(i);
    for (std::size_t token = 0; token < length; ++token) {
      ranks.push_back(static_cast<std::uint32_t>(zipf_rank(noise.uniform(token), vocabulary)));
    }
  }
  nn::DistinctRows distinct(ranks);
  data.types.words = {std::move(distinct.rows)};
  data.sequences.resize(count, {{}, {{}}});
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    training::TrainingSequence& sequence = data.sequences[i / length];
    sequence.tokens.push_back(distinct.columns[i]);
    sequence.gold.front().push_back(static_cast<std::int32_t>(ranks[i] % labels));
  }
  return data;
}

std::vector<corpus::Sentence> sentences_of_length(const std::vector<corpus::Sentence>& sentences,
                                                  std::size_t length, std::size_t count) {
  std::vector<corpus::Sentence> result;
  for (const corpus::Sentence& sentence : sentences) {
    if (sentence.size() < length || result.size() == count) continue;
    corpus::Sentence cut;
    cut.words.assign(sentence.words.begin(), sentence.words.begin() + static_cast<std::ptrdiff_t>(length));
    result.push_back(std::move(cut));
  }
  if (result.empty()) throw Error("the corpus has no sentence of " + std::to_string(length) + " tokens");
  return result;
}

InputFile write_columns(const std::string& path, const std::vector<corpus::Sentence>& sentences,
                        std::size_t tokens) {
  return write(path, sentences, tokens, [](std::ofstream& output, const corpus::Sentence& sentence) {
    for (std::size_t i = 0; i < sentence.size(); ++i) {
      output << sentence.words[i] << '\t' << sentence.gold.front()[i] << '\n';
    }
    output << '\n';
    return Size{sentence.size(), sentence.size()};
  });
}

InputFile write_text(const std::string& path, const std::vector<corpus::Sentence>& sentences,
                     std::size_t tokens) {
  return write(path, sentences, tokens, [](std::ofstream& output, const corpus::Sentence& sentence) {
    output << joined(sentence.words) << '\n';
    return Size{sentence.size(), sentence.size()};
  });
}

InputFile write_reviews(const std::string& path, const std::vector<corpus::Review>& reviews,
                        std::size_t tokens) {
  return write(path, reviews, tokens, [](std::ofstream& output, const corpus::Review& review) {
    output << review.label << '\t' << joined(review.tokens) << '\n';
    return Size{review.tokens.size(), 1};
  });
}

void check_labelled(const std::string& path, const InputFile& input) {
  std::ifstream output(path, std::ios::binary);
  std::size_t labels = 0;
  for (std::string line; std::getline(output, line);) labels += line.empty() ? 0 : 1;
  if (labels == input.labels) return;
  throw Error(path + ": holds " + std::to_string(labels) + " labels; " + input.path + " needs " +
              std::to_string(input.labels));
}

}  // namespace seqlab::benchmark
