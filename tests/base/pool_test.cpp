#include "base/pool.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/errors.h"
#include "catch.h"
#include "sanitized.h"

using seqlab::base::Pool;

namespace {

// What a pool of so many threads says in a process that may have `bytes` of address space; "" if it starts
// them all.
std::string refusal_within(std::size_t threads, std::size_t bytes) {
  std::array<int, 2> pipe{};
  REQUIRE(::pipe(pipe.data()) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::string message;
    try {
      const rlimit limit{bytes, bytes};
      ::setrlimit(RLIMIT_AS, &limit);
      const Pool pool(threads);
    } catch (const seqlab::Error& error) {
      message = error.what();
    } catch (const std::exception& error) {
      message = std::string("another error: ") + error.what();
    }
    const bool written = ::write(pipe[1], message.data(), message.size()) >= 0;
    ::_exit(written ? 0 : 1);
  }
  ::close(pipe[1]);
  std::string message;
  std::array<char, 256> part{};
  for (ssize_t count = 0; (count = ::read(pipe[0], part.data(), part.size())) > 0;) {
    message.append(part.data(), static_cast<std::size_t>(count));
  }
  ::close(pipe[0]);
  int status = -1;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  return message;
}

}  // namespace

TEST_CASE("a pool does every piece once") {
  const std::size_t threads = GENERATE(std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{4});
  Pool pool(threads);
  CHECK(pool.threads() == std::max<std::size_t>(threads, 1));
  for (const std::size_t pieces : std::vector<std::size_t>{0, 1, 2, 3, 7, 64, 1000}) {
    std::vector<std::atomic<int>> times(pieces);
    pool.run(pieces, [&](std::size_t piece) { ++times[piece]; });
    for (const std::atomic<int>& count : times) CHECK(count == 1);
  }
}

TEST_CASE("a pool returns only when all pieces are done, many times in a row") {
  Pool pool(4);
  for (std::size_t round = 0; round < 2000; ++round) {
    // Plain integers: a piece still running after the return would race on freed memory.
    std::vector<std::size_t> squares(round % 9);
    pool.run(squares.size(), [&](std::size_t piece) { squares[piece] = piece * piece; });
    for (std::size_t piece = 0; piece < squares.size(); ++piece) CHECK(squares[piece] == piece * piece);
  }
}

TEST_CASE("pieces run side by side on as many threads as the pool has") {
  Pool pool(3);
  std::atomic<int> arrived = 0;
  std::atomic<bool> together = true;
  pool.run(3, [&](std::size_t) {
    ++arrived;
    // Pieces that wait for each other need three threads; the limit only ends a failing test.
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (arrived < 3 && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
    if (arrived < 3) together = false;
  });
  CHECK(together);
}

TEST_CASE("a pool of one thread runs the pieces in the caller, in order") {
  Pool pool(1);
  std::vector<std::size_t> order;
  pool.run(5, [&](std::size_t piece) { order.push_back(piece); });
  CHECK(order == std::vector<std::size_t>{0, 1, 2, 3, 4});
}

TEST_CASE("a piece's exception reaches the caller, and the pool stays usable") {
  const std::size_t threads = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{4});
  Pool pool(threads);
  for (int round = 0; round < 50; ++round) {
    std::string caught;
    try {
      pool.run(20, [](std::size_t piece) {
        if (piece == 11) throw std::runtime_error("piece 11");
      });
    } catch (const std::runtime_error& error) {
      caught = error.what();
    }
    CHECK(caught == "piece 11");
    std::atomic<int> done = 0;
    pool.run(20, [&](std::size_t) { ++done; });
    CHECK(done == 20);
  }
}

TEST_CASE("an exception is thrown only after all running pieces have ended") {
  Pool pool(4);
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> inside = 0;
    try {
      pool.run(100, [&](std::size_t piece) {
        ++inside;
        if (piece == 3) {
          --inside;
          throw std::runtime_error("piece 3");
        }
        --inside;
      });
      FAIL("no exception");
    } catch (const std::runtime_error&) {
      CHECK(inside == 0);
    }
  }
}

TEST_CASE("several threads may share one pool, each with its own pieces and its own exceptions") {
  Pool pool(3);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&, caller] {
      for (int round = 0; round < 200; ++round) {
        std::vector<int> seen(static_cast<std::size_t>(5 + caller), -1);
        const bool fails = caller == 2 && round % 3 == 0;
        bool caught = false;
        try {
          pool.run(seen.size(), [&](std::size_t piece) {
            seen[piece] = caller;
            if (fails && piece == 1) throw std::runtime_error("expected");
          });
        } catch (const std::runtime_error&) {
          caught = true;
        }
        if (caught != fails) ++wrong;
        if (fails) continue;
        for (const int value : seen) {
          if (value != caller) ++wrong;
        }
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(wrong == 0);
}

TEST_CASE("a background task is done after wait()") {
  const std::size_t threads = GENERATE(std::size_t{1}, std::size_t{2}, std::size_t{4});
  Pool pool(threads);
  for (int round = 0; round < 300; ++round) {
    // Plain integers: a task still running after wait() would race.
    int first = 0;
    int second = 0;
    Pool::BackgroundTask one(pool, [&] { ++first; });
    Pool::BackgroundTask other(pool, [&] { ++second; });
    std::atomic<int> pieces = 0;
    for (int run = 0; run < round % 5; ++run) pool.run(7, [&](std::size_t) { ++pieces; });
    CHECK(pieces == 7 * (round % 5));
    other.wait();
    CHECK(second == 1);
    one.wait();
    CHECK(first == 1);
  }
}

TEST_CASE("wait() rethrows the exception of a background task") {
  const std::size_t threads = GENERATE(std::size_t{1}, std::size_t{3});
  Pool pool(threads);
  for (int round = 0; round < 100; ++round) {
    Pool::BackgroundTask failing(pool, [] { throw std::runtime_error("background"); });
    std::atomic<int> pieces = 0;
    pool.run(9, [&](std::size_t) { ++pieces; });
    CHECK(pieces == 9);
    CHECK_THROWS_AS(failing.wait(), std::runtime_error);
  }
}

TEST_CASE("a background task that nobody waits for does not outlive its scope") {
  Pool pool(3);
  for (int round = 0; round < 300; ++round) {
    std::atomic<bool> inside = false;
    {
      Pool::BackgroundTask task(pool, [&] {
        inside = true;
        std::this_thread::yield();
        inside = false;
      });
      pool.run(static_cast<std::size_t>(round % 4), [](std::size_t) {});
    }
    CHECK(!inside);
  }
}

TEST_CASE(
    "a pool that gets fewer threads than it asks for ends them, and the error says how to ask for less") {
  if (seqlab::tests::sanitized) {
    std::puts("SKIPPED: a sanitizer needs more address space than this test leaves");
    return;
  }
  // Stacks take some megabytes of address space each.
  const std::string message = refusal_within(1000, std::size_t{200} << 20U);
  INFO(message);
  CHECK(message.starts_with("only "));
  CHECK(message.find(" of 1000 threads could be started") != std::string::npos);
  CHECK(message.find("--threads") != std::string::npos);
  CHECK(refusal_within(2, std::size_t{200} << 20U).empty());
}
