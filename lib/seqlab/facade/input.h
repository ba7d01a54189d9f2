// Checks what callers give, and turns it into what models read.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/sentence.h"
#include "seqlab/input.h"

namespace seqlab {

// Throws BadInput for numbers out of range.
void check_run(std::size_t threads, std::size_t batch_size);
// Throws BadInput unless it is in [0, 1].
void check_confidence(double min_confidence);

// Throws BadInput if the text is not UTF-8. what: its name in the message.
void check_utf8(std::string_view text, const std::string& what);

// How a model reads words.
struct WordReading {
  std::span<const std::string> feature_columns;
  bool nfc = false;  // normalises words to form C
};

// Throws BadInput unless the columns are those of the model, with a value per word, and all is UTF-8.
void check_tokens(const Tokens& tokens, const WordReading& reading);

// The sentence of tokens that check_tokens() accepts, with its features in the model's order.
corpus::Sentence sentence_of(const Tokens& tokens, const WordReading& reading);

// "input 3: " for messages about one of several inputs, counted from 1; nothing if there is only one.
std::string name_of_input(std::size_t index, std::size_t inputs);

// The words from `begin` up to `end`, with spaces between them.
std::string joined(std::span<const std::string> words, std::size_t begin, std::size_t end);

}  // namespace seqlab
