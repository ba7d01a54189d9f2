#include "service/work_queue.h"

#include <algorithm>
#include <deque>
#include <future>
#include <numeric>
#include <set>
#include <stdexcept>

#include "base/pool.h"
#include "catch.h"

namespace seqlab::service {

namespace {

using namespace std::chrono_literals;

// A document in pieces of so many tokens; its labels are how often it was worked on.
class CountedDocument : public Document {
 public:
  explicit CountedDocument(std::vector<std::size_t> pieces, bool poisonous = false)
      : pieces_(pieces.begin(), pieces.end()), poisonous_(poisonous) {}
  [[nodiscard]] std::size_t left() const override {
    return std::accumulate(pieces_.begin(), pieces_.end(), std::size_t{0});
  }
  void prepare() override { prepared_ = true; }
  [[nodiscard]] std::size_t piece() const override { return pieces_.front(); }
  [[nodiscard]] std::string json() override {
    return std::to_string(times_) + (prepared_ ? " prepared" : "");
  }
  // How many tokens were labelled.
  std::size_t label(std::size_t tokens) {
    ++times_;
    std::size_t done = 0;
    while (!pieces_.empty() && (done == 0 || done + pieces_.front() <= tokens)) {
      done += pieces_.front();
      pieces_.pop_front();
    }
    return done;
  }
  [[nodiscard]] bool poisonous() const { return poisonous_; }

 private:
  std::deque<std::size_t> pieces_;
  std::size_t times_ = 0;
  bool poisonous_;
  bool prepared_ = false;
};

// Notes the batches, and waits with the first one, or the first large one, until the test lets it go.
class NotingLabeller : public Labeller {
 public:
  explicit NotingLabeller(std::size_t large = 0) : large_(large) {}
  void run(std::span<const Slice> slices, base::Pool& /*pool*/) const override {
    if (slices.front().document->piece() >= large_ && !began_.exchange(true)) {
      begun_.set_value();
      gate_.get_future().wait();
    }
    for (const Slice& slice : slices) {
      if (static_cast<CountedDocument*>(slice.document)->poisonous()) throw std::runtime_error("poison");
    }
    std::vector<std::size_t> batch;
    for (const Slice& slice : slices) {
      batch.push_back(static_cast<CountedDocument*>(slice.document)->label(slice.tokens));
    }
    const std::lock_guard lock(mutex_);
    batches.push_back(batch);
  }
  // Waits until a batch is being labelled.
  void wait_for_batch() const { begun_.get_future().wait(); }
  void go() const { gate_.set_value(); }

  mutable std::vector<std::vector<std::size_t>> batches;  // the tokens of each slice

 private:
  std::size_t large_;
  mutable std::mutex mutex_;
  mutable std::atomic<bool> began_ = false;
  mutable std::promise<void> begun_;
  mutable std::promise<void> gate_;
};

// Work whose end can be waited for.
struct Awaited {
  std::shared_ptr<Work> work;
  std::shared_ptr<std::promise<void>> ended = std::make_shared<std::promise<void>>();

  Awaited(const std::shared_ptr<const Labeller>& labeller, const std::vector<std::size_t>& sizes,
          bool poisonous = false)
      : Awaited(std::make_shared<Work>(labeller, documents_of(sizes, poisonous))) {}
  // A document in these pieces.
  static Awaited in_pieces(const std::shared_ptr<const Labeller>& labeller,
                           const std::vector<std::size_t>& pieces, bool poisonous = false) {
    std::vector<std::unique_ptr<Document>> documents;
    documents.push_back(std::make_unique<CountedDocument>(pieces, poisonous));
    return Awaited(std::make_shared<Work>(labeller, std::move(documents)));
  }
  explicit Awaited(std::shared_ptr<Work> its_work) : work(std::move(its_work)) {
    work->done = [promise = ended] { promise->set_value(); };
  }
  static std::vector<std::unique_ptr<Document>> documents_of(const std::vector<std::size_t>& sizes,
                                                             bool poisonous) {
    std::vector<std::unique_ptr<Document>> documents;
    for (const std::size_t size : sizes) {
      documents.push_back(std::make_unique<CountedDocument>(std::vector<std::size_t>(size, 1), poisonous));
    }
    return documents;
  }
  void wait() const { REQUIRE(ended->get_future().wait_for(30s) == std::future_status::ready); }
};

}  // namespace

TEST_CASE("what waits while a batch runs is the next batch") {
  const auto labeller = std::make_shared<NotingLabeller>();
  WorkQueue queue({.threads = 1, .batch_tokens = 100});
  const Awaited first(labeller, {10});
  REQUIRE(queue.submit(first.work));
  labeller->wait_for_batch();
  const Awaited second(labeller, {10, 20});
  const Awaited third(labeller, {5});
  REQUIRE(queue.submit(second.work));
  REQUIRE(queue.submit(third.work));
  labeller->go();
  first.wait();
  second.wait();
  third.wait();
  CHECK(labeller->batches == std::vector<std::vector<std::size_t>>{{10}, {10, 5, 20}});
  CHECK(second.work->results().size() == 2);
}

TEST_CASE("a batch ends when it has its tokens") {
  const auto labeller = std::make_shared<NotingLabeller>();
  WorkQueue queue({.threads = 1, .batch_tokens = 40});
  const Awaited work(labeller, {10, 10, 10, 10, 10});
  REQUIRE(queue.submit(work.work));
  labeller->go();
  work.wait();
  CHECK(labeller->batches == std::vector<std::vector<std::size_t>>{{10, 10, 10, 10}, {10}});
}

TEST_CASE("long texts take turns, a slice in each batch, and short ones do not wait for their ends") {
  const auto labeller = std::make_shared<NotingLabeller>();
  WorkQueue queue({.threads = 1, .batch_tokens = 40});
  const Awaited first(labeller, {1});
  REQUIRE(queue.submit(first.work));
  labeller->wait_for_batch();
  const Awaited long_one(labeller, {30});
  const Awaited other_long(labeller, {20});
  const Awaited short_one(labeller, {5});
  REQUIRE(queue.submit(long_one.work));
  REQUIRE(queue.submit(other_long.work));
  REQUIRE(queue.submit(short_one.work));
  // Until a thread of its own has prepared the long ones.
  std::this_thread::sleep_for(50ms);
  labeller->go();
  for (const Awaited* work : {&first, &long_one, &other_long, &short_one}) work->wait();
  // At most a quarter of a batch of one long text, behind the short ones.
  for (const auto& batch : labeller->batches) CHECK(batch.back() <= 10);
  std::size_t short_batch = 0;
  while (labeller->batches[short_batch].front() != 5) ++short_batch;
  CHECK(short_batch < labeller->batches.size() - 1);
  CHECK(long_one.work->results().front() == "3 prepared");
  CHECK(other_long.work->results().front() == "2 prepared");
  CHECK(short_one.work->results().front() == "1");
}

TEST_CASE("nobody waits for a piece that is larger than a batch") {
  const auto labeller = std::make_shared<NotingLabeller>(1000);
  WorkQueue queue({.threads = 1, .batch_tokens = 40});
  const Awaited large = Awaited::in_pieces(labeller, {3, 1000, 2});
  REQUIRE(queue.submit(large.work));
  labeller->wait_for_batch();
  const Awaited short_one(labeller, {5});
  const Awaited long_one(labeller, {30});
  REQUIRE(queue.submit(short_one.work));
  REQUIRE(queue.submit(long_one.work));
  short_one.wait();
  long_one.wait();
  CHECK(long_one.work->results().front() == "3 prepared");
  labeller->go();
  large.wait();
  CHECK(large.work->results().front() == "3 prepared");
  CHECK(std::ranges::find(labeller->batches, std::vector<std::size_t>{1000}) != labeller->batches.end());
}

TEST_CASE("a piece that is larger than a batch fails alone") {
  const auto labeller = std::make_shared<NotingLabeller>();
  labeller->go();
  WorkQueue queue({.threads = 1, .batch_tokens = 40});
  const Awaited poison = Awaited::in_pieces(labeller, {1000}, true);
  const Awaited good(labeller, {1});
  REQUIRE(queue.submit(poison.work));
  REQUIRE(queue.submit(good.work));
  poison.wait();
  good.wait();
  CHECK_THROWS_WITH(poison.work->results(), "poison");
}

TEST_CASE("all work that a batch ends is delivered at once") {
  const auto labeller = std::make_shared<NotingLabeller>();
  WorkQueue queue({.threads = 1, .batch_tokens = 100});
  std::vector<std::size_t> delivered;
  queue.deliver = [&](const std::vector<std::function<void()>>& done) {
    delivered.push_back(done.size());
    for (const auto& function : done) function();
  };
  const Awaited first(labeller, {1});
  REQUIRE(queue.submit(first.work));
  labeller->wait_for_batch();
  std::vector<Awaited> others;
  for (std::size_t i = 1; i < 4; ++i) others.emplace_back(labeller, std::vector<std::size_t>{i});
  for (const Awaited& work : others) REQUIRE(queue.submit(work.work));
  labeller->go();
  first.wait();
  for (const Awaited& work : others) work.wait();
  CHECK(delivered == std::vector<std::size_t>{1, 3});
}

TEST_CASE("requests take turns, text by text") {
  const auto labeller = std::make_shared<NotingLabeller>();
  WorkQueue queue({.threads = 1, .batch_tokens = 40});
  const Awaited first(labeller, {1});
  REQUIRE(queue.submit(first.work));
  labeller->wait_for_batch();
  const Awaited large(labeller, std::vector<std::size_t>(6, 10));
  const Awaited small(labeller, {5});
  REQUIRE(queue.submit(large.work));
  REQUIRE(queue.submit(small.work));
  labeller->go();
  large.wait();
  small.wait();
  CHECK(labeller->batches == std::vector<std::vector<std::size_t>>{{1}, {10, 5, 10, 10, 10}, {10, 10}});
}

TEST_CASE("texts of different labellers are not labelled together") {
  const auto one = std::make_shared<NotingLabeller>();
  const auto other = std::make_shared<NotingLabeller>();
  one->go();
  other->go();
  WorkQueue queue({.threads = 1, .batch_tokens = 100});
  std::vector<Awaited> all;
  for (int i = 0; i < 3; ++i) {
    all.emplace_back(one, std::vector<std::size_t>{1});
    all.emplace_back(other, std::vector<std::size_t>{2});
  }
  for (const Awaited& work : all) REQUIRE(queue.submit(work.work));
  for (const Awaited& work : all) work.wait();
  for (const auto& batch : one->batches)
    CHECK(std::set<std::size_t>(batch.begin(), batch.end()) == std::set<std::size_t>{1});
  for (const auto& batch : other->batches)
    CHECK(std::set<std::size_t>(batch.begin(), batch.end()) == std::set<std::size_t>{2});
}

TEST_CASE("a text that fails does not fail the others of its batch") {
  const auto labeller = std::make_shared<NotingLabeller>();
  WorkQueue queue({.threads = 1, .batch_tokens = 100});
  const Awaited first(labeller, {1});
  REQUIRE(queue.submit(first.work));
  labeller->wait_for_batch();
  const Awaited poison(labeller, {1}, true);
  const Awaited good(labeller, {1});
  REQUIRE(queue.submit(poison.work));
  REQUIRE(queue.submit(good.work));
  labeller->go();
  poison.wait();
  good.wait();
  CHECK_THROWS_WITH(poison.work->results(), "poison");
  CHECK(good.work->results().front() == "1");
}

TEST_CASE("cancelled work ends without being done") {
  const auto labeller = std::make_shared<NotingLabeller>();
  WorkQueue queue({.threads = 1, .batch_tokens = 100});
  const Awaited first(labeller, {1});
  REQUIRE(queue.submit(first.work));
  labeller->wait_for_batch();
  const Awaited cancelled(labeller, {7});
  REQUIRE(queue.submit(cancelled.work));
  cancelled.work->cancel();
  labeller->go();
  cancelled.wait();
  first.wait();
  CHECK(labeller->batches == std::vector<std::vector<std::size_t>>{{1}});
}

TEST_CASE("a queue that is full takes no more, and then it does again") {
  const auto labeller = std::make_shared<NotingLabeller>();
  WorkQueue queue({.threads = 1, .batch_tokens = 100, .capacity = 3});
  const Awaited first(labeller, {1, 1, 1});
  REQUIRE(queue.submit(first.work));
  labeller->wait_for_batch();
  CHECK(queue.waiting() == 3);
  const Awaited second(labeller, {1});
  CHECK(!queue.submit(second.work));
  labeller->go();
  first.wait();
  while (queue.waiting() > 0) std::this_thread::sleep_for(1ms);
  REQUIRE(queue.submit(second.work));
  second.wait();
  CHECK(second.work->results().front() == "1");
  while (queue.waiting() > 0) std::this_thread::sleep_for(1ms);
  // One request may always be as large as it is.
  const Awaited third(labeller, {1, 1, 1, 1, 1});
  CHECK(queue.submit(third.work));
  third.wait();
}

TEST_CASE("work without tokens is done as well") {
  const auto labeller = std::make_shared<NotingLabeller>();
  WorkQueue queue({.threads = 2, .batch_tokens = 100});
  const Awaited work(labeller, {0});
  REQUIRE(queue.submit(work.work));
  work.wait();
  CHECK(work.work->results().front() == "0");
}

TEST_CASE("many threads do all work once") {
  const auto labeller = std::make_shared<NotingLabeller>();
  labeller->go();
  struct Quiet : Labeller {
    void run(std::span<const Slice> slices, base::Pool& /*pool*/) const override {
      for (const Slice& slice : slices) static_cast<CountedDocument*>(slice.document)->label(slice.tokens);
    }
  };
  const auto quiet = std::make_shared<Quiet>();
  WorkQueue queue({.threads = 4, .batch_tokens = 64});
  std::vector<Awaited> all;
  for (std::size_t i = 0; i < 500; ++i) all.emplace_back(quiet, std::vector<std::size_t>{i % 50, 1 + i % 7});
  for (const Awaited& work : all) REQUIRE(queue.submit(work.work));
  for (const Awaited& work : all) work.wait();
  for (const Awaited& work : all) CHECK(work.work->results()[1] == "1");
}

}  // namespace seqlab::service
