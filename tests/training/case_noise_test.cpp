#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/noise.h"
#include "base/pool.h"
#include "catch.h"
#include "model/labelling/tagger_model.h"
#include "model/model_handle.h"
#include "small_corpus.h"
#include "training/labelling/training_batch.h"
#include "training/labelling/training_data.h"
#include "training/training.h"

using namespace seqlab;
using namespace seqlab::tests;

namespace {

// The same sentences in another letter case.
std::vector<corpus::Sentence> in_case(std::vector<corpus::Sentence> sentences, text::LetterCase letter_case) {
  for (corpus::Sentence& sentence : sentences) {
    for (std::string& word : sentence.words) word = text::in_case(word, letter_case);
  }
  return sentences;
}

model::TaggerModel train_with(double case_noise) {
  options::TrainingOptions options = small_options();
  set_option(options, "characters", "cnn");
  options.epochs = 12;
  options.case_noise = case_noise;
  return training::train_tagger(options, small_tagged_corpus(120, 1), small_tagged_corpus(40, 2), nullptr, {},
                                {});
}

double accuracy(const model::TaggerModel& model, const std::vector<corpus::Sentence>& gold) {
  base::Pool pool(1);
  return model::evaluate_heads(model, gold, 8, pool).front().accuracy();
}

}  // namespace

TEST_CASE("a step reads the given share of its sequences in each letter case as often") {
  training::TrainingData data;
  // The words of sequence s are all of type 4 s, in its cases of types 4 s + 1 to 4 s + 3.
  constexpr std::uint32_t sequences = 3000;
  data.types.words = {std::vector<std::uint32_t>(4 * sequences)};
  for (std::uint32_t s = 0; s < sequences; ++s) {
    for (std::uint32_t type = 4 * s; type < 4 * s + 4; ++type) data.types.words[0][type] = type;
    training::TrainingSequence& sequence = data.sequences.emplace_back();
    sequence.tokens = {4 * s, 4 * s};
    sequence.gold = {{0, 0}};
    for (std::uint32_t i = 0; i < 3; ++i) sequence.cased[i] = {4 * s + i + 1, 4 * s + i + 1};
  }
  std::vector<std::size_t> members(sequences);
  for (std::size_t s = 0; s < sequences; ++s) members[s] = s;
  for (const double share : {0.0, 0.3, 1.0}) {
    const nn::Batch batch =
        training::make_training_batch(data, {members}, 1, false, {{}, 0, 0, {}, share}, base::Noise(7));
    std::map<std::uint32_t, std::size_t> read;
    for (const std::uint32_t word : batch.types.words[0]) ++read[word % 4];
    // A sequence is read in one letter case, so it has one type.
    CHECK(batch.types.words[0].size() == sequences);
    CHECK(static_cast<double>(read[0]) / sequences == Approx(1 - share).margin(0.03));
    for (std::uint32_t i = 1; i <= 3; ++i) {
      CHECK(static_cast<double>(read[i]) / sequences == Approx(share / 3).margin(0.03));
    }
  }
}

TEST_CASE("a tagger that was trained with case noise knows words in any letter case, and no more of them") {
  const model::TaggerModel without = train_with(0);
  const model::TaggerModel with = train_with(0.5);
  const std::vector<corpus::Sentence> dev = small_tagged_corpus(40, 3);
  for (const text::LetterCase letter_case : {text::LetterCase::lower, text::LetterCase::upper}) {
    const std::vector<corpus::Sentence> changed = in_case(dev, letter_case);
    CHECK(accuracy(with, changed) > 0.9);
    CHECK(accuracy(with, changed) > accuracy(without, changed));
  }
  CHECK(accuracy(with, dev) > 0.9);
  for (const std::string word : {"Anna", "quickly"}) CHECK(with.in_training_data(word));
  for (const std::string word : {"ANNA", "anna", "Quickly"}) CHECK(!with.in_training_data(word));
}
