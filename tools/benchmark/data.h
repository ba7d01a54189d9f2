// What the networks are trained on and what they label.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "options.h"
#include "training/trainer.h"

namespace seqlab::benchmark {

struct Data {
  std::vector<corpus::Sentence> sentences;       // with labels
  std::vector<corpus::Review> reviews;           // with labels
  std::string sentences_origin, reviews_origin;  // for people
};

// Reads the corpora that the options name, and makes synthetic data in place of those that they do not.
Data make_data(const Options& options);

// How many words there are in all.
std::size_t count_tokens(const std::vector<corpus::Sentence>& sentences);
std::size_t count_tokens(const std::vector<corpus::Review>& reviews);

// The word of a rank, from 1: letters, fewer for frequent words.
std::string synthetic_word(std::size_t rank);

// `count` sequences of `length` words whose ranks in 1 ... `vocabulary` follow Zipf's law, for a vocabulary
// in which the row of a word is its rank, with labels below `labels`.
training::TrainingData zipf_sequences(std::size_t count, std::size_t length, std::size_t vocabulary,
                                      std::size_t labels);

// The first `count` sentences of at least `length` words, cut off there; what there are, when there are
// fewer. Throws Error when there is none.
std::vector<corpus::Sentence> sentences_of_length(const std::vector<corpus::Sentence>& sentences,
                                                  std::size_t length, std::size_t count);

// A text file that is read by what is measured.
struct InputFile {
  std::string path;
  std::size_t tokens = 0;
  std::size_t labels = 0;  // that it takes: one a token, or one a text
};

// The data as files of at least `tokens` tokens: from the first sentence on, over and over.
// word<TAB>label lines, an empty line after a sentence.
InputFile write_columns(const std::string& path, const std::vector<corpus::Sentence>& sentences,
                        std::size_t tokens);
// A line a sentence, its words with single spaces.
InputFile write_text(const std::string& path, const std::vector<corpus::Sentence>& sentences,
                     std::size_t tokens);
// label<TAB>text lines.
InputFile write_reviews(const std::string& path, const std::vector<corpus::Review>& reviews,
                        std::size_t tokens);

// Holds what was made of a file to a line a label; empty lines do not count. Throws Error.
void check_labelled(const std::string& path, const InputFile& input);

}  // namespace seqlab::benchmark
