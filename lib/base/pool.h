// A pool of threads for independent pieces of work.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace seqlab::base {

// `threads` includes the caller's: with 1 everything runs in the caller. Work is cut into pieces by the
// caller, never by the number of threads, so that no result depends on it.
class Pool {
 public:
  // Throws Error if the system gives fewer threads.
  explicit Pool(std::size_t threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Calls work(0) ... work(pieces - 1), each once, on any thread, and returns when all are done. Rethrows the
  // first exception. Callers take turns. Must not be called from a piece.
  void run(std::size_t pieces, const std::function<void(std::size_t)>& work);
  [[nodiscard]] std::size_t threads() const { return workers_.size() + 1; }

  // Work that can wait: done by a worker that has no piece to do, or else by wait(). It must not use the
  // pool.
  class BackgroundTask {
   public:
    BackgroundTask(Pool& pool, std::function<void()> work);
    // Waits if the work is running; if it has not started, it never will.
    ~BackgroundTask();
    BackgroundTask(const BackgroundTask&) = delete;
    BackgroundTask& operator=(const BackgroundTask&) = delete;

    // Returns when the work is done; rethrows its exception. Call it at most once.
    void wait();

   private:
    friend class Pool;
    enum class State { open, running, done };
    // Makes sure that no worker runs the task now or later. The lock is held before and after.
    void withdraw(std::unique_lock<std::mutex>& lock);

    Pool& pool_;
    std::function<void()> work_;
    State state_ = State::open;
    std::exception_ptr error_;
  };

 private:
  void serve();
  void end_workers();
  // Does pieces until none is left to start. The lock is held before and after, and released during a piece.
  void do_pieces(std::unique_lock<std::mutex>& lock);
  // Does a background task and returns true, if there is one. The lock is held before and after.
  bool do_background_task(std::unique_lock<std::mutex>& lock);

  std::vector<std::thread> workers_;
  std::mutex callers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const std::function<void(std::size_t)>* work_ = nullptr;
  std::size_t pieces_ = 0;
  std::size_t next_ = 0;
  std::size_t running_ = 0;
  std::size_t sleeping_ = 0;
  std::exception_ptr error_;
  std::vector<BackgroundTask*> background_;  // open tasks, oldest first
  bool stop_ = false;
  // Written with the lock held; spinning waits read them without it.
  std::atomic<std::uint64_t> calls_ = 0;
  std::atomic<bool> finished_ = false;
};

}  // namespace seqlab::base
