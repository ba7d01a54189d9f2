#include "model/table_kinds.h"

#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "options/training_option_table.h"
#include "training/labelling/word_table.h"

namespace {

using namespace seqlab;
using Kinds = std::vector<model::TableKind>;
using Vectors = embeddings::WordVectors;

constexpr std::size_t no_limit = training::extra_vector_limit(std::nullopt);
constexpr bool frozen = true;
constexpr bool learned = false;
constexpr bool all = false;
constexpr bool trained = true;

options::TrainingOptions with_mode(const std::string& mode) {
  options::TrainingOptions options;
  options.model.dimension = 7;
  options::training_option_table().set(options, "embedding-mode", mode);
  return options;
}

}  // namespace

TEST_CASE("pretrained tables are tuned, frozen, or frozen beside a table learned from scratch") {
  const Vectors three(3);
  const Vectors five(5);
  const embeddings::PretrainedTables both({&three, &five});
  CHECK(both.size() == 2);
  const auto choose = [&](const std::string& mode) { return model::choose_tables(with_mode(mode), both); };
  CHECK(choose("") == Kinds{{3, learned, all}, {5, learned, all}});
  CHECK(choose("tuned") == Kinds{{3, learned, all}, {5, learned, all}});
  CHECK(choose("frozen") == Kinds{{3, frozen, all}, {5, frozen, all}});
  CHECK(choose("frozen,tuned") == Kinds{{3, frozen, all}, {5, learned, all}});
  CHECK(choose("both") == Kinds{{3, frozen, all}, {5, frozen, all}, {7, learned, trained}});
  CHECK(choose("tuned,both") == Kinds{{3, learned, all}, {5, frozen, all}, {7, learned, trained}});
  CHECK_THROWS_AS(choose("tuned,tuned,frozen"), UsageError);
  CHECK(model::choose_tables(with_mode("both"), &three) == Kinds{{3, frozen, all}, {7, learned, trained}});
  CHECK(model::choose_tables(with_mode(""), nullptr) == Kinds{{7, learned, all}});
  CHECK_THROWS_AS(model::choose_tables(with_mode("frozen"), nullptr), UsageError);
  for (const std::string wrong : {"cold", "tuned,", ",", "frozen, tuned"}) {
    CHECK_THROWS_AS(with_mode(wrong), UsageError);
  }
}

TEST_CASE("continued training keeps tables frozen or trainable unless the options say otherwise") {
  const Kinds one{{3, frozen, all}};
  const Kinds several{{3, frozen, all}, {5, learned, all}, {7, learned, trained}};
  const auto go_on = [](const std::string& mode, const Kinds& kinds) {
    return model::continue_tables(with_mode(mode), kinds);
  };
  CHECK(go_on("", several) == several);
  CHECK(go_on("", one) == one);
  CHECK(go_on("tuned", one) == Kinds{{3, learned, all}});
  CHECK(go_on("tuned", several) == Kinds{{3, learned, all}, {5, learned, all}, {7, learned, trained}});
  CHECK(go_on("both,frozen", several) == Kinds{{3, frozen, all}, {5, frozen, all}, {7, learned, trained}});
  CHECK_THROWS_AS(go_on("both", one), UsageError);
  CHECK_THROWS_AS(go_on("tuned,tuned,tuned", several), UsageError);
}

TEST_CASE("unknown words keep their frozen vectors if another table is trainable") {
  const Kinds several{{3, frozen, all}, {5, learned, all}, {7, learned, trained}};
  CHECK(model::kept_by_unknown_words(several[0], several));
  CHECK_FALSE(model::kept_by_unknown_words(several[1], several));
  CHECK_FALSE(model::kept_by_unknown_words(several[2], several));
  const Kinds alone{{3, frozen, all}, {5, frozen, all}};
  CHECK_FALSE(model::any_trainable(alone));
  CHECK_FALSE(model::kept_by_unknown_words(alone[0], alone));
}

TEST_CASE("in a table of the training data's words, other words have the unknown word's row") {
  const std::vector<std::string_view> words{"a", "b", "c"};
  const model::Vocabulary vocabulary(words, 2);
  const model::TableKind own{7, learned, trained};
  CHECK(own.rows(vocabulary) == 3);
  CHECK(own.row(2, vocabulary) == 2);
  CHECK(own.row(3, vocabulary) == model::Vocabulary::unknown);
  const model::TableKind wide{7, learned, all};
  CHECK(wide.rows(vocabulary) == 4);
  CHECK(wide.row(3, vocabulary) == 3);
}

TEST_CASE("further words are taken from all tables in turn, each word once") {
  const model::WordCounts counts{{"known", 2}};
  Vectors one(1);
  for (const char* word : {"a", "known", "b", "c"}) one.add(word, std::vector<float>{1});
  Vectors two(2);
  for (const char* word : {"b", "d"}) two.add(word, std::vector<float>{1, 2});
  const embeddings::PretrainedTables tables({&one, &two});
  const auto words = [&](std::size_t extra) {
    const auto vocabulary = training::make_vocabulary(counts, {}, tables, extra);
    std::string found;
    for (std::size_t row = 1; row < vocabulary->rows(); ++row) {
      found += (row > 1 ? " " : "") + std::string(vocabulary->word(row));
    }
    return found;
  };
  CHECK(words(no_limit) == "known a b d c");
  CHECK(words(2) == "known a b");
  CHECK(words(0) == "known");
}

TEST_CASE(
    "each table starts with its own vectors, and words that it lacks have random ones or the unknown "
    "word's") {
  const model::WordCounts counts{{"known", 2}, {"missing", 5}};
  Vectors one(2);
  one.add("known", std::vector<float>{7, 8});
  one.add("further", std::vector<float>{9, 9});
  Vectors two(1);
  two.add("missing", std::vector<float>{6});
  const embeddings::PretrainedTables pretrained({&one, &two});
  const auto vocabulary = training::make_vocabulary(counts, {}, pretrained, no_limit);
  const auto row = [&](const char* word) { return nn::index(vocabulary->row(word)); };
  const auto make = [&](const Kinds& kinds) {
    std::vector<embeddings::Coverage> coverage;
    std::vector<nn::Matrix<float>> tables;
    for (const auto& table :
         training::make_tables(*vocabulary, kinds, pretrained, base::Noise(1), counts, coverage)) {
      tables.push_back(table.matrix());
    }
    CHECK(coverage.size() == 2);
    CHECK(coverage[1].tokens[static_cast<std::size_t>(embeddings::LookupStep::exact)] == 5);
    return tables;
  };
  const auto tables = make({{2, frozen, all}, {1, learned, all}, {3, learned, trained}});
  REQUIRE(tables.size() == 3);
  CHECK(tables[0].col(row("known")) == nn::Vector<float>(Eigen::Vector2f(7, 8)));
  CHECK(tables[0].col(row("further")) == nn::Vector<float>(Eigen::Vector2f(9, 9)));
  CHECK(tables[0].col(row("missing")) == tables[0].col(0));
  CHECK(tables[1](0, row("missing")) == 6);
  CHECK(tables[1](0, row("known")) != tables[1](0, 0));
  CHECK(tables[2].cols() == 3);
  CHECK(tables[2].col(row("known")) != tables[2].col(row("missing")));
  CHECK(tables[2].col(0).cwiseAbs().maxCoeff() <= 1);
  // Without a trainable table, only random vectors tell these words apart.
  const auto still = make({{2, frozen, all}, {1, frozen, all}});
  CHECK(still[0].col(row("missing")) != still[0].col(0));
  // The first table is drawn as if it were alone.
  CHECK(still[0].col(0) == tables[0].col(0));
}
