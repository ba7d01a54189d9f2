#include "service/work_queue.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/pool.h"

namespace seqlab::service {

namespace {

// Of the tokens of a batch, the share that one text may have before it counts as long.
constexpr std::size_t long_share = 4;

// Of a response, for a token.
constexpr std::size_t bytes_per_token = 100;

// For how many texts one of so many tokens counts.
std::size_t places(std::size_t tokens) {
  return 1 + tokens / 1024;
}

}  // namespace

Work::Work(std::shared_ptr<const Labeller> labeller, std::vector<std::unique_ptr<Document>> documents)
    : labeller_(std::move(labeller)),
      documents_(std::move(documents)),
      json_(documents_.size()),
      left_(documents_.size()) {
  if (documents_.empty()) throw std::invalid_argument("work without documents");
  for (const auto& document : documents_) tokens_ += document->left();
}

std::span<const std::string> Work::results() const {
  if (error_) std::rethrow_exception(error_);
  return json_;
}

std::size_t Work::size() const {
  if (!write_json) return tokens_ * bytes_per_token;
  std::size_t size = 0;
  for (const std::string& json : json_) size += json.size();
  return size;
}

std::span<const std::unique_ptr<Document>> Work::documents() const {
  if (error_) std::rethrow_exception(error_);
  return documents_;
}

WorkQueue::WorkQueue(WorkQueueOptions options) : options_(std::move(options)) {
  for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { serve(); });
  threads_.emplace_back([this] { serve_aside(); });
  threads_.emplace_back([this] { serve_large(); });
}

WorkQueue::~WorkQueue() {
  stop();
}

void WorkQueue::stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  wake_aside_.notify_all();
  wake_large_.notify_all();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  turns_.clear();
  const auto forget = [](auto& waiting) {
    // Whoever waits for work may be what keeps it.
    for (const auto& one : waiting) one.work->done = nullptr;
    waiting.clear();
  };
  for (auto& [labeller, lane] : lanes_) {
    forget(lane.short_ones);
    forget(lane.long_ones);
  }
  lanes_.clear();
  forget(aside_);
  forget(large_);
}

bool WorkQueue::submit(const std::shared_ptr<Work>& work) {
  std::size_t size = 0;
  std::vector<Entry> long_ones;
  work->short_ones_.clear();
  for (std::size_t i = 0; i < work->documents_.size(); ++i) {
    const std::size_t left = work->documents_[i]->left();
    size += places(left);
    if (left > options_.batch_tokens / long_share) {
      long_ones.push_back({work, i, places(left), true});
    } else {
      work->short_ones_.push_back(i);
    }
  }
  work->submitted_ = std::chrono::steady_clock::now();
  {
    const std::lock_guard lock(mutex_);
    if (waiting_ > 0 && waiting_ + size > options_.capacity) return false;
    waiting_ += size;
    for (Entry& entry : long_ones) {
      aside_.push_back(std::move(entry));
      wake_aside_.notify_one();
    }
    if (!work->short_ones_.empty()) lane_of(*work).short_ones.push_back({work});
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

WorkQueue::Lane& WorkQueue::lane_of(const Work& work) {
  const Labeller* const labeller = work.labeller_.get();
  Lane& lane = lanes_[labeller];
  if (!std::exchange(lane.queued, true)) turns_.push_back(labeller);
  return lane;
}

void WorkQueue::put_long(Entry entry) {
  if (entry.done()) {
    aside_.push_back(std::move(entry));
    wake_aside_.notify_one();
  } else if (entry.document().piece() > options_.batch_tokens) {
    large_.push_back(std::move(entry));
    wake_large_.notify_one();
  } else {
    entry.is_long = true;
    lane_of(*entry.work).long_ones.push_back(std::move(entry));
    wake_.notify_one();
  }
}

void WorkQueue::add(Entry entry, std::size_t most_tokens, Batch& batch) {
  if (!entry.done()) {
    batch.slices.push_back({&entry.document(), most_tokens});
    batch.tokens += std::min(entry.document().left(), most_tokens);
  }
  batch.entries.push_back(std::move(entry));
}

void WorkQueue::take_from(Lane& lane, Batch& batch) {
  while (batch.tokens < options_.batch_tokens && !lane.short_ones.empty()) {
    Group group = std::move(lane.short_ones.front());
    lane.short_ones.pop_front();
    const std::size_t index = group.work->short_ones_[group.taken++];
    add({group.work, index, places(group.work->documents_[index]->left())}, options_.batch_tokens, batch);
    if (group.taken < group.work->short_ones_.size()) lane.short_ones.push_back(std::move(group));
  }
  if (lane.long_ones.empty()) return;
  Entry entry = std::move(lane.long_ones.front());
  lane.long_ones.pop_front();
  add(std::move(entry), std::max<std::size_t>(options_.batch_tokens / long_share, 1), batch);
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

void WorkQueue::fail(const Entry& entry) {
  const std::lock_guard lock(entry.work->failing_);
  if (!entry.work->error_) entry.work->error_ = std::current_exception();
  entry.work->cancelled_ = true;
}

void WorkQueue::run(const Batch& batch, base::Pool& pool) const {
  if (options_.batch_taken && !batch.entries.empty()) {
    auto first = batch.entries.front().work->submitted_;
    for (const Entry& entry : batch.entries) first = std::min(first, entry.work->submitted_);
    options_.batch_taken(batch.tokens, std::chrono::steady_clock::now() - first);
  }
  if (batch.slices.empty()) return;
  const auto fail_slice = [&](const Slice& slice) {
    fail(*std::ranges::find_if(batch.entries,
                               [&](const Entry& entry) { return &entry.document() == slice.document; }));
  };
  try {
    batch.labeller->run(batch.slices, pool);
  } catch (...) {
    if (batch.slices.size() == 1) return fail_slice(batch.slices.front());
    // One text must not fail the others: each by itself.
    for (const Slice& slice : batch.slices) {
      try {
        batch.labeller->run({&slice, 1}, pool);
      } catch (...) {
        fail_slice(slice);
      }
    }
  }
}

void WorkQueue::write_json(const Entry& entry) {
  Work& work = *entry.work;
  if (!work.write_json || work.cancelled()) return;
  try {
    work.json_[entry.index] = entry.document().json();
  } catch (...) {
    fail(entry);
  }
  // What this thread has allocated, it frees.
  work.documents_[entry.index] = nullptr;
}

void WorkQueue::end(std::span<const Entry> entries) {
  std::size_t size = 0;
  for (const Entry& entry : entries) {
    write_json(entry);
    size += entry.size;
  }
  {
    const std::lock_guard lock(mutex_);
    waiting_ -= size;
  }
  std::vector<std::function<void()>> done;
  for (const Entry& entry : entries) {
    Work& work = *entry.work;
    if (work.left_.fetch_sub(1) == 1 && work.done) done.push_back(std::move(work.done));
  }
  if (!done.empty()) deliver(std::move(done));
}

void WorkQueue::finish(Batch& batch) {
  const auto ended = std::stable_partition(batch.entries.begin(), batch.entries.end(),
                                           [](const Entry& entry) { return !entry.is_long && entry.done(); });
  end({batch.entries.begin(), ended});
  if (ended == batch.entries.end()) return;
  const std::lock_guard lock(mutex_);
  for (auto entry = ended; entry != batch.entries.end(); ++entry) put_long(std::move(*entry));
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
    run(batch, pool);
    finish(batch);
  }
}

std::optional<WorkQueue::Entry> WorkQueue::next(std::deque<Entry>& waiting, std::condition_variable& wake) {
  std::unique_lock lock(mutex_);
  wake.wait(lock, [&] { return stop_ || !waiting.empty(); });
  if (stop_) return {};
  std::optional<Entry> entry = std::move(waiting.front());
  waiting.pop_front();
  return entry;
}

void WorkQueue::serve_aside() {
  while (std::optional<Entry> next_one = next(aside_, wake_aside_)) {
    Entry& entry = *next_one;
    if (!entry.done()) {
      try {
        entry.document().prepare();
      } catch (...) {
        fail(entry);
      }
    }
    if (entry.done()) {
      end({&entry, 1});
      continue;
    }
    const std::lock_guard lock(mutex_);
    put_long(std::move(entry));
  }
}

void WorkQueue::serve_large() {
  base::Pool pool(1);
  while (std::optional<Entry> entry = next(large_, wake_large_)) {
    const std::size_t tokens = entry->document().piece();
    if (!entry->done()) {
      run({entry->work->labeller_.get(), {*entry}, {{&entry->document(), tokens}}, tokens}, pool);
    }
    const std::lock_guard lock(mutex_);
    put_long(std::move(*entry));
  }
}

}  // namespace seqlab::service
