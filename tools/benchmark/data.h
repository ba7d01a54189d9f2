// The data that networks train on and label.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "corpus/sentence.h"
#include "options.h"
#include "training/labelling/training_data.h"

namespace seqlab::benchmark {

struct Data {
  std::vector<corpus::Sentence> sentences;       // with labels
  std::vector<corpus::Review> reviews;           // with labels
  std::string sentences_origin, reviews_origin;  // for the report
};

// Reads the corpora that the options name, and makes synthetic data for those that they do not.
Data make_data(const Options& options);

// The total number of words.
std::size_t count_tokens(const std::vector<corpus::Sentence>& sentences);
std::size_t count_tokens(const std::vector<corpus::Review>& reviews);

// The word of a rank (from 1): letters, fewer for frequent words.
std::string synthetic_word(std::size_t rank);

// `count` sequences of `length` words, with labels below `labels`. The ranks of the words, 1 ...
// `vocabulary`, follow Zipf's law; the row of a word is its rank.
training::TrainingData zipf_sequences(std::size_t count, std::size_t length, std::size_t vocabulary,
                                      std::size_t labels);

// The first `count` sentences of at least `length` words, cut to that length; fewer if the data has no more.
// Throws Error if there is none.
std::vector<corpus::Sentence> sentences_of_length(const std::vector<corpus::Sentence>& sentences,
                                                  std::size_t length, std::size_t count);

// A text file for the programs to read.
struct InputFile {
  std::string path;
  std::size_t tokens = 0;
  std::size_t labels = 0;  // that labelling it gives: one per token or one per text
};

// These write the data as files of at least `tokens` tokens, starting over after the last sentence.
// word<TAB>label lines, an empty line after a sentence.
InputFile write_columns(const std::string& path, const std::vector<corpus::Sentence>& sentences,
                        std::size_t tokens);
// A line per sentence, its words separated by single spaces.
InputFile write_text(const std::string& path, const std::vector<corpus::Sentence>& sentences,
                     std::size_t tokens);
// label<TAB>text lines.
InputFile write_reviews(const std::string& path, const std::vector<corpus::Review>& reviews,
                        std::size_t tokens);

// Checks that labelling `input` gave a file with one line per label, not counting empty lines. Throws Error.
void check_labelled(const std::string& path, const InputFile& input);

}  // namespace seqlab::benchmark
