#include "nn/pool.h"

namespace seqlab::nn {

Pool::Pool(std::size_t threads) {
  try {
    for (std::size_t i = 1; i < threads; ++i) workers_.emplace_back([this] { serve(); });
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
  wake_.notify_all();
  take_pieces(lock);
  done_.wait(lock, [this] { return next_ >= pieces_ && running_ == 0; });
  work_ = nullptr;
  if (error_) std::rethrow_exception(error_);
}

void Pool::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stop_ || (work_ != nullptr && next_ < pieces_); });
    if (stop_) return;
    take_pieces(lock);
  }
}

void Pool::take_pieces(std::unique_lock<std::mutex>& lock) {
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
  }
  if (running_ == 0) done_.notify_all();
}

}  // namespace seqlab::nn
