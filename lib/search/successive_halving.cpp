#include "search/successive_halving.h"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

#include "base/errors.h"

namespace seqlab::search {

namespace {

// Runs of a bracket where no number is given: a third of them are in memory at a time.
constexpr std::size_t most_by_default = 32;

// eta^s for the largest s with eta^s <= limit.
std::size_t largest_power(std::size_t eta, std::size_t limit) {
  std::size_t power = 1;
  while (power <= limit / eta) power *= eta;
  return power;
}

// Whether the first is the better of two trials that are still in the race.
bool better(const HalvingTrial& a, const HalvingTrial& b) {
  if (a.score != b.score) return a.score > b.score;  // none is less than any
  if (a.tie_breaker != b.tie_breaker) return a.tie_breaker > b.tie_breaker;
  return a.number < b.number;
}

class Search {
 public:
  Search(const HalvingOptions& options, const HalvingCalls& calls) : options_(options), calls_(calls) {}

  HalvingResult search() {
    do {
      search_bracket();
    } while (options_.trials == 0 && !exhausted_ && !over_ && !hopeless_);
    if (options_.best_run) train_best_again();
    return std::move(result_);
  }

 private:
  struct Live {
    std::size_t index = 0;  // of the trial
    std::shared_ptr<HalvingRun> run;
  };

  void search_bracket() {
    const std::vector<HalvingRound> rounds = halving_rounds(options_);
    const std::size_t first = result_.trials.size();
    std::vector<Live> live;
    for (std::size_t round = 0; round < rounds.size() && !over_; ++round) {
      const std::size_t runs = round == 0 ? rounds[0].runs : live.size();
      const bool last = round + 1 == rounds.size();
      std::vector<Live> next;
      std::size_t trained = 0;
      for (; trained < runs; ++trained) {
        over_ = calls_.stop();
        if (over_) return;
        Live current = round == 0 ? begin() : std::exchange(live[trained], Live{});
        if (round == 0 && exhausted_) break;
        train(current, rounds[round].epochs);
        over_ = calls_.stop();
        if (over_) return;
        if (result_.trials[current.index].status == TrialStatus::failed) continue;
        next.push_back(std::move(current));
        keep_best(next, last ? 0 : kept_of(runs));
      }
      // There may be fewer configurations than were asked for.
      if (!last) keep_best(next, kept_of(trained));
      live = std::move(next);
      if (live.empty()) break;
    }
    hopeless_ = std::all_of(result_.trials.begin() + static_cast<std::ptrdiff_t>(first), result_.trials.end(),
                            [](const HalvingTrial& trial) { return trial.status == TrialStatus::failed; });
  }

  [[nodiscard]] std::size_t kept_of(std::size_t runs) const {
    return std::max<std::size_t>(1, runs / options_.eta);
  }

  Live begin() {
    const double before = calls_.seconds();
    HalvingTrial trial;
    trial.number = result_.trials.size() + 1;
    Live live{result_.trials.size(), nullptr};
    attempt(trial, [&] { live.run = calls_.begin(trial.number); });
    trial.seconds = calls_.seconds() - before;
    exhausted_ = !live.run && trial.status != TrialStatus::failed;
    if (exhausted_) return live;
    result_.trials.push_back(std::move(trial));
    runs_.push_back(live.run);
    return live;
  }

  void train(Live& live, std::size_t epochs) {
    HalvingTrial& trial = result_.trials[live.index];
    if (trial.status == TrialStatus::finished) return;
    if (trial.status == TrialStatus::unfinished) {
      const double before = calls_.seconds();
      attempt(trial, [&] {
        const RunState state = live.run->train(epochs);
        trial.epochs = state.epochs;
        trial.score = state.score;
        trial.tie_breaker = state.tie_breaker;
        if (state.ended) trial.status = TrialStatus::finished;
      });
      trial.seconds += calls_.seconds() - before;
    }
    if (trial.status == TrialStatus::failed) live.run.reset();
    hold_best();
    calls_.trained(trial, result_.trials);
  }

  static void attempt(HalvingTrial& trial, const std::function<void()>& work) {
    try {
      work();
      return;
    } catch (const Error& error) {
      trial.failure = error.what();
    } catch (const std::bad_alloc&) {
      trial.failure = "out of memory";
    } catch (const std::length_error&) {
      trial.failure = "out of memory: more was asked for than any memory holds";
    }
    trial.status = TrialStatus::failed;
  }

  // Holds on to the run of the best trial.
  void hold_best() {
    if (!options_.best_run) return;
    const HalvingTrial* const best = best_trial(result_.trials);
    result_.best_run = best == nullptr ? nullptr : runs_[best->number - 1].lock();
  }

  // Where it was dropped.
  void train_best_again() {
    const HalvingTrial* const best = best_trial(result_.trials);
    if (best == nullptr || result_.best_run) return;
    std::shared_ptr<HalvingRun> run = calls_.begin(best->number);
    if (run->train(best->epochs).epochs == best->epochs) result_.best_run = std::move(run);
  }

  // Drops what is not among the best `kept`.
  void keep_best(std::vector<Live>& runs, std::size_t kept) {
    const auto& trials = result_.trials;
    std::sort(runs.begin(), runs.end(),
              [&](const Live& a, const Live& b) { return better(trials[a.index], trials[b.index]); });
    for (; runs.size() > kept; runs.pop_back()) {
      HalvingTrial& trial = result_.trials[runs.back().index];
      if (trial.status == TrialStatus::unfinished) trial.status = TrialStatus::stopped;
    }
  }

  const HalvingOptions& options_;
  const HalvingCalls& calls_;
  HalvingResult result_;
  std::vector<std::weak_ptr<HalvingRun>> runs_;  // of each trial
  bool exhausted_ = false;                       // there is no other configuration
  bool over_ = false;                            // stop() said so
  bool hopeless_ = false;                        // every run of a bracket has failed
};

}  // namespace

std::vector<HalvingRound> halving_rounds(const HalvingOptions& options) {
  // A round of all epochs is the first where that is longer.
  const std::size_t most =
      largest_power(options.eta, std::max<std::size_t>(1, options.epochs / options.first));
  std::size_t runs = options.trials;
  if (runs == 0) runs = std::max(options.eta, largest_power(options.eta, std::min(most, most_by_default)));
  std::vector<HalvingRound> rounds;
  for (std::size_t power = std::min(most, largest_power(options.eta, runs));; power /= options.eta) {
    // To the nearest.
    rounds.push_back({runs, (2 * options.epochs + power) / (2 * power)});
    if (power == 1) return rounds;
    runs = std::max<std::size_t>(1, runs / options.eta);
  }
}

std::string to_string(TrialStatus status) {
  switch (status) {
    case TrialStatus::stopped:
      return "stopped";
    case TrialStatus::finished:
      return "finished";
    case TrialStatus::failed:
      return "failed";
    case TrialStatus::unfinished:
      break;
  }
  return "unfinished";
}

const HalvingTrial* best_trial(const std::vector<HalvingTrial>& trials) {
  const HalvingTrial* best = nullptr;
  for (const HalvingTrial& trial : trials) {
    if (trial.status == TrialStatus::failed || !trial.score) continue;
    const bool whole = trial.epochs > 0;
    if (best == nullptr || (whole && best->epochs == 0) ||
        (whole == (best->epochs > 0) && better(trial, *best))) {
      best = &trial;
    }
  }
  return best;
}

HalvingResult successive_halving(const HalvingOptions& options, const HalvingCalls& calls) {
  return Search(options, calls).search();
}

}  // namespace seqlab::search
