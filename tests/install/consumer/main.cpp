// consumer TAGGER_MODEL CLASSIFIER_MODEL
#include <seqlab/seqlab.h>

#include <iostream>

int main(int, char** argv) {
  const seqlab::Tagger tagger = seqlab::Tagger::load(argv[1]);
  const std::string_view tokens[] = {"Anna", "Berg", "lives", "in", "Lisbon", "."};
  for (const seqlab::TaggedToken& token : tagger.tag_tokens(tokens)) {
    std::cout << token.text << '/' << token.labels[0].label << (token.labels[0].probability > 0 ? " " : "? ");
  }
  const auto best = tagger.n_best(tokens, 2);
  if (best.size() != 2 || best[0].labels.size() != 6 || best[0].probability < best[1].probability) return 1;
  for (const seqlab::TaggedSpan& span : tagger.spans_of_tokens(tokens)) {
    if (!(span.probability > 0)) return 1;
  }
  for (const auto& sentence : tagger.tag("We met in Berlin.\n")) std::cout << sentence.size() << ' ';
  std::cout << seqlab::Classifier::load(argv[2]).classify("A wonderful film.").label << '\n';
  try {
    (void)seqlab::Tagger::load(argv[2]);
  } catch (const std::exception& error) {
    std::cout << "refused: " << error.what() << '\n';
  }
}
