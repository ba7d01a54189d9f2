#include "verbs/tuning_record.h"

#include <utility>

#include "base/errors.h"

namespace seqlab::programs {

const TuningStep& TuningRecord::repeat(std::size_t trial) {
  const TuningStep& step = steps_.at(next_++);
  if (step.trial != trial) throw ModelError("the checkpoint is of a search that went otherwise");
  return step;
}

void TuningRecord::add(TuningStep step) {
  steps_.push_back(std::move(step));
  next_ = steps_.size();
}

void TuningRecord::archive(base::Archive& archive) {
  const base::Archive::Scope scope(archive, "steps");
  constexpr std::uint64_t most = 10'000'000;
  std::uint64_t size = steps_.size();
  archive.count("size", size, most);
  if (archive.restores()) steps_.clear();
  for (std::uint64_t i = 0; i < size; ++i) {
    const base::Archive::Scope one(archive, std::to_string(i));
    TuningStep step = archive.restores() ? TuningStep() : steps_[i];
    archive.number("trial", step.trial);
    archive_state(archive, step.state);
    archive.flag("failed", step.failed);
    archive.text("failure", step.failure);
    archive.number("seconds", step.seconds);
    if (archive.restores()) steps_.push_back(std::move(step));
  }
}

void archive_state(base::Archive& archive, search::RunState& state) {
  const base::Archive::Scope scope(archive, "state");
  archive.number("epochs", state.epochs);
  bool scored = state.score.has_value();
  double score = state.score.value_or(0);
  archive.flag("scored", scored);
  archive.number("score", score);
  state.score = scored ? std::optional(score) : std::nullopt;
  archive.number("tie_breaker", state.tie_breaker);
  archive.flag("ended", state.ended);
}

}  // namespace seqlab::programs
