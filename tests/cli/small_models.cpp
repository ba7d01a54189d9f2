#include "small_models.h"

#include <stdexcept>

#include "../io/temporary_folder.h"
#include "run_program.h"

namespace seqlab::tests {

const std::string names_corpus =
    "Anna B-PER\nlives O\nin O\nLisbon B-LOC\n. O\n\n"
    "Peter B-PER\nlives O\nin O\nOslo B-LOC\n. O\n\n"
    "Anna B-PER\nBerg I-PER\nlikes O\nOslo B-LOC\n. O\n\n"
    "Peter B-PER\nBerg I-PER\nlikes O\nLisbon B-LOC\n. O\n\n"
    "They O\nlike O\nAnna B-PER\n. O\n\n"
    "They O\nlike O\nPeter B-PER\n. O\n\n";

const std::string parts_corpus =
    "# sent_id = 1\n# text = Anna lives.\n1\tAnna\t_\tPROPN\tNNP\t_\t_\t_\t_\t_\n"
    "2\tlives\t_\tVERB\tVBZ\t_\t_\t_\t_\tSpaceAfter=No\n3\t.\t_\tPUNCT\t.\t_\t_\t_\t_\t_\n\n"
    "# sent_id = 2\n# text = They like Anna.\n1\tThey\t_\tPRON\tPRP\t_\t_\t_\t_\t_\n"
    "2\tlike\t_\tVERB\tVBP\t_\t_\t_\t_\t_\n3\tAnna\t_\tPROPN\tNNP\t_\t_\t_\t_\tSpaceAfter=No\n"
    "4\t.\t_\tPUNCT\t.\t_\t_\t_\t_\t_\n\n";

const std::string reviews_corpus =
    "good\tA warm and happy film.\ngood\tI love this warm film.\ngood\tHappy and bright.\n"
    "good\tWe love it.\nbad\tA cold and sad film.\nbad\tI hate this cold film.\nbad\tSad and dull.\n"
    "bad\tWe hate it.\n";

const std::vector<std::string> quick_training = {"--hidden",
                                                 "8",
                                                 "--dimension",
                                                 "8",
                                                 "--epochs",
                                                 "30",
                                                 "--learning-rate",
                                                 "0.05",
                                                 "--batch-size",
                                                 "2",
                                                 "--dropout",
                                                 "0",
                                                 "--unknown-probability",
                                                 "0.1",
                                                 "--quiet"};

namespace {

// The folder of this process, removed when it ends.
const TemporaryFolder& folder() {
  static const TemporaryFolder models;
  return models;
}

std::string train(const std::string& program, const std::string& name, const std::string& corpus) {
  const std::string data = folder().file(name, corpus);
  const std::string model = folder().path(name + ".model");
  const Outcome outcome =
      run(command({program, "train", "--train", data, "--dev", data, "--model", model}, quick_training));
  if (outcome.code != 0) throw std::runtime_error("training failed: " + outcome.err);
  return model;
}

}  // namespace

const std::string& names_model() {
  static const std::string path = train(tagger, "names.conll", names_corpus);
  return path;
}

const std::string& parts_model() {
  static const std::string path = train(tagger, "parts.conllu", parts_corpus);
  return path;
}

const std::string& reviews_model() {
  static const std::string path = train(sentiment, "reviews.tsv", reviews_corpus);
  return path;
}

std::vector<std::string> command(std::vector<std::string> first, const std::vector<std::string>& rest) {
  first.insert(first.end(), rest.begin(), rest.end());
  return first;
}

}  // namespace seqlab::tests
