#include "model/projection_cache.h"

#include <array>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "catch.h"

using namespace seqlab;
using model::ProjectionCache;

namespace {

// Columns of 3 that tell their row.
nn::Activations<float> columns_of(const std::vector<std::uint32_t>& rows) {
  nn::Activations<float> columns(3, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    columns.matrix().col(nn::index(i)).setConstant(static_cast<float>(rows[i]));
  return columns;
}

}  // namespace

TEST_CASE("the first columns that come twice are held, up to the bound, and stay where they are") {
  ProjectionCache cache(1000, 3, 300 * 3 * sizeof(float));
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < 400; ++row) rows.push_back(2 * row);
  std::vector<const float*> found(rows.size());
  cache.find(rows, found);
  CHECK(found == std::vector<const float*>(rows.size(), nullptr));
  const std::vector<std::uint32_t> first(rows.begin(), rows.begin() + 100);
  cache.add(first, columns_of(first), 0);
  std::vector<const float*> before(100);
  cache.find(first, before);
  CHECK(before == std::vector<const float*>(first.size(), nullptr));
  cache.add(first, columns_of(first), 0);
  cache.find(first, before);
  for (int time = 0; time < 2; ++time) cache.add(rows, columns_of(rows), 0);
  cache.find(rows, found);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < 100) CHECK(found[i] == before[i]);
    REQUIRE((found[i] != nullptr) == (i < 300));
    for (std::size_t j = 0; found[i] != nullptr && j < 3; ++j)
      CHECK(found[i][j] == static_cast<float>(rows[i]));
  }
}

TEST_CASE("words are held by themselves, beside rows and within the same bound") {
  ProjectionCache cache(10, 3, 4 * 3 * sizeof(float));
  const std::vector<std::uint32_t> rows = {7, 8};
  std::vector<std::string> words = {"seven", "", "twelve"};
  std::vector<std::string_view> views(words.begin(), words.end());
  std::vector<const float*> found(3);
  cache.find(views, found);
  CHECK(found == std::vector<const float*>(3, nullptr));
  // One array has the columns of both: those of the words come last.
  const nn::Activations<float> columns = columns_of({7, 8, 107, 100, 112});
  for (int time = 0; time < 2; ++time) {
    cache.add(rows, columns, 0);
    cache.add(views, columns, rows.size());
  }
  // The words may go; what is held of them stays.
  words = {"another", "another", "another"};
  const std::vector<std::string_view> again = {"seven", "", "twelve"};
  cache.find(again, found);
  REQUIRE(found[0] != nullptr);
  REQUIRE(found[1] != nullptr);
  CHECK(found[0][2] == 107);
  CHECK(found[1][2] == 100);
  CHECK(found[2] == nullptr);  // no room
  std::vector<const float*> of_rows(2);
  cache.find(rows, of_rows);
  CHECK(of_rows[0][1] == 7);
  CHECK(of_rows[1][1] == 8);
  // What came first stays.
  cache.add(again, columns_of({1, 2, 3}), 0);
  std::vector<const float*> later(3);
  cache.find(again, later);
  CHECK(later == found);
}

TEST_CASE("a cache without room holds nothing") {
  ProjectionCache cache(10, 3, 11);
  const std::vector<std::uint32_t> rows = {1, 2};
  const std::vector<std::string_view> words = {"one", "two"};
  for (int time = 0; time < 2; ++time) {
    cache.add(rows, columns_of(rows), 0);
    cache.add(words, columns_of(rows), 0);
  }
  std::array<const float*, 2> found{};
  cache.find(rows, found);
  CHECK(found[0] == nullptr);
  cache.find(words, found);
  CHECK(found[0] == nullptr);
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
        cache.find(rows, found);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          if (found[i] != nullptr && found[i][2] != static_cast<float>(rows[i])) ++wrong[thread];
        }
        cache.add(rows, columns_of(rows), 0);
        std::vector<std::string> words;
        for (const std::uint32_t row : rows) words.push_back(std::to_string(row));
        const std::vector<std::string_view> views(words.begin(), words.end());
        cache.find(views, found);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          if (found[i] != nullptr && found[i][2] != static_cast<float>(rows[i])) ++wrong[thread];
        }
        cache.add(views, columns_of(rows), 0);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}
