#include "base/pool.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>

#include "base/errors.h"

#if defined(__x86_64__) || defined(__i386__)
#include <immintrin.h>
#endif

namespace seqlab::base {

namespace {

// Polls a condition for about ten microseconds (the time between the pieces of a small batch), then for about
// half a millisecond while yielding to other threads. Most waits end sooner than a thread could sleep and
// wake.
template <class Condition>
void spin_until(const Condition& condition) {
  constexpr int polls = 500;
  constexpr int yields = 1000;
  for (int i = 0; i < polls && !condition(); ++i) {
#if defined(__x86_64__) || defined(__i386__)
    _mm_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }
  for (int i = 0; i < yields && !condition(); ++i) std::this_thread::yield();
}

}  // namespace

Pool::Pool(std::size_t threads) {
  try {
    workers_.reserve(std::max<std::size_t>(threads, 1) - 1);
    for (std::size_t i = 1; i < threads; ++i) workers_.emplace_back([this] { serve(); });
  } catch (const std::system_error& error) {
    const std::size_t started = this->threads();
    end_workers();
    throw Error("only " + std::to_string(started) + " of " + std::to_string(threads) +
                " threads could be started (" + error.code().message() +
                "); give fewer --threads, or allow more processes or address space (ulimit -u, ulimit -v)");
  } catch (...) {
    end_workers();
    throw;
  }
}

Pool::~Pool() {
  end_workers();
}

void Pool::end_workers() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    ++calls_;
  }
  wake_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void Pool::run(std::size_t pieces, const std::function<void(std::size_t)>& work) {
  if (workers_.empty() || pieces <= 1) {
    for (std::size_t piece = 0; piece < pieces; ++piece) work(piece);
    return;
  }
  const std::lock_guard caller(callers_);
  std::unique_lock lock(mutex_);
  work_ = &work;
  pieces_ = pieces;
  next_ = 0;
  error_ = nullptr;
  finished_ = false;
  ++calls_;
  const bool sleepers = sleeping_ > 0;
  if (sleepers) wake_.notify_all();
  do_pieces(lock);
  if (!finished_) {
    lock.unlock();
    spin_until([this] { return finished_.load(std::memory_order_relaxed); });
    lock.lock();
    done_.wait(lock, [this] { return finished_.load(); });
  }
  work_ = nullptr;
  if (error_) std::rethrow_exception(error_);
}

void Pool::serve() {
  std::unique_lock lock(mutex_);
  while (!stop_) {
    do_pieces(lock);
    if (do_background_task(lock)) continue;
    const std::uint64_t seen = calls_;
    lock.unlock();
    spin_until([&] { return calls_.load(std::memory_order_relaxed) != seen; });
    lock.lock();
    ++sleeping_;
    wake_.wait(lock, [&] { return calls_ != seen; });
    --sleeping_;
  }
}

void Pool::do_pieces(std::unique_lock<std::mutex>& lock) {
  while (work_ != nullptr && next_ < pieces_) {
    const std::size_t piece = next_++;
    const auto* work = work_;
    ++running_;
    lock.unlock();
    std::exception_ptr error;
    try {
      (*work)(piece);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    --running_;
    if (error) {
      if (!error_) error_ = error;
      next_ = pieces_;
    }
    if (next_ >= pieces_ && running_ == 0) {
      finished_ = true;
      done_.notify_all();
    }
  }
}

bool Pool::do_background_task(std::unique_lock<std::mutex>& lock) {
  if (background_.empty()) return false;
  BackgroundTask& task = *background_.front();
  background_.erase(background_.begin());
  task.state_ = BackgroundTask::State::running;
  lock.unlock();
  std::exception_ptr error;
  try {
    task.work_();
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  task.error_ = error;
  task.state_ = BackgroundTask::State::done;
  done_.notify_all();
  return true;
}

Pool::BackgroundTask::BackgroundTask(Pool& pool, std::function<void()> work)
    : pool_(pool), work_(std::move(work)) {
  const std::lock_guard lock(pool_.mutex_);
  pool_.background_.push_back(this);
}

Pool::BackgroundTask::~BackgroundTask() {
  std::unique_lock lock(pool_.mutex_);
  withdraw(lock);
}

void Pool::BackgroundTask::withdraw(std::unique_lock<std::mutex>& lock) {
  if (state_ == State::open) std::erase(pool_.background_, this);
  pool_.done_.wait(lock, [this] { return state_ != State::running; });
}

void Pool::BackgroundTask::wait() {
  std::unique_lock lock(pool_.mutex_);
  withdraw(lock);
  if (error_) std::rethrow_exception(error_);
  if (state_ == State::done) return;
  state_ = State::done;
  lock.unlock();
  work_();
}

}  // namespace seqlab::base
