#include "search/successive_halving.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <string>
#include <vector>

#include "base/errors.h"
#include "catch.h"

namespace {

using namespace seqlab;
using search::HalvingOptions;
using search::HalvingResult;
using search::HalvingRound;
using search::HalvingTrial;
using search::RunState;
using search::TrialStatus;

// A simulated learner: run n scores quality(n) * (1 - 2^-epochs), and an epoch takes a second of its clock.
struct World {
  std::function<double(std::size_t)> quality = [](std::size_t number) {
    return static_cast<double>(number * 7 % 10) / 10;
  };
  std::function<double(std::size_t)> tie_breaker = [](std::size_t) { return 0.0; };
  std::size_t configurations = 1000;
  std::map<std::size_t, std::size_t> fails_after = {};  // number, completed epochs
  std::map<std::size_t, std::size_t> ends_after = {};
  double budget = 1e9;

  double now = 0;
  std::size_t alive = 0;
  std::size_t most_alive = 0;
  std::map<std::size_t, std::size_t> epochs = {};               // of each run
  std::vector<std::pair<std::size_t, std::size_t>> calls = {};  // number, epochs

  [[nodiscard]] bool over() const { return now >= budget; }
  search::HalvingCallbacks make();
};

class SimulatedRun : public search::HalvingRun {
 public:
  SimulatedRun(World& world, std::size_t number) : world_(world), number_(number) {
    world_.most_alive = std::max(world_.most_alive, ++world_.alive);
  }
  ~SimulatedRun() override { --world_.alive; }

  RunState train(std::size_t epochs) override {
    world_.calls.emplace_back(number_, epochs);
    const auto end = world_.ends_after.find(number_);
    const std::size_t last = end == world_.ends_after.end() ? all_epochs : end->second;
    while (state_.epochs < std::min(epochs, last) && !world_.over()) {
      const auto failure = world_.fails_after.find(number_);
      if (failure != world_.fails_after.end() && state_.epochs == failure->second) {
        if (number_ % 2 == 0) throw std::bad_alloc();
        throw Error("the loss is not a finite number");
      }
      world_.now += 1;
      if (world_.over()) return state_;  // an unfinished epoch does not count
      world_.epochs[number_] = ++state_.epochs;
      state_.score = world_.quality(number_) * (1 - std::pow(0.5, static_cast<double>(state_.epochs)));
    }
    state_.tie_breaker = world_.tie_breaker(number_);
    state_.ended = state_.epochs == last;
    return state_;
  }
  [[nodiscard]] std::size_t number() const { return number_; }

  static constexpr std::size_t all_epochs = 27;

 private:
  World& world_;
  std::size_t number_;
  RunState state_;
};

search::HalvingCallbacks World::make() {
  search::HalvingCallbacks result;
  result.start = [this](std::size_t number) {
    return number > configurations ? nullptr : std::make_unique<SimulatedRun>(*this, number);
  };
  result.stop = [this] { return over(); };
  result.seconds = [this] { return now; };
  return result;
}

std::vector<std::pair<std::size_t, std::size_t>> plan(const HalvingOptions& options) {
  std::vector<std::pair<std::size_t, std::size_t>> result;
  for (const HalvingRound& round : search::halving_rounds(options))
    result.emplace_back(round.runs, round.epochs);
  return result;
}

std::size_t count(const HalvingResult& result, TrialStatus status) {
  return static_cast<std::size_t>(
      std::count_if(result.trials.begin(), result.trials.end(),
                    [&](const HalvingTrial& trial) { return trial.status == status; }));
}

std::size_t best_of(const HalvingResult& result) {
  const HalvingTrial* const best = search::best_trial(result.trials);
  return best == nullptr ? 0 : best->number;
}

using Plan = std::vector<std::pair<std::size_t, std::size_t>>;

}  // namespace

TEST_CASE("each round has a third of the runs and three times the epochs, up to all epochs") {
  CHECK(plan({27, 3, 27}) == Plan{{27, 1}, {9, 3}, {3, 9}, {1, 27}});
  CHECK(plan({20, 3, 9}) == Plan{{9, 2}, {3, 7}, {1, 20}});
  CHECK(plan({20, 3, 30}) == Plan{{30, 2}, {10, 7}, {3, 20}});
  CHECK(plan({16, 2, 16}) == Plan{{16, 1}, {8, 2}, {4, 4}, {2, 8}, {1, 16}});
}

TEST_CASE("few runs have few rounds, and a single run is trained to the end at once") {
  CHECK(plan({20, 3, 5}) == Plan{{5, 7}, {1, 20}});
  CHECK(plan({20, 3, 2}) == Plan{{2, 20}});
  CHECK(plan({20, 3, 1}) == Plan{{1, 20}});
  CHECK(plan({1, 3, 50}) == Plan{{50, 1}});
}

TEST_CASE("first_epochs lengthens the first round") {
  CHECK(plan({20, 3, 9, 3}) == Plan{{9, 7}, {3, 20}});
  CHECK(plan({20, 3, 9, 2}) == Plan{{9, 2}, {3, 7}, {1, 20}});
  CHECK(plan({20, 3, 0, 5}) == Plan{{3, 7}, {1, 20}});
  CHECK(plan({20, 3, 9, 20}) == Plan{{9, 20}});
  CHECK(plan({20, 3, 9, 1000}) == Plan{{9, 20}});
}

TEST_CASE("without a number of trials, the epochs decide the size of a bracket") {
  CHECK(plan({20, 3, 0}) == Plan{{9, 2}, {3, 7}, {1, 20}});
  CHECK(plan({2, 3, 0}) == Plan{{3, 2}});
  CHECK(plan({64, 2, 0}) == Plan{{32, 2}, {16, 4}, {8, 8}, {4, 16}, {2, 32}, {1, 64}});
  CHECK(plan({1000000000, 40, 0}) == Plan{{40, 25000000}, {1, 1000000000}});
}

TEST_CASE("runs are trained round by round, the best go on, and the best of all is returned") {
  World world;
  const HalvingResult result = search::successive_halving({27, 3, 9, 1, true}, world.make());
  REQUIRE(result.trials.size() == 9);
  // Qualities 0.7 0.4 0.1 0.8 0.5 0.2 0.9 0.6 0.3.
  CHECK(world.epochs == std::map<std::size_t, std::size_t>{
                            {1, 9}, {2, 3}, {3, 3}, {4, 9}, {5, 3}, {6, 3}, {7, 27}, {8, 3}, {9, 3}});
  CHECK(world.calls.size() == 9 + 3 + 1);
  CHECK(count(result, TrialStatus::stopped) == 8);
  CHECK(result.trials[6].status == TrialStatus::finished);
  CHECK(best_of(result) == 7);
  REQUIRE(result.best_run);
  CHECK(dynamic_cast<const SimulatedRun&>(*result.best_run).number() == 7);
  for (const HalvingTrial& trial : result.trials) {
    CHECK(trial.epochs == world.epochs[trial.number]);
    CHECK(trial.seconds == static_cast<double>(trial.epochs));
  }
}

TEST_CASE("no more runs are alive than those that go on, the one under way and the best") {
  World world;
  CHECK(best_of(search::successive_halving({27, 3, 81, 1, true}, world.make())) != 0);
  CHECK(world.most_alive <= 81 / 3 + 2);
  CHECK(world.alive == 0);
}

TEST_CASE("of equal runs, the first goes on") {
  World world;
  world.quality = [](std::size_t) { return 0.5; };
  const HalvingResult result = search::successive_halving({27, 3, 9, 1, true}, world.make());
  CHECK(best_of(result) == 1);
  CHECK(world.epochs[1] == 27);
  CHECK(world.epochs[2] == 9);
  CHECK(world.epochs[3] == 9);
  CHECK(world.epochs[4] == 3);
}

TEST_CASE("the budget can end the search within a round, and scores until then count") {
  World world;
  world.budget = 3 * 9 + 7.5;  // the first round, then six epochs of trial 7 and the beginning of another
  const HalvingResult result = search::successive_halving({27, 3, 9, 1, true}, world.make());
  CHECK(world.now == 35);
  CHECK(best_of(result) == 7);
  CHECK(result.trials[6].status == TrialStatus::unfinished);
  CHECK(result.trials[6].epochs == 9);
  CHECK(count(result, TrialStatus::unfinished) == 3);
  CHECK(count(result, TrialStatus::stopped) == 6);
  CHECK(result.best_run != nullptr);
}

TEST_CASE("the budget can end the search in the first round, or before it") {
  World world;
  world.budget = 7.5;
  const HalvingResult result = search::successive_halving({27, 3, 9, 1, true}, world.make());
  REQUIRE(result.trials.size() == 3);
  CHECK(result.trials[2].epochs == 1);
  CHECK(count(result, TrialStatus::unfinished) == 3);
  CHECK(best_of(result) == 1);
  World none;
  none.budget = 0;
  const HalvingResult nothing = search::successive_halving({27, 3, 9}, none.make());
  CHECK(nothing.trials.empty());
  CHECK(best_of(nothing) == 0);
  CHECK(nothing.best_run == nullptr);
}

TEST_CASE("without a number of trials, brackets follow each other until the budget is spent") {
  World world;
  world.quality = [](std::size_t number) { return static_cast<double>(number) / 1000; };
  const double bracket = 27 * 1 + 9 * 2 + 3 * 6 + 1 * 18;
  world.budget = 3 * bracket + 0.5;
  const HalvingResult result = search::successive_halving({27, 3, 0}, world.make());
  CHECK(count(result, TrialStatus::finished) == 3);
  CHECK(result.trials.size() == 3 * 27 + 1);
  CHECK(best_of(result) == 81);
  CHECK(world.epochs[27] == 27);
  CHECK(world.epochs[54] == 27);
}

TEST_CASE("a search without a budget ends when every configuration has been tried") {
  World world;
  world.configurations = 31;
  const HalvingResult result = search::successive_halving({27, 3, 0}, world.make());
  CHECK(result.trials.size() == 31);
  CHECK(count(result, TrialStatus::finished) == 2);
  // One of the four in the second bracket goes on.
  CHECK(world.epochs[28] + world.epochs[29] + world.epochs[30] + world.epochs[31] == 27 + 3);
}

TEST_CASE("a run that ends early is finished, not stopped, and keeps its rank") {
  World world;
  world.ends_after = {{7, 2}, {3, 1}};
  const HalvingResult result = search::successive_halving({27, 3, 9, 1, true}, world.make());
  CHECK(result.trials[6].status == TrialStatus::finished);
  CHECK(result.trials[2].status == TrialStatus::finished);
  CHECK(result.trials[2].epochs == 1);
  // 0.9 (1 - 1/4) is less than the final scores of trials 4 and 1.
  CHECK(best_of(result) == 4);
  CHECK(world.epochs[4] == 27);
}

TEST_CASE("a failed run is dropped, with its reason") {
  World world;
  world.fails_after = {{7, 4}, {4, 0}};
  const HalvingResult result = search::successive_halving({27, 3, 9, 1, true}, world.make());
  CHECK(result.trials[6].status == TrialStatus::failed);
  CHECK(result.trials[6].failure == "the loss is not a finite number");
  CHECK(result.trials[6].epochs == 3);
  CHECK(result.trials[3].status == TrialStatus::failed);
  CHECK(result.trials[3].failure == "out of memory");
  CHECK_FALSE(result.trials[3].score);
  CHECK(best_of(result) == 1);
  CHECK(world.epochs[1] == 27);
  REQUIRE(result.best_run);
  CHECK(dynamic_cast<const SimulatedRun&>(*result.best_run).number() == 1);
}

TEST_CASE("if all runs that went on failed, the best of the others is trained again on request") {
  World world;
  world.fails_after = {{7, 9}};
  const HalvingResult result = search::successive_halving({27, 3, 9, 1, true}, world.make());
  CHECK(result.trials[6].status == TrialStatus::failed);
  CHECK(best_of(result) == 4);
  REQUIRE(result.best_run);
  CHECK(dynamic_cast<const SimulatedRun&>(*result.best_run).number() == 4);
  CHECK(world.calls.back() == std::pair<std::size_t, std::size_t>{4, 9});
  CHECK(world.alive == 1);
  CHECK(result.trials.size() == 9);

  World unwanted;
  unwanted.fails_after = {{7, 9}};
  const HalvingResult other = search::successive_halving({27, 3, 9}, unwanted.make());
  CHECK(best_of(other) == 4);
  CHECK(other.best_run == nullptr);
  CHECK(unwanted.calls.back().first == 7);
}

TEST_CASE("a best run that cannot be retrained as far as before is not returned") {
  World world;
  world.fails_after = {{7, 9}};
  search::HalvingCallbacks callbacks = world.make();
  const auto start = callbacks.start;
  callbacks.start = [&](std::size_t number) {
    if (world.calls.size() == 9 + 3 + 1) world.budget = world.now + 3;
    return start(number);
  };
  CHECK(search::successive_halving({27, 3, 9, 1, true}, callbacks).best_run == nullptr);
}

TEST_CASE("the tie breaker decides between equal scores, in each round and at the end") {
  World world;
  world.quality = [](std::size_t) { return 0.0; };
  world.tie_breaker = [](std::size_t number) { return -std::abs(static_cast<double>(number) - 5); };
  const HalvingResult result = search::successive_halving({27, 3, 9}, world.make());
  CHECK(best_of(result) == 5);
  CHECK(world.epochs[5] == 27);
  CHECK(world.epochs[4] == 9);
  CHECK(world.epochs[6] == 9);
}

TEST_CASE("a search whose runs all fail ends") {
  World world;
  for (std::size_t number = 1; number <= 1000; ++number) world.fails_after[number] = 0;
  const HalvingResult result = search::successive_halving({27, 3, 0}, world.make());
  CHECK(result.trials.size() == 27);
  CHECK(best_of(result) == 0);
}

TEST_CASE("a run that cannot even start has failed") {
  World world;
  search::HalvingCallbacks callbacks = world.make();
  const auto start = callbacks.start;
  callbacks.start = [&](std::size_t number) {
    if (number == 2) throw UsageError("no such label");
    return start(number);
  };
  const HalvingResult result = search::successive_halving({27, 3, 3}, callbacks);
  REQUIRE(result.trials.size() == 3);
  CHECK(result.trials[1].status == TrialStatus::failed);
  CHECK(result.trials[1].failure == "no such label");
  CHECK(best_of(result) == 1);
}

TEST_CASE("each round of a run is reported, with all trials so far") {
  World world;
  search::HalvingCallbacks callbacks = world.make();
  std::vector<std::size_t> numbers;
  callbacks.trained = [&](const HalvingTrial& trial, const std::vector<HalvingTrial>& trials) {
    numbers.push_back(trial.number);
    CHECK(&trials[trial.number - 1] == &trial);
    CHECK(trial.score);
  };
  search::successive_halving({27, 3, 9}, callbacks);
  CHECK(numbers == std::vector<std::size_t>{1, 2, 3, 4, 5, 6, 7, 8, 9, 7, 4, 1, 7});
}

TEST_CASE("a trial with a complete epoch beats one without, whatever their scores") {
  std::vector<HalvingTrial> trials(2);
  trials[0].number = 1;
  trials[0].score = 0.9;
  trials[1].number = 2;
  trials[1].score = 0.1;
  CHECK(search::best_trial(trials)->number == 1);
  trials[1].epochs = 1;
  CHECK(search::best_trial(trials)->number == 2);
  trials[1].score = std::nullopt;
  CHECK(search::best_trial(trials)->number == 1);
}
