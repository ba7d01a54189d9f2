#include "streams/window_pipeline.h"

#include <atomic>
#include <stdexcept>
#include <string>
#include <vector>

#include "catch.h"

namespace {

using namespace seqlab;

constexpr std::size_t never = 1000000;

// A stream of the numbers 0, 1, 2, ..., of which an item is computed to be its double.
class Numbers {
 public:
  struct Item {
    std::size_t number = never;
    bool parsed = false;
    std::size_t doubled = never;
  };

  Numbers(std::size_t numbers, base::Pool& pool) : numbers_(numbers), pool_(pool) {}

  std::size_t take_fails_at = never;
  std::size_t parse_fails_at = never;
  std::size_t write_fails_at = never;
  std::size_t waits_every = never;  // the input makes wait before each such number

  std::vector<std::size_t> written;
  std::vector<std::size_t> flushed;  // how many were written when it was flushed
  std::size_t most_taken_ahead = 0;
  mutable std::atomic<std::size_t> most_at_work = 0;

  bool ready() { return taken_ % waits_every != 0 || taken_ == 0 || asked_ == taken_; }
  bool take(Item& item) {
    const Working working(*this);
    asked_ = never;
    if (taken_ == take_fails_at) throw std::runtime_error("take");
    if (taken_ == numbers_) return false;
    item.number = taken_++;
    most_taken_ahead = std::max(most_taken_ahead, taken_ - written_.load());
    return true;
  }
  [[nodiscard]] std::size_t size(const Item& /*item*/) const { return 1; }
  void parse(Item& item) const {
    const Working working(*this);
    if (item.number == parse_fails_at || item.number == parse_fails_at + 1) {
      throw std::runtime_error("parse " + std::to_string(item.number));
    }
    item.parsed = true;
  }
  void compute(std::vector<Item>& items, base::SideTasks side_tasks) {
    pool_.run(side_tasks.size() + items.size(), [&](std::size_t piece) {
      if (piece < side_tasks.size()) {
        side_tasks[piece]();
        return;
      }
      const Working working(*this);
      Item& item = items[piece - side_tasks.size()];
      if (item.parsed) item.doubled = 2 * item.number;
    });
  }
  void write(const Item& item) {
    const Working working(*this);
    if (item.number == write_fails_at) throw std::runtime_error("write");
    written.push_back(item.doubled);
    ++written_;
  }
  void flush() {
    flushed.push_back(written.size());
    asked_ = taken_;
  }

 private:
  // Counts who is at work at the same time.
  struct Working {
    explicit Working(const Numbers& numbers) : at_work(numbers.at_work_) {
      auto& most = numbers.most_at_work;
      const std::size_t now = ++at_work;
      for (std::size_t seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
      }
    }
    ~Working() { --at_work; }
    Working(const Working&) = delete;
    Working& operator=(const Working&) = delete;
    std::atomic<std::size_t>& at_work;
  };

  std::size_t numbers_;
  base::Pool& pool_;
  std::size_t taken_ = 0;
  std::size_t asked_ = never;
  std::atomic<std::size_t> written_ = 0;
  mutable std::atomic<std::size_t> at_work_ = 0;
};

std::vector<std::size_t> doubles(std::size_t numbers) {
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < numbers; ++i) result.push_back(2 * i);
  return result;
}

// Runs a stream; returns what it threw.
std::string run(Numbers& numbers, std::size_t window, base::Pool& pool) {
  try {
    streams::WindowPipeline(numbers, window, pool).run();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("items come out of a pipeline in order, whatever the window and the threads") {
  for (const std::size_t threads : {1U, 2U, 5U}) {
    base::Pool pool(threads);
    for (const std::size_t window : {0U, 1U, 2U, 7U, 100U, 5000U}) {
      for (const std::size_t size : {0U, 1U, 6U, 7U, 8U, 1000U}) {
        Numbers numbers(size, pool);
        CHECK(run(numbers, window, pool).empty());
        CHECK(numbers.written == doubles(size));
        CHECK(numbers.most_taken_ahead <= 4 * std::max<std::size_t>(window, 1));
        CHECK(numbers.most_at_work <= threads);
      }
    }
  }
}

TEST_CASE("items before one that fails are written, and the first failure is thrown") {
  for (const std::size_t threads : {1U, 3U}) {
    base::Pool pool(threads);
    for (const std::size_t window : {1U, 4U, 100U}) {
      for (const std::size_t at : {0U, 1U, 4U, 23U, 49U}) {
        CAPTURE(threads, window, at);
        Numbers taking(50, pool);
        taking.take_fails_at = at;
        CHECK(run(taking, window, pool) == "take");
        CHECK(taking.written == doubles(at));
        Numbers parsing(50, pool);
        parsing.parse_fails_at = at;
        parsing.take_fails_at = at + 2;
        CHECK(run(parsing, window, pool) == "parse " + std::to_string(at));
        CHECK(parsing.written == doubles(at));
        Numbers writing(50, pool);
        writing.write_fails_at = at;
        writing.parse_fails_at = at + 1;
        CHECK(run(writing, window, pool) == "write");
        CHECK(writing.written == doubles(at));
      }
    }
  }
}

TEST_CASE("everything taken is written and flushed before waiting for the input") {
  for (const std::size_t threads : {1U, 2U}) {
    base::Pool pool(threads);
    Numbers numbers(25, pool);
    numbers.waits_every = 10;
    CHECK(run(numbers, 4, pool).empty());
    CHECK(numbers.written == doubles(25));
    CHECK(numbers.flushed == std::vector<std::size_t>{10, 20});
  }
}

}  // namespace
