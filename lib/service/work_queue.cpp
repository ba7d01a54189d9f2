#include "service/work_queue.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/pool.h"

namespace seqlab::service {

namespace {

// Of the tokens of a batch, the share that one text may have before it counts as long.
constexpr std::size_t long_share = 4;
// Tokens that count as one text.
constexpr std::size_t tokens_per_place = 1024;

}  // namespace

Work::Work(std::shared_ptr<const Labeller> labeller, std::vector<std::unique_ptr<Document>> documents)
    : labeller_(std::move(labeller)),
      documents_(std::move(documents)),
      json_(documents_.size()),
      left_(documents_.size()) {
  if (documents_.empty()) throw std::invalid_argument("work without documents");
}

std::span<const std::string> Work::results() const {
  if (error_) std::rethrow_exception(error_);
  return json_;
}

std::span<const std::unique_ptr<Document>> Work::documents() const {
  if (error_) std::rethrow_exception(error_);
  return documents_;
}

WorkQueue::WorkQueue(WorkQueueOptions options) : options_(std::move(options)) {
  for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { serve(); });
}

WorkQueue::~WorkQueue() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkQueue::submit(const std::shared_ptr<Work>& work) {
  std::size_t size = 0;
  for (const auto& document : work->documents_) size += 1 + document->left() / tokens_per_place;
  work->submitted_ = std::chrono::steady_clock::now();
  {
    const std::lock_guard lock(mutex_);
    if (waiting_ > 0 && waiting_ + size > options_.capacity) return false;
    waiting_ += size;
    for (std::size_t i = 0; i < work->documents_.size(); ++i) {
      put({work, i, 1 + work->documents_[i]->left() / tokens_per_place});
    }
  }
  if (work->documents_.size() == 1) {
    wake_.notify_one();
  } else {
    wake_.notify_all();
  }
  return true;
}

std::size_t WorkQueue::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

void WorkQueue::put(Entry entry) {
  const Labeller* const labeller = entry.work->labeller_.get();
  Lane& lane = lanes_[labeller];
  const bool is_long = entry.work->documents_[entry.document]->left() > options_.batch_tokens / long_share;
  (is_long ? lane.long_ones : lane.short_ones).push_back(std::move(entry));
  if (std::exchange(lane.queued, true)) return;
  turns_.push_back(labeller);
}

bool WorkQueue::add(std::deque<Entry>& waiting, std::size_t most_tokens, Batch& batch) {
  if (waiting.empty()) return false;
  Entry entry = std::move(waiting.front());
  waiting.pop_front();
  Document& document = *entry.work->documents_[entry.document];
  const std::size_t tokens = entry.work->cancelled() ? 0 : std::min(document.left(), most_tokens);
  if (tokens > 0) batch.slices.push_back({&document, tokens});
  batch.tokens += tokens;
  batch.entries.push_back(std::move(entry));
  return true;
}

void WorkQueue::take_from(Lane& lane, Batch& batch) {
  const std::size_t slice = std::max<std::size_t>(options_.batch_tokens / long_share, 1);
  add(lane.long_ones, slice, batch);
  while (batch.tokens < options_.batch_tokens && add(lane.short_ones, options_.batch_tokens, batch)) {
  }
}

bool WorkQueue::take(Batch& batch) {
  if (turns_.empty()) return false;
  batch.labeller = turns_.front();
  turns_.pop_front();
  const auto found = lanes_.find(batch.labeller);
  Lane& lane = found->second;
  take_from(lane, batch);
  if (lane.short_ones.empty() && lane.long_ones.empty()) {
    lanes_.erase(found);
  } else {
    turns_.push_back(batch.labeller);
  }
  return true;
}

void WorkQueue::run(const Batch& batch, base::Pool& pool) {
  const auto fail = [&](const Document* document) {
    for (const Entry& entry : batch.entries) {
      if (entry.work->documents_[entry.document].get() != document) continue;
      const std::lock_guard lock(entry.work->failing_);
      if (!entry.work->error_) entry.work->error_ = std::current_exception();
      entry.work->cancelled_ = true;
    }
  };
  if (batch.slices.empty()) return;
  try {
    batch.labeller->run(batch.slices, pool);
  } catch (...) {
    // One text must not fail the others: each by itself.
    for (const Slice& slice : batch.slices) {
      try {
        batch.labeller->run({&slice, 1}, pool);
      } catch (...) {
        fail(slice.document);
      }
    }
  }
}

void WorkQueue::end(Entry& entry) {
  Work& work = *entry.work;
  if (work.write_json && !work.cancelled()) {
    try {
      work.json_[entry.document] = work.documents_[entry.document]->json();
      work.documents_[entry.document].reset();
    } catch (...) {
      const std::lock_guard lock(work.failing_);
      if (!work.error_) work.error_ = std::current_exception();
    }
  }
  if (work.left_.fetch_sub(1) == 1 && work.done) work.done();
}

void WorkQueue::finish(Batch& batch) {
  std::size_t ended = 0;
  std::vector<Entry> unfinished;
  for (Entry& entry : batch.entries) {
    if (!entry.work->cancelled() && entry.work->documents_[entry.document]->left() > 0) {
      unfinished.push_back(std::move(entry));
      continue;
    }
    ended += entry.size;
    end(entry);
  }
  const std::lock_guard lock(mutex_);
  waiting_ -= ended;
  for (Entry& entry : unfinished) put(std::move(entry));
  if (!unfinished.empty()) wake_.notify_one();
}

void WorkQueue::serve() {
  base::Pool pool(1);
  while (true) {
    Batch batch;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stop_ || !turns_.empty(); });
      if (stop_) return;
      if (!take(batch)) continue;
    }
    if (options_.batch_taken && !batch.entries.empty()) {
      auto first = batch.entries.front().work->submitted_;
      for (const Entry& entry : batch.entries) first = std::min(first, entry.work->submitted_);
      options_.batch_taken(batch.tokens, std::chrono::steady_clock::now() - first);
    }
    run(batch, pool);
    finish(batch);
  }
}

}  // namespace seqlab::service
