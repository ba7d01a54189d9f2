// Which of many runs are worth being trained to the end: successive halving (Jamieson and Talwalkar 2016),
// with rounds as in the most eager bracket of Hyperband (Li et al. 2017).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace seqlab::search {

struct HalvingOptions {
  std::size_t epochs = 1;  // of a run that goes to the end, at least 1
  std::size_t eta = 3;     // of so many runs one goes on after a round, at least 2
  std::size_t trials = 0;  // runs in all, halved together; 0: as many as there is time for, in brackets of
                           // eta^s, s at least 1 and the largest with eta^s <= epochs / first and eta^s <=
                           // 32, until all the runs of a bracket fail
  std::size_t first = 1;   // epochs of the first round, at least
  bool best_run = false;   // HalvingResult::best_run is wanted: one that was dropped before a better one
                           // failed is trained again
};

// The runs that are left train until so many epochs are over in all.
struct HalvingRound {
  std::size_t runs = 0;
  std::size_t epochs = 0;
};
// The rounds of one bracket: after s rounds of which each keeps one of eta, but at least one, the last has
// all epochs; s is the largest with eta^s <= epochs / first and eta^s <= runs, and a round has eta times the
// epochs of the one before it.
std::vector<HalvingRound> halving_rounds(const HalvingOptions& options);

// How far a run is.
struct RunState {
  std::size_t epochs = 0;       // whole ones
  std::optional<double> score;  // the best so far: the higher, the better
  double tie_breaker = 0;       // of equal scores, the higher is better; must not fall either
  bool ended = false;           // nothing is left to train, and not because of HalvingCalls::stop()
};

// One configuration, being trained.
class HalvingRun {
 public:
  HalvingRun() = default;
  virtual ~HalvingRun() = default;
  HalvingRun(const HalvingRun&) = delete;
  HalvingRun& operator=(const HalvingRun&) = delete;

  // Trains until so many epochs are over in all, or the run ends before that, or the caller's stop() says so.
  // seqlab::Error, and no memory being left, make it a run that has failed.
  virtual RunState train(std::size_t epochs) = 0;
};

enum class TrialStatus {
  unfinished,  // the search has ended first, or is under way
  stopped,     // others did better
  finished,    // trained to its end
  failed
};
std::string to_string(TrialStatus status);

struct HalvingTrial {
  std::size_t number = 0;       // from 1
  std::size_t epochs = 0;       // as in RunState
  std::optional<double> score;  // the best that was measured
  double tie_breaker = 0;       // as in RunState
  double seconds = 0;           // of its training
  TrialStatus status = TrialStatus::unfinished;
  std::string failure = {};  // of one that has failed
};

struct HalvingCalls {
  // Makes the run of a trial. Null when there is nothing else to try. What train() may throw, and with the
  // same effect. A number that it was given before asks for the same run once more.
  std::function<std::unique_ptr<HalvingRun>(std::size_t number)> begin;
  // Asked between runs: true ends the search.
  std::function<bool()> stop;
  // A clock, for HalvingTrial::seconds.
  std::function<double()> seconds;
  // A trial has been trained on, to the end of a round or as far as it went; all trials so far.
  std::function<void(const HalvingTrial&, const std::vector<HalvingTrial>&)> trained =
      [](const HalvingTrial&, const std::vector<HalvingTrial>&) {};
};

struct HalvingResult {
  std::vector<HalvingTrial> trials;  // in order of their numbers
  // The run of the best trial, if it is wanted; null when there is none, or when it had to be trained again
  // and did not come as far as before.
  std::shared_ptr<HalvingRun> best_run;
};

// The one with the best score, of equals the first, that has not failed, and rather one that has a whole
// epoch; null when none has a score.
const HalvingTrial* best_trial(const std::vector<HalvingTrial>& trials);

// Runs are trained one at a time. A run that cannot go on to the next round is dropped at once, so that at
// any time there are no more than those that do, one under way and the best one.
HalvingResult successive_halving(const HalvingOptions& options, const HalvingCalls& calls);

}  // namespace seqlab::search
