#include "seqlab/facade/labelled_data.h"

#include <string>
#include <utility>

#include "corpus/reviews/review_readers.h"
#include "seqlab/errors.h"
#include "text/tokeniser.h"

namespace seqlab {

namespace {

void check_labels(const LabelledSentence& sentence, std::size_t heads) {
  if (sentence.labels.size() != heads) {
    throw BadInput("there are " + std::to_string(sentence.labels.size()) + " lists of labels for " +
                   std::to_string(heads) + (heads == 1 ? " head" : " heads") + "; each head needs one");
  }
  for (const std::vector<std::string>& labels : sentence.labels) {
    if (labels.size() != sentence.tokens.words.size()) {
      throw BadInput("there are " + std::to_string(labels.size()) + " labels for " +
                     std::to_string(sentence.tokens.words.size()) + " tokens; each token needs one");
    }
    for (const std::string& label : labels) check_utf8(label, "a label");
  }
}

corpus::Review review_of(const LabelledText& text, const corpus::ReviewOptions& reading) {
  if (text.label.empty()) throw BadInput("the label is empty; each text needs one");
  check_utf8(text.label, "the label");
  check_utf8(text.text, "the text");
  corpus::Review review;
  review.label = text.label;
  review.text = text.text;
  if (!text.tokens) {
    corpus::tokenise(review, reading);
    return review;
  }
  const Tokens tokens{*text.tokens};
  check_tokens(tokens, {});
  review.tokens = sentence_of(tokens, {{}, reading.nfc}).words;
  return review;
}

// Calls make(example) for each example; its BadInput names the example.
template <typename Example, typename Make>
auto each_made(std::span<const Example> examples, const char* what, const Make& make) {
  std::vector<decltype(make(examples.front()))> made;
  made.reserve(examples.size());
  for (std::size_t i = 0; i < examples.size(); ++i) {
    try {
      made.push_back(make(examples[i]));
    } catch (const BadInput& error) {
      throw BadInput(what + (" " + std::to_string(i + 1)) + ": " + error.what());
    }
  }
  return made;
}

}  // namespace

std::vector<corpus::Sentence> corpus_of(std::span<const LabelledSentence> sentences,
                                        const WordReading& reading, std::size_t heads) {
  return each_made(sentences, "sentence", [&](const LabelledSentence& sentence) {
    check_tokens(sentence.tokens, reading);
    check_labels(sentence, heads);
    corpus::Sentence made = sentence_of(sentence.tokens, reading);
    made.gold = sentence.labels;
    made.document = sentence.document;
    return made;
  });
}

std::vector<corpus::Review> corpus_of(std::span<const LabelledText> texts,
                                      const options::ModelOptions& options) {
  const text::Tokeniser tokeniser(options.language);
  corpus::ReviewOptions reading;
  reading.tokens = options.tokens;
  reading.nfc = options.nfc;
  reading.tokeniser = &tokeniser;
  return each_made(texts, "text", [&](const LabelledText& text) { return review_of(text, reading); });
}

}  // namespace seqlab
