// Inputs of the public face, and its answers as text, every probability with all its bits.
#pragma once

#include <bit>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "seqlab/seqlab.h"

namespace seqlab::tests {

inline std::string bits(double number) {
  return std::to_string(std::bit_cast<std::uint64_t>(number));
}

inline std::string as_text(const std::vector<TaggedSentence>& sentences) {
  std::string result;
  for (const TaggedSentence& sentence : sentences) {
    for (const TaggedToken& token : sentence.tokens) {
      result += token.text + "@" + std::to_string(token.begin) + "-" + std::to_string(token.end);
      for (const TokenLabel& label : token.labels) {
        result += "/" + label.label + (label.probability ? "=" + bits(*label.probability) : "");
      }
      result += ' ';
    }
    for (const TaggedSpan& span : sentence.spans) {
      result += "[" + span.text + "@" + std::to_string(span.begin) + "-" + std::to_string(span.end) + " " +
                span.head + ":" + span.type + (span.probability ? "=" + bits(*span.probability) : "") + "]";
    }
    for (const LabelSequence& sequence : sentence.n_best) {
      for (const std::string& label : sequence.labels) result += label + " ";
      result += bits(sequence.probability) + ";";
    }
    result += "\n";
  }
  return result;
}

inline std::string as_text(const Classification& classification) {
  std::string result = classification.label + "=" + bits(classification.probability);
  for (const double probability : classification.probabilities) result += " " + bits(probability);
  return result;
}

// The message of the BadInput that a call throws.
inline std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const BadInput& error) {
    return error.what();
  }
  return "no BadInput";
}

// An input with names.
inline const Tokens anna{{"Anna", "Smith", "sees", "Rome"}};

}  // namespace seqlab::tests
