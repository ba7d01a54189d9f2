#include "model/projection_cache.h"

#include <string>
#include <thread>
#include <vector>

#include "catch.h"

using namespace seqlab;
using model::ProjectionCache;
using model::TokenType;

namespace {

using Types = std::vector<TokenType>;

Types types_of(const std::vector<std::uint32_t>& rows) {
  Types types;
  for (const std::uint32_t row : rows) types.push_back({row});
  return types;
}

// Types of words without a row.
Types types_of(const std::vector<std::string>& words) {
  Types types;
  for (const std::string& word : words) types.push_back({0, word});
  return types;
}

// Columns of 3 numbers that equal their row.
nn::Activations<float> columns_of(const std::vector<std::uint32_t>& rows) {
  nn::Activations<float> columns(3, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    columns.matrix().col(nn::index(i)).setConstant(static_cast<float>(rows[i]));
  return columns;
}

}  // namespace

TEST_CASE("the first columns that occur twice are kept, up to the bound, and never move") {
  ProjectionCache cache(1000, 3, 300 * 3 * sizeof(float));
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < 400; ++row) rows.push_back(2 * row);
  const Types all = types_of(rows);
  std::vector<const float*> found(rows.size());
  cache.find(all, found);
  CHECK(found == std::vector<const float*>(rows.size(), nullptr));
  const std::vector<std::uint32_t> first_rows(rows.begin(), rows.begin() + 100);
  const Types first = types_of(first_rows);
  cache.add(first, columns_of(first_rows));
  std::vector<const float*> before(100);
  cache.find(first, before);
  CHECK(before == std::vector<const float*>(first.size(), nullptr));
  cache.add(first, columns_of(first_rows));
  cache.find(first, before);
  for (int time = 0; time < 2; ++time) cache.add(all, columns_of(rows));
  cache.find(all, found);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < 100) CHECK(found[i] == before[i]);
    REQUIRE((found[i] != nullptr) == (i < 300));
    for (std::size_t j = 0; found[i] != nullptr && j < 3; ++j)
      CHECK(found[i][j] == static_cast<float>(rows[i]));
  }
}

TEST_CASE("types with words or values are kept like rows, within the same bound") {
  ProjectionCache cache(10, 3, 4 * 3 * sizeof(float));
  std::vector<std::string> words = {"seven", "twelve"};
  std::vector<std::uint32_t> values = {3, 4};
  const Types types = {{7}, {8}, {0, words[0]}, {8, {}, values}, {0, words[1]}};
  std::vector<const float*> found(types.size());
  cache.find(types, found);
  CHECK(found == std::vector<const float*>(types.size(), nullptr));
  for (int time = 0; time < 2; ++time) cache.add(types, columns_of({7, 8, 107, 100, 112}));
  // The cache has copies of words and values.
  words = {"another", "another"};
  values = {5, 6};
  const std::vector<std::uint32_t> same = {3, 4};
  const std::vector<std::uint32_t> swapped = {4, 3};
  const Types again = {{7}, {8}, {0, "seven"}, {8, {}, same}, {0, "twelve"}};
  cache.find(again, found);
  for (std::size_t i = 0; i < 4; ++i) REQUIRE(found[i] != nullptr);
  CHECK(found[0][1] == 7);
  CHECK(found[1][1] == 8);
  CHECK(found[2][2] == 107);
  CHECK(found[3][2] == 100);
  CHECK(found[4] == nullptr);  // no room
  const Types others = {{7, {}, same}, {8, {}, swapped}, {8, "seven"}, {0, "seven", same}};
  std::vector<const float*> nothing(others.size());
  cache.find(others, nothing);
  CHECK(nothing == std::vector<const float*>(others.size(), nullptr));
  // The first columns stay.
  cache.add(again, columns_of({1, 2, 3, 4, 5}));
  std::vector<const float*> later(again.size());
  cache.find(again, later);
  CHECK(later == found);
}

TEST_CASE("a cache without room keeps nothing") {
  ProjectionCache cache(10, 3, 11);
  const Types types = {{1}, {2}, {0, "one"}};
  for (int time = 0; time < 2; ++time) cache.add(types, columns_of({1, 2, 3}));
  std::vector<const float*> found(types.size());
  cache.find(types, found);
  CHECK(found == std::vector<const float*>(types.size(), nullptr));
}

TEST_CASE("several threads may find and add at once") {
  ProjectionCache cache(5000, 3, 1U << 20U);
  std::vector<int> wrong(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::uint32_t round = 0; round < 200; ++round) {
        std::vector<std::uint32_t> rows;
        for (std::uint32_t i = 0; i < 50; ++i)
          rows.push_back((round * 37 + i * 11 + static_cast<std::uint32_t>(thread)) % 5000);
        std::vector<const float*> found(rows.size());
        cache.find(types_of(rows), found);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          if (found[i] != nullptr && found[i][2] != static_cast<float>(rows[i])) ++wrong[thread];
        }
        cache.add(types_of(rows), columns_of(rows));
        std::vector<std::string> words;
        for (const std::uint32_t row : rows) words.push_back(std::to_string(row));
        cache.find(types_of(words), found);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          if (found[i] != nullptr && found[i][2] != static_cast<float>(rows[i])) ++wrong[thread];
        }
        cache.add(types_of(words), columns_of(rows));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}
