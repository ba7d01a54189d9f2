// Threads that share out independent pieces of work.
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

// `threads` counts the calling thread: 1 starts none, and everything runs in the caller. The pieces are cut
// by the caller and never by the number of threads, so that no result depends on it.
class Pool {
 public:
  explicit Pool(std::size_t threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Calls work(0) ... work(pieces - 1), each once, on any thread, and returns when all are done. The first
  // exception is thrown again here. One caller at a time: a second one waits. Not to be called from a piece.
  void run(std::size_t pieces, const std::function<void(std::size_t)>& work);
  [[nodiscard]] std::size_t threads() const { return workers_.size() + 1; }

  // Work that need not be done at once: a worker that finds no piece to take does it, or else who waits for
  // it. It must not use the pool.
  class Spare {
   public:
    Spare(Pool& pool, std::function<void()> work);
    // Returns when the work is not under way; it is not begun any more.
    ~Spare();
    Spare(const Spare&) = delete;
    Spare& operator=(const Spare&) = delete;

    // Returns when the work is done; an exception of it is thrown here. To be called once at most.
    void wait();

   private:
    friend class Pool;
    enum class State { open, running, done };
    // With the lock: no worker has it or will have it.
    void withdraw(std::unique_lock<std::mutex>& lock);

    Pool& pool_;
    std::function<void()> work_;
    State state_ = State::open;
    std::exception_ptr error_;
  };

 private:
  void serve();
  void end_workers();
  // Works on pieces until none is left to take; the lock is held between pieces.
  void take_pieces(std::unique_lock<std::mutex>& lock);
  // Works on a spare task if there is one; the lock is held before and after.
  bool take_spare(std::unique_lock<std::mutex>& lock);

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
  std::vector<Spare*> spares_;  // open ones
  bool stop_ = false;
  // Written with the lock, looked at without it by who waits.
  std::atomic<std::uint64_t> calls_ = 0;
  std::atomic<bool> finished_ = false;
};

}  // namespace seqlab::base
