// What waits to be labelled, and the threads that label it.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <unordered_map>
#include <vector>

#include "service/labeller.h"

namespace seqlab::service {

// The documents of one request.
class Work {
 public:
  // Throws std::invalid_argument without documents.
  Work(std::shared_ptr<const Labeller> labeller, std::vector<std::unique_ptr<Document>> documents);

  // Nobody waits for it any longer: what has not begun is not done. May be called by any thread.
  void cancel() { cancelled_ = true; }
  [[nodiscard]] bool cancelled() const { return cancelled_; }

  // Once it is done: the JSON of each document, as it was made by the threads that labelled it. Rethrows what
  // failed.
  [[nodiscard]] std::span<const std::string> results() const;
  // The bytes of these; about as many if the JSON was not asked for.
  [[nodiscard]] std::size_t size() const;
  // The same as documents. Only if the JSON was not asked for.
  [[nodiscard]] std::span<const std::unique_ptr<Document>> documents() const;

  bool write_json = true;      // make the JSON of each document; set it before the work is submitted
  std::function<void()> done;  // called once, by WorkQueue::deliver; it must be quick and not throw

 private:
  friend class WorkQueue;

  std::shared_ptr<const Labeller> labeller_;
  std::vector<std::unique_ptr<Document>> documents_;
  std::vector<std::size_t> short_ones_;  // of the documents, by number
  std::vector<std::string> json_;
  std::size_t tokens_ = 0;         // about
  std::atomic<std::size_t> left_;  // documents
  std::atomic<bool> cancelled_ = false;
  std::mutex failing_;
  std::exception_ptr error_;
  std::chrono::steady_clock::time_point submitted_;
};

struct WorkQueueOptions {
  std::size_t threads = 1;
  std::size_t batch_tokens = 4096;  // about how many tokens a thread labels at a time
  // How many texts may wait. A long one counts once for each 1,024 of its tokens, so that this bounds memory
  // too.
  std::size_t capacity = 16384;
  // Told of every batch: its tokens, and the longest time that one of its texts has waited since it was
  // submitted. Called by several threads.
  std::function<void(std::size_t tokens, std::chrono::nanoseconds waited)> batch_taken = {};
};

// Batching without a timer: a thread that is free takes what waits, up to `batch_tokens`, and labels it
// serially. So nothing waits for company, and under load batches grow by themselves. Texts of one labeller
// share a batch; labellers take turns, and so do requests, text by text. A long text is labelled a quarter of
// a batch at a time, one long text in each batch, and short ones do not wait for it to end. What cannot be
// cut is done by other threads: one finds the tokens of long texts and makes their JSON, one labels pieces
// that are larger than a batch.
class WorkQueue {
 public:
  explicit WorkQueue(WorkQueueOptions options);
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  // Calls what it gets, which is of one batch, or has another thread call it. Called by the threads of the
  // queue; set it before any work is submitted.
  std::function<void(std::vector<std::function<void()>> done)> deliver =
      [](const std::vector<std::function<void()>>& done) {
        for (const auto& function : done) function();
      };

  // Takes the work if there is room for all of it, or if nothing waits. Work::done is called when all of its
  // documents are done, also if it was cancelled or one failed. False: full.
  bool submit(const std::shared_ptr<Work>& work);
  // Ends the threads, and forgets what waits.
  void stop();
  // How much waits, in the unit of the capacity.
  [[nodiscard]] std::size_t waiting() const;

 private:
  struct Entry {
    std::shared_ptr<Work> work;
    std::size_t index = 0;  // of the document
    std::size_t size = 0;   // in the unit of the capacity
    bool is_long = false;

    [[nodiscard]] Document& document() const { return *work->documents_[index]; }
    [[nodiscard]] bool done() const { return work->cancelled() || document().left() == 0; }
  };
  // The short documents of a request that wait.
  struct Group {
    std::shared_ptr<Work> work;
    std::size_t taken = 0;
  };
  // What waits for one labeller.
  struct Lane {
    std::deque<Group> short_ones;
    std::deque<Entry> long_ones;
    bool queued = false;  // in turns_
  };
  struct Batch {
    const Labeller* labeller = nullptr;
    std::vector<Entry> entries;
    std::vector<Slice> slices;
    std::size_t tokens = 0;
  };

  void serve();
  void serve_aside();
  void serve_large();
  // Waits for the first of these; nothing when the queue stops.
  std::optional<Entry> next(std::deque<Entry>& waiting, std::condition_variable& wake);
  // The lock is held.
  Lane& lane_of(const Work& work);
  // Puts a long document, which has its tokens, where it is worked on next.
  void put_long(Entry entry);
  [[nodiscard]] bool take(Batch& batch);
  void take_from(Lane& lane, Batch& batch);
  static void add(Entry entry, std::size_t most_tokens, Batch& batch);

  void run(const Batch& batch, base::Pool& pool) const;
  // Puts back what has more to be done, and ends the rest.
  void finish(Batch& batch);
  static void write_json(const Entry& entry);
  void end(std::span<const Entry> entries);
  static void fail(const Entry& entry);

  WorkQueueOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::unordered_map<const Labeller*, Lane> lanes_;
  std::deque<const Labeller*> turns_;
  std::deque<Entry> aside_;  // long texts, before and after they are labelled
  std::condition_variable wake_aside_;
  std::deque<Entry> large_;  // long texts whose next piece is larger than a batch
  std::condition_variable wake_large_;
  std::size_t waiting_ = 0;
  bool stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace seqlab::service
