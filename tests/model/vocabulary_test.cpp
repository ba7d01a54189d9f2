#include "model/vocabulary.h"

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "catch.h"
#include "training/labelling/word_table.h"

namespace {

using namespace seqlab;
using model::Vocabulary;

TEST_CASE("a word is found as it is, in lower case, with digits as 0, or not at all") {
  const std::vector<std::string_view> words{"Apple", "apple", "00-00", "(", "unk"};
  const Vocabulary vocabulary(words, 2);
  CHECK(vocabulary.rows() == 6);
  CHECK(vocabulary.row("Apple") == 1);
  CHECK(vocabulary.row("apple") == 2);
  CHECK(vocabulary.row("APPLE") == 2);
  CHECK(vocabulary.row("19-84") == 3);
  CHECK(vocabulary.row("-LRB-") == 4);
  CHECK(vocabulary.row("Unheard-of") == Vocabulary::unknown);
  CHECK(vocabulary.row("unk") == 5);  // a word like any other
  CHECK(vocabulary.row("") == Vocabulary::unknown);
  CHECK(vocabulary.in_training_data("Apple"));
  CHECK_FALSE(vocabulary.in_training_data("APPLE"));
  CHECK_FALSE(vocabulary.in_training_data("("));
}

TEST_CASE("a vocabulary over the memory of another finds the same rows and keeps the memory alive") {
  const std::vector<std::string_view> words{"a", "bc", "\xF0\x9F\x99\x82", std::string_view("d\0e", 3)};
  auto vocabulary = std::make_shared<const Vocabulary>(words, 1);
  const Vocabulary copy(vocabulary->words(), 1, vocabulary);
  vocabulary.reset();
  REQUIRE(copy.rows() == 5);
  for (std::size_t row = 1; row < copy.rows(); ++row) CHECK(copy.word(row) == words[row - 1]);
  CHECK(copy.word(0).empty());
  CHECK(copy.row(std::string_view("d\0e", 3)) == 4);
  CHECK(copy.row("BC") == 2);
  CHECK(copy.row("d") == Vocabulary::unknown);
}

TEST_CASE("a vocabulary with a repeated word or with more trained words than words is refused") {
  using Words = std::vector<std::string_view>;
  CHECK_THROWS_AS(Vocabulary((Words{"a", "b", "a"}), 1), std::invalid_argument);
  CHECK_THROWS_AS(Vocabulary(Words{"a"}, 2), std::invalid_argument);
  CHECK_NOTHROW(Vocabulary(Words{"a"}, 1));
  CHECK_NOTHROW(Vocabulary(Words{}, 0));
}

TEST_CASE("training words come first, by count, then by bytes, without those below the minimum") {
  const model::WordCounts counts{{"b", 3}, {"a", 3}, {"rare", 1}, {"often", 9}};
  embeddings::WordVectors vectors(1);
  for (const char* word : {"the", "often", "rare", "of"}) vectors.add(word, std::vector<float>{1});
  const auto vocabulary = training::make_vocabulary(counts, {.all = 2}, &vectors, 2);
  std::vector<std::string> words;
  for (std::size_t row = 1; row < vocabulary->rows(); ++row) words.emplace_back(vocabulary->word(row));
  CHECK(words == std::vector<std::string>{"often", "a", "b", "the", "rare"});
  CHECK(vocabulary->trained() == 3);
  CHECK(training::singleton_rows(*vocabulary, counts).empty());
  CHECK(training::singleton_rows(
            *training::make_vocabulary(counts, {}, nullptr, training::extra_vector_limit(std::nullopt)),
            counts) == std::vector<std::uint32_t>{4});
}

TEST_CASE("rare words of the training data stay if a table has them in any form") {
  const model::WordCounts counts{{"Often", 2}, {"Rome", 1}, {"x2", 1}, {"@anna", 1}, {"often", 1}};
  embeddings::WordVectors vectors(1);
  for (const char* word : {"rome", "x0", "of"}) vectors.add(word, std::vector<float>{1});
  const auto vocabulary = training::make_vocabulary(counts, {.all = 1, .without_vector = 2}, &vectors, 10);
  std::vector<std::string> words;
  for (std::size_t row = 1; row < vocabulary->rows(); ++row) words.emplace_back(vocabulary->word(row));
  CHECK(words == std::vector<std::string>{"Often", "Rome", "x2", "rome", "x0", "of"});
  CHECK(vocabulary->trained() == 3);
  CHECK(training::make_vocabulary(counts, {.all = 2, .without_vector = 3}, &vectors, 0)->trained() == 0);
}

TEST_CASE("the unknown word has its own vector, never that of a table's word unk") {
  const model::WordCounts counts{{"known", 2}, {"missing", 5}};
  embeddings::WordVectors vectors(3);
  vectors.add("unk", std::vector<float>{7, 7, 7});
  vectors.add("known", std::vector<float>{1, 2, 3});
  const auto vocabulary =
      training::make_vocabulary(counts, {}, &vectors, training::extra_vector_limit(std::nullopt));
  std::vector<embeddings::Coverage> coverages;
  const std::vector<model::TableKind> kinds{{3, false, false}};
  const nn::Matrix<float> table =
      training::make_tables(*vocabulary, kinds, &vectors, base::Noise(1), counts, coverages)[0].matrix();
  REQUIRE(coverages.size() == 1);
  const embeddings::Coverage& coverage = coverages[0];
  CHECK(table(0, 0) != 7);
  CHECK(table.cwiseAbs().col(0).maxCoeff() <= 1);
  CHECK(table(2, vocabulary->row("known")) == 3);
  CHECK(table(2, vocabulary->row("unk")) == 7);
  CHECK(table.cwiseAbs().col(vocabulary->row("missing")).maxCoeff() <= 1);
  CHECK(coverage.types[static_cast<std::size_t>(embeddings::LookupStep::exact)] == 1);
  CHECK(coverage.tokens[static_cast<std::size_t>(embeddings::LookupStep::unknown)] == 5);
  CHECK(training::coverage_report(coverage).find("exact 50.0%, 28.6%") != std::string::npos);
}

TEST_CASE("the report on a table without a word of the training data is a warning") {
  const auto warns = [](const embeddings::Coverage& coverage) {
    return training::coverage_report(coverage).find("warning: the table has no word") != std::string::npos;
  };
  embeddings::Coverage coverage;
  CHECK_FALSE(warns(coverage));
  const auto nowhere = [](std::string_view) { return std::optional<std::size_t>(); };
  coverage.add("missing", 5, nowhere);
  CHECK(warns(coverage));
  coverage.add("known", 1, [](std::string_view) { return std::optional<std::size_t>(0); });
  CHECK_FALSE(warns(coverage));
}

}  // namespace
