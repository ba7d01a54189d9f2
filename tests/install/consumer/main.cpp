// consumer TAGGER_MODEL CLASSIFIER_MODEL
#include <seqlab/seqlab.h>

#include <iostream>
#include <string>
#include <vector>

namespace {

// Throws and catches across the border of the library.
template <typename Error, typename Call>
bool throws(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return std::string(error.what()).size() > 0;
  }
  return false;
}

}  // namespace

int main(int, char** argv) {
  const seqlab::Tagger tagger = seqlab::Tagger::load(argv[1]);
  const seqlab::Tokens tokens{{"Anna", "Berg", "lives", "in", "Lisbon", "."}};
  const seqlab::TaggedSentence sentence = tagger.tag(tokens, {.probabilities = true, .n_best = 2}).front();
  for (const seqlab::TaggedToken& token : sentence.tokens) {
    std::cout << token.text << '/' << token.labels[0].label << (token.labels[0].probability > 0 ? " " : "? ");
  }
  const auto& best = sentence.n_best;
  if (best.size() != 2 || best[0].labels.size() != 6 || best[0].probability < best[1].probability) return 1;
  for (const seqlab::TaggedSpan& span : sentence.spans) {
    if (!(span.probability > 0)) return 1;
  }
  for (const auto& one : tagger.tag("We met in Berlin.\n")) std::cout << one.tokens.size() << ' ';
  const seqlab::Model any = seqlab::Model::load(argv[2]);
  if (any.task() != seqlab::Task::classifier) return 1;
  const std::vector<seqlab::Input> texts = {"A wonderful film.", std::string("Dull.")};
  std::cout << any.classifier().classify_batch(texts, {.threads = 2}).front().label << '\n';
  if (!throws<seqlab::BadModel>([&] { (void)seqlab::Tagger::load(argv[2]); })) return 1;
  if (!throws<seqlab::BadInput>([&] { (void)tagger.tag("\xFF"); })) return 1;
  if (!throws<seqlab::Failure>([&] { (void)seqlab::Tagger::load("/no/such.model"); })) return 1;
  if (!throws<std::runtime_error>([&] { (void)tagger.tag("a", {.threads = 0}); })) return 1;
  for (const seqlab::InstalledModel& model : seqlab::installed_models()) std::cout << model.name << ' ';
  std::cout << '\n';
}
