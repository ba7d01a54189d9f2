#include "search/successive_halving.h"

#include <algorithm>
#include <new>
#include <stdexcept>
#include <utility>

#include "base/errors.h"

namespace seqlab::search {

namespace {

// The size of the largest bracket if no number of trials is given; 1/eta of its runs are in memory at once.
constexpr std::size_t largest_default_bracket = 32;

// eta^s for the largest s with eta^s <= limit.
std::size_t largest_power(std::size_t eta, std::size_t limit) {
  std::size_t power = 1;
  while (power <= limit / eta) power *= eta;
  return power;
}

// Whether trial a, not failed, is better than trial b, not failed either.
bool better(const HalvingTrial& a, const HalvingTrial& b) {
  if (a.score != b.score) return a.score > b.score;  // no score is less than any
  if (a.tie_breaker != b.tie_breaker) return a.tie_breaker > b.tie_breaker;
  return a.number < b.number;
}

class Search {
 public:
  Search(const HalvingOptions& options, const HalvingCallbacks& callbacks)
      : options_(options), callbacks_(callbacks) {}

  HalvingResult search() {
    do {
      search_bracket();
    } while (options_.trials == 0 && !exhausted_ && !stopped_ && !all_failed_);
    if (options_.keep_best_run) retrain_best();
    return std::move(result_);
  }

 private:
  struct ActiveRun {
    std::size_t index = 0;  // of the trial
    std::shared_ptr<HalvingRun> run;
  };

  void search_bracket() {
    const std::vector<HalvingRound> rounds = halving_rounds(options_);
    const std::size_t first = result_.trials.size();
    std::vector<ActiveRun> active;
    for (std::size_t round = 0; round < rounds.size() && !stopped_; ++round) {
      const std::size_t runs = round == 0 ? rounds[0].runs : active.size();
      const bool last = round + 1 == rounds.size();
      std::vector<ActiveRun> next;
      std::size_t trained = 0;
      for (; trained < runs; ++trained) {
        stopped_ = callbacks_.stop();
        if (stopped_) return;
        ActiveRun current = round == 0 ? start() : std::exchange(active[trained], ActiveRun{});
        if (round == 0 && exhausted_) break;
        train(current, rounds[round].epochs);
        stopped_ = callbacks_.stop();
        if (stopped_) return;
        if (result_.trials[current.index].status == TrialStatus::failed) continue;
        next.push_back(std::move(current));
        keep_best(next, last ? 0 : survivors_of(runs));
      }
      // The configurations may have run out.
      if (!last) keep_best(next, survivors_of(trained));
      active = std::move(next);
      if (active.empty()) break;
    }
    all_failed_ =
        std::all_of(result_.trials.begin() + static_cast<std::ptrdiff_t>(first), result_.trials.end(),
                    [](const HalvingTrial& trial) { return trial.status == TrialStatus::failed; });
  }

  [[nodiscard]] std::size_t survivors_of(std::size_t runs) const {
    return std::max<std::size_t>(1, runs / options_.eta);
  }

  ActiveRun start() {
    const double before = callbacks_.seconds();
    HalvingTrial trial;
    trial.number = result_.trials.size() + 1;
    ActiveRun active{result_.trials.size(), nullptr};
    attempt(trial, [&] { active.run = callbacks_.start(trial.number); });
    trial.seconds = callbacks_.seconds() - before;
    exhausted_ = !active.run && trial.status != TrialStatus::failed;
    if (exhausted_) return active;
    result_.trials.push_back(std::move(trial));
    runs_.push_back(active.run);
    return active;
  }

  void train(ActiveRun& active, std::size_t epochs) {
    HalvingTrial& trial = result_.trials[active.index];
    if (trial.status == TrialStatus::finished) return;
    if (trial.status == TrialStatus::unfinished) {
      const double before = callbacks_.seconds();
      attempt(trial, [&] {
        const RunState state = active.run->train(epochs);
        trial.epochs = state.epochs;
        trial.score = state.score;
        trial.tie_breaker = state.tie_breaker;
        if (state.ended) trial.status = TrialStatus::finished;
      });
      trial.seconds += callbacks_.seconds() - before;
    }
    if (trial.status == TrialStatus::failed) active.run.reset();
    remember_best_run();
    callbacks_.trained(trial, result_.trials);
  }

  static void attempt(HalvingTrial& trial, const std::function<void()>& work) {
    try {
      work();
      return;
    } catch (const Error& error) {
      trial.failure = failure_of(error);
    } catch (const std::bad_alloc& error) {
      trial.failure = failure_of(error);
    } catch (const std::length_error& error) {
      trial.failure = failure_of(error);
    }
    trial.status = TrialStatus::failed;
  }

  // Keeps the run of the best trial alive.
  void remember_best_run() {
    if (!options_.keep_best_run) return;
    const HalvingTrial* const best = best_trial(result_.trials);
    result_.best_run = best == nullptr ? nullptr : runs_[best->number - 1].lock();
  }

  // If its run was dropped.
  void retrain_best() {
    const HalvingTrial* const best = best_trial(result_.trials);
    if (best == nullptr || result_.best_run) return;
    std::shared_ptr<HalvingRun> run = callbacks_.start(best->number);
    if (run->train(best->epochs).epochs == best->epochs) result_.best_run = std::move(run);
  }

  // Drops all runs but the best `kept`.
  void keep_best(std::vector<ActiveRun>& runs, std::size_t kept) {
    const auto& trials = result_.trials;
    std::sort(runs.begin(), runs.end(), [&](const ActiveRun& a, const ActiveRun& b) {
      return better(trials[a.index], trials[b.index]);
    });
    for (; runs.size() > kept; runs.pop_back()) {
      HalvingTrial& trial = result_.trials[runs.back().index];
      if (trial.status == TrialStatus::unfinished) trial.status = TrialStatus::stopped;
    }
  }

  const HalvingOptions& options_;
  const HalvingCallbacks& callbacks_;
  HalvingResult result_;
  std::vector<std::weak_ptr<HalvingRun>> runs_;  // of each trial
  bool exhausted_ = false;                       // no configuration is left
  bool stopped_ = false;                         // by stop()
  bool all_failed_ = false;                      // every run of the last bracket has failed
};

}  // namespace

std::vector<HalvingRound> halving_rounds(const HalvingOptions& options) {
  // Where the first round takes all epochs, it is the only one.
  const std::size_t largest =
      largest_power(options.eta, std::max<std::size_t>(1, options.epochs / options.first_epochs));
  std::size_t runs = options.trials;
  if (runs == 0)
    runs = std::max(options.eta, largest_power(options.eta, std::min(largest, largest_default_bracket)));
  std::vector<HalvingRound> rounds;
  for (std::size_t power = std::min(largest, largest_power(options.eta, runs));; power /= options.eta) {
    // Rounded to the nearest.
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

std::string failure_of(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) return "out of memory";
  if (dynamic_cast<const std::length_error*>(&error) != nullptr) {
    return "out of memory: the request exceeds any memory";
  }
  return error.what();
}

const HalvingTrial* best_trial(const std::vector<HalvingTrial>& trials) {
  const HalvingTrial* best = nullptr;
  for (const HalvingTrial& trial : trials) {
    if (trial.status == TrialStatus::failed || !trial.score) continue;
    const bool complete = trial.epochs > 0;
    if (best == nullptr || (complete && best->epochs == 0) ||
        (complete == (best->epochs > 0) && better(trial, *best))) {
      best = &trial;
    }
  }
  return best;
}

HalvingResult successive_halving(const HalvingOptions& options, const HalvingCallbacks& callbacks) {
  return Search(options, callbacks).search();
}

}  // namespace seqlab::search
