// Processes a stream in windows: while one is computed, the next is parsed, the one after it is read and the
// one before it is written.
#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <limits>
#include <mutex>
#include <utility>
#include <vector>

#include "base/pool.h"
#include "base/side_tasks.h"

namespace seqlab::streams {

// Runs on the threads of one pool; with a single thread, the steps take turns. Items come out in order:
//
// - before the input would have to be waited for, everything taken so far is written and flushed;
// - if taking or parsing an item fails, the items before it are written, and then the error is thrown;
// - if writing fails, nothing more is written.
//
// Memory is that of four windows.
//
// `Steps` defines the stream:
//
//   Steps::Item                             the unit of the stream
//   bool ready()                            whether take() would not wait
//   bool take(Item&)                        false at the end
//   std::size_t size(const Item&) const     estimate for a taken item, in the unit of the window's size
//   void parse(Item&) const                 called by several threads at once, for different items
//   void compute(std::vector<Item>&, SideTasks)  runs the side tasks, each once, alongside its own work
//   void write(Item&)                       in order
//   void flush()                            makes visible what has been written
//
// take(), compute() and write() are each called by one thread at a time, but concurrently with each other.
template <typename Steps>
class WindowPipeline {
 public:
  // A window is full if its items together have `size`, or if there are `size` items.
  WindowPipeline(Steps& steps, std::size_t size, base::Pool& pool)
      : steps_(steps), size_(std::max<std::size_t>(size, 1)), pool_(pool) {}

  // Runs to the end of the input.
  void run() {
    while (true) {
      if (taken_.empty() && parsed_.empty() && computed_.empty()) {
        if (ended_) return;
        if (written_ && !steps_.ready()) {
          steps_.flush();
          written_ = false;
        }
        take(taken_, true);
      }
      advance();
    }
  }

 private:
  using Item = typename Steps::Item;

  struct Window {
    std::vector<Item> items;
    std::exception_ptr error;  // thrown after these items

    [[nodiscard]] bool empty() const { return items.empty() && !error; }
    void clear() {
      items.clear();
      error = nullptr;
    }
  };

  // How many pieces a window is parsed in, and the first failure among them.
  static constexpr std::size_t parsing_pieces = 16;
  struct ParseFailure {
    std::size_t item = std::numeric_limits<std::size_t>::max();
    std::exception_ptr error;
  };

  // Takes items until the window is full or taking would wait; `wait`: waits for the first item.
  void take(Window& window, bool wait) {
    std::size_t size = 0;
    try {
      while (!ended_ && size < size_ && window.items.size() < size_) {
        if (!(wait && window.items.empty()) && !steps_.ready()) return;
        Item item;
        ended_ = !steps_.take(item);
        if (ended_) return;
        size += steps_.size(item);
        window.items.push_back(std::move(item));
      }
    } catch (...) {
      window.error = std::current_exception();
      ended_ = true;
    }
  }

  void parse(Window& window, std::size_t begin, std::size_t end, ParseFailure& first) {
    for (std::size_t i = begin; i < end; ++i) {
      try {
        steps_.parse(window.items[i]);
      } catch (...) {
        const std::lock_guard lock(failures_);
        if (i < first.item) first = {i, std::current_exception()};
        return;
      }
    }
  }

  void write(Window& window) {
    try {
      for (Item& item : window.items) steps_.write(item);
    } catch (...) {
      window.error = std::current_exception();
    }
    window.items.clear();
  }

  // Moves each window one step ahead.
  void advance() {
    Window incoming;
    ParseFailure failure;
    std::vector<std::function<void()>> side_tasks;
    if (!ended_) side_tasks.emplace_back([&] { take(incoming, false); });
    if (!computed_.empty()) {
      side_tasks.emplace_back([&] { write(computed_); });
      written_ = true;
    }
    add_parsing(failure, side_tasks);
    if (parsed_.items.empty()) {
      pool_.run(side_tasks.size(), [&](std::size_t piece) { side_tasks[piece](); });
    } else {
      steps_.compute(parsed_.items, side_tasks);
    }
    if (computed_.error) std::rethrow_exception(computed_.error);
    if (failure.error) {
      taken_.items.erase(taken_.items.begin() + static_cast<std::ptrdiff_t>(failure.item),
                         taken_.items.end());
      taken_.error = failure.error;
      incoming.clear();
      ended_ = true;
    }
    computed_ = std::exchange(parsed_, std::exchange(taken_, std::move(incoming)));
  }

  void add_parsing(ParseFailure& failure, std::vector<std::function<void()>>& side_tasks) {
    std::size_t begin = 0;
    std::size_t size = 0;
    for (std::size_t i = 0; i < taken_.items.size(); ++i) {
      size += steps_.size(taken_.items[i]);
      const bool last = i + 1 == taken_.items.size();
      if (!last && size < size_ / parsing_pieces) continue;
      side_tasks.emplace_back([this, begin, end = i + 1, &failure] { parse(taken_, begin, end, failure); });
      begin = i + 1;
      size = 0;
    }
  }

  Steps& steps_;
  std::size_t size_;
  base::Pool& pool_;
  Window taken_;
  Window parsed_;
  Window computed_;
  std::mutex failures_;
  bool ended_ = false;    // nothing more is taken
  bool written_ = false;  // something to flush
};

}  // namespace seqlab::streams
