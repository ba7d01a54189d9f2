// Successive halving (Jamieson and Talwalkar 2016): after each round of training, only the best runs go on.
// The rounds are those of Hyperband's most aggressive bracket (Li et al. 2017).
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace seqlab::search {

struct HalvingOptions {
  std::size_t epochs = 1;        // of a complete run; at least 1
  std::size_t eta = 3;           // one run of this many goes on after a round; at least 2
  std::size_t trials = 0;        // runs in all, in one bracket; 0: bracket after bracket, until stop(), until
                                 // no configuration is left or until all runs of a bracket fail. Such a
                                 // bracket has eta^s runs, with the largest s for which eta^s <= epochs /
                                 // first_epochs and eta^s <= 32, but at least eta
  std::size_t first_epochs = 1;  // at least this many in the first round
  bool keep_best_run = false;    // fill HalvingResult::best_run. If the best run was dropped before a better
                                 // one failed, it is trained again
};

struct HalvingRound {
  std::size_t runs = 0;    // that take part
  std::size_t epochs = 0;  // that each of them has trained when the round ends
};
// The rounds of one bracket: s rounds that each keep one run of eta, at least one, then one of all epochs. s
// is the largest with eta^s <= epochs / first_epochs and eta^s <= runs. Each round ends at eta times the
// epochs of the one before.
std::vector<HalvingRound> halving_rounds(const HalvingOptions& options);

// The progress of a run.
struct RunState {
  std::size_t epochs = 0;       // completed
  std::optional<double> score;  // the best so far; higher is better
  double tie_breaker = 0;       // decides between equal scores, higher is better; must never fall
  bool ended = false;           // nothing is left to train, for another reason than HalvingCallbacks::stop()
};

// The training of one configuration.
class HalvingRun {
 public:
  HalvingRun() = default;
  virtual ~HalvingRun() = default;
  HalvingRun(const HalvingRun&) = delete;
  HalvingRun& operator=(const HalvingRun&) = delete;

  // Trains until `epochs` epochs in all are complete, the run ends, or the caller's stop() returns true.
  // A seqlab::Error or a lack of memory (std::bad_alloc, std::length_error) makes it a failed run.
  virtual RunState train(std::size_t epochs) = 0;
};

enum class TrialStatus {
  unfinished,  // under way, or cut short by the end of the search
  stopped,     // dropped for better runs
  finished,    // trained to its end
  failed
};
std::string to_string(TrialStatus status);

struct HalvingTrial {
  std::size_t number = 0;       // from 1
  std::size_t epochs = 0;       // as in RunState
  std::optional<double> score;  // as in RunState
  double tie_breaker = 0;       // as in RunState
  double seconds = 0;           // spent on it
  TrialStatus status = TrialStatus::unfinished;
  std::string failure = {};  // why it failed
};

// What an exception means for the trial in which it was thrown.
std::string failure_of(const std::exception& error);

struct HalvingCallbacks {
  // Creates the run of a trial; a number given before means the same run once more. Null if no configuration
  // is left. May throw what HalvingRun::train() may, with the same effect.
  std::function<std::unique_ptr<HalvingRun>(std::size_t number)> start;
  // Called between runs; true ends the search.
  std::function<bool()> stop;
  // A clock, for HalvingTrial::seconds.
  std::function<double()> seconds;
  // Called after a trial was trained to the end of a round, or as far as it went, with all trials so far.
  std::function<void(const HalvingTrial&, const std::vector<HalvingTrial>&)> trained =
      [](const HalvingTrial&, const std::vector<HalvingTrial>&) {};
};

struct HalvingResult {
  std::vector<HalvingTrial> trials;  // in order of their numbers
  // The run of the best trial, if HalvingOptions::keep_best_run; null if there is none, or if it was trained
  // again and did not get as far as before.
  std::shared_ptr<HalvingRun> best_run;
};

// The trial with the best score among those that have not failed, or the first of equals. Any trial with a
// complete epoch beats one without. Null if none has a score.
const HalvingTrial* best_trial(const std::vector<HalvingTrial>& trials);

// Trains one run at a time. A run that cannot reach the next round is dropped at once, so no more runs exist
// at a time than those that go on, the one under way and the best one.
HalvingResult successive_halving(const HalvingOptions& options, const HalvingCallbacks& callbacks);

}  // namespace seqlab::search
