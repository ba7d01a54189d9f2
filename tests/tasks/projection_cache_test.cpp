#include "tasks/projection_cache.h"

#include <array>
#include <thread>
#include <vector>

#include "catch.h"

using namespace seqlab;
using tasks::ProjectionCache;

namespace {

// Columns of 3 that tell their row.
nn::Activations<float> columns_of(const std::vector<std::uint32_t>& rows) {
  nn::Activations<float> columns(3, rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    columns.matrix().col(nn::index(i)).setConstant(static_cast<float>(rows[i]));
  return columns;
}

}  // namespace

TEST_CASE("the first columns that come are held, up to the bound, and stay where they are") {
  ProjectionCache cache(1000, 3, 300 * 3 * sizeof(float));
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < 400; ++row) rows.push_back(2 * row);
  std::vector<const float*> found(rows.size());
  cache.find(rows, found);
  CHECK(found == std::vector<const float*>(rows.size(), nullptr));
  const std::vector<std::uint32_t> first(rows.begin(), rows.begin() + 100);
  cache.add(first, columns_of(first));
  std::vector<const float*> before(100);
  cache.find(first, before);
  cache.add(rows, columns_of(rows));
  cache.find(rows, found);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < 100) CHECK(found[i] == before[i]);
    REQUIRE((found[i] != nullptr) == (i < 300));
    for (std::size_t j = 0; found[i] != nullptr && j < 3; ++j)
      CHECK(found[i][j] == static_cast<float>(rows[i]));
  }
}

TEST_CASE("a cache without room holds nothing") {
  ProjectionCache cache(10, 3, 11);
  const std::vector<std::uint32_t> rows = {1, 2};
  cache.add(rows, columns_of(rows));
  std::array<const float*, 2> found{};
  cache.find(rows, found);
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
        cache.add(rows, columns_of(rows));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(wrong == std::vector<int>(4, 0));
}
