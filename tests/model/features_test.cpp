// Shapes, prefixes and suffixes of words and further columns as inputs.
#include "model/labelling/features.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "../training/own_file.h"
#include "../training/small_corpus.h"
#include "base/errors.h"
#include "base/noise.h"
#include "base/pool.h"
#include "catch.h"
#include "training/training.h"

namespace {

using namespace seqlab;
using tests::OwnFile;
using tests::set_option;
using tests::small_options;

using Names = std::vector<std::string>;

Names names_of(const options::ModelOptions& options) {
  Names names;
  for (const model::FeatureChoice& choice : model::feature_choices(options)) names.push_back(choice.name());
  return names;
}

// Words that never repeat; the ending or a capital letter decides the label.
std::vector<corpus::Sentence> endings(std::size_t sentences, std::uint64_t seed) {
  const base::Noise noise(seed);
  std::vector<corpus::Sentence> result(sentences);
  for (std::size_t s = 0; s < sentences; ++s) {
    result[s].gold.resize(1);
    for (std::size_t token = 0; token < 5; ++token) {
      std::string word(4, 'a');
      for (std::size_t i = 0; i < word.size(); ++i) {
        word[i] = static_cast<char>('a' + noise.at(s).at(token).bits(i) % 26);
      }
      const std::uint64_t kind = noise.at(s).at(token).bits(9) % 3;
      if (kind == 0) word[0] = static_cast<char>(word[0] - 'a' + 'A');
      result[s].words.push_back(word + (kind == 1 ? "ung" : "xyz"));
      result[s].gold[0].push_back(kind == 0 ? "NAME" : kind == 1 ? "NOUN" : "OTHER");
    }
  }
  return result;
}

// Two words, and a column that helps to decide the label.
std::vector<corpus::Sentence> with_column(std::size_t sentences, std::uint64_t seed) {
  const base::Noise noise(seed);
  std::vector<corpus::Sentence> result(sentences);
  for (std::size_t s = 0; s < sentences; ++s) {
    result[s].features.resize(1);
    result[s].gold.resize(1);
    for (std::size_t token = 0; token < 6; ++token) {
      const std::uint64_t kind = noise.at(s).bits(token) % 4;
      result[s].words.push_back(kind % 2 == 0 ? "yes" : "no");
      result[s].features[0].push_back(kind == 3 ? "" : "v" + std::to_string(kind / 2));
      result[s].gold[0].push_back("L" + std::to_string(kind));
    }
  }
  return result;
}

double accuracy(const model::TaggerModel& model, const std::vector<corpus::Sentence>& test) {
  base::Pool pool(1);
  return model::evaluate(model, test, 8, pool).accuracy();
}

}  // namespace

TEST_CASE("frequent values have rows, the most frequent first") {
  const model::ValueList values({{"a", 2}, {"b", 5}, {"c", 1}, {"d", 2}, {"", 9}}, 2);
  CHECK(values.rows() == 4);
  CHECK(values.row("b") == 1);
  CHECK(values.row("a") == 2);
  CHECK(values.row("d") == 3);
  CHECK(values.row("c") == model::ValueList::unknown);
  CHECK(values.row("") == model::ValueList::unknown);
  CHECK(values.value(3) == "d");
  CHECK(values.value(0).empty());
  const model::ValueList again(values.bytes(), values.offsets());
  CHECK(again.row("d") == 3);
}

TEST_CASE("a list of values with wrong offsets or with a repeated or empty value is refused") {
  using Offsets = std::vector<std::uint64_t>;
  for (const Offsets& offsets : {Offsets{}, Offsets{0}, Offsets{1, 2}, Offsets{0, 2, 1, 2}, Offsets{0, 9},
                                 Offsets{0, 1, 2}, Offsets{0, 0, 2}}) {
    CHECK_THROWS_AS(model::ValueList("aa", offsets), std::invalid_argument);
  }
  CHECK(model::ValueList("", Offsets{0}).rows() == 1);
}

TEST_CASE("features are those of words, then those of columns in their order") {
  options::ModelOptions options;
  CHECK(names_of(options).empty());
  set_option(options, "features", "XPOS:4,MISC:Case:5");
  set_option(options, "suffix-lengths", "3,2");
  set_option(options, "prefix-lengths", "1");
  options.shape_dimension = 8;
  CHECK(names_of(options) ==
        Names{"shape", "prefix-1", "suffix-3", "suffix-2", "column-XPOS", "column-MISC:Case"});
  CHECK(model::feature_columns(options) == Names{"XPOS", "MISC:Case"});
  const auto choices = model::feature_choices(options);
  CHECK(choices[0].dimension == 8);
  CHECK(choices[1].dimension == options.affix_dimension);
  CHECK(choices[5].dimension == 5);
  CHECK(choices[0].value("Anna12") == "Xxxxdd");
  CHECK(choices[1].value("\xC3\xA9t\xC3\xA9") == "\xC3\xA9");
  CHECK(choices[3].value("\xC3\xA9t\xC3\xA9") == "t\xC3\xA9");
  CHECK(choices[2].value("ab") == "ab");
}

TEST_CASE("malformed feature options are refused") {
  options::ModelOptions options;
  for (const std::string wrong :
       {"XPOS", "XPOS:", "XPOS:0", ":3", "XPOS:4,", "XPOS:4,XPOS:5", "XPOS:99999"}) {
    CHECK_THROWS_AS(set_option(options, "features", wrong), UsageError);
  }
  for (const std::string wrong : {"0", "2,2", "x", "2,", "101", "-1", "99999999999999999999"}) {
    CHECK_THROWS_AS(set_option(options, "suffix-lengths", wrong), UsageError);
  }
  CHECK_NOTHROW(set_option(options, "features", "A:1,MISC:B:2"));
  CHECK_NOTHROW(set_option(options, "suffix-lengths", "1,100"));
}

TEST_CASE("with shapes and suffixes, a tagger labels words that it does not know") {
  options::TrainingOptions options = small_options();
  const auto test = endings(40, 3);
  const auto train = endings(120, 1);
  const auto dev = endings(20, 2);
  CHECK(accuracy(training::train_tagger(options, train, dev, nullptr, {}, {}), test) < 0.6);
  options.model.shape_dimension = 4;
  set_option(options, "suffix-lengths", "2,3");
  options.model.affix_dimension = 4;
  const model::TaggerModel model = training::train_tagger(options, train, dev, nullptr, {}, {});
  CHECK(accuracy(model, test) > 0.95);
  const OwnFile file("model");
  model.save(file.path);
  const model::TaggerModel loaded = model::TaggerModel::load(file.path);
  CHECK(loaded.self_test_deviation() < 1e-6);
  CHECK(accuracy(loaded, test) == accuracy(model, test));
}

TEST_CASE("a tagger learns from a column, which its input must then have") {
  options::TrainingOptions options = small_options();
  set_option(options, "features", "2:4");
  const auto test = with_column(30, 3);
  const model::TaggerModel model =
      training::train_tagger(options, with_column(100, 1), with_column(20, 2), nullptr, {}, {});
  CHECK(model.feature_columns() == Names{"2"});
  CHECK(accuracy(model, test) > 0.95);
  const OwnFile file("model");
  model.save(file.path);
  const model::TaggerModel loaded = model::TaggerModel::load(file.path);
  CHECK(loaded.self_test_deviation() < 1e-6);
  std::vector<const corpus::Sentence*> sentences;
  for (const corpus::Sentence& sentence : test) sentences.push_back(&sentence);
  base::Pool pool(2);
  const auto together = loaded.tag(sentences, {64, true}, pool);
  for (std::size_t i = 0; i < test.size(); ++i) {
    const auto alone = model.tag({sentences.data() + i, 1}, {1, true}, pool);
    CHECK(alone[0].heads[0].labels == together[i].heads[0].labels);
    CHECK(alone[0].heads[0].probabilities == together[i].heads[0].probabilities);
  }
  corpus::Sentence bare;
  bare.words = {"yes"};
  CHECK_THROWS_AS(loaded.look_up(bare), UsageError);
  // A value that is unknown counts as none.
  bare.features = {{"v7"}};
  corpus::Sentence none = bare;
  none.features = {{""}};
  const std::vector<const corpus::Sentence*> both = {&bare, &none};
  const auto same = loaded.tag(both, {1, true}, pool);
  CHECK(same[0].heads[0].probabilities == same[1].heads[0].probabilities);
}

TEST_CASE("a model can read features and learn several heads") {
  auto train = with_column(100, 1);
  auto test = with_column(30, 3);
  for (auto* sentences : {&train, &test}) {
    for (corpus::Sentence& sentence : *sentences) sentence.gold.push_back(sentence.words);
  }
  options::TrainingOptions options = small_options();
  set_option(options, "features", "2:4");
  set_option(options, "label-column", "3,4");
  options.epochs = 5;
  const model::TaggerModel model = training::train_tagger(options, train, test, nullptr, {}, {});
  base::Pool pool(1);
  const auto scores = model::evaluate_heads(model, test, 8, pool);
  CHECK(scores[0].accuracy() > 0.95);
  CHECK(scores[1].accuracy() == 1);
}
