// Trainings that stop and go on from a checkpoint.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <string>

#include "catch.h"
#include "kernels/instruction_set.h"
#include "options/training_options.h"
#include "own_file.h"
#include "trained.h"
#include "training/checkpoint.h"
#include "training/training_session.h"

namespace seqlab::tests {

// Checks that a training that is cut after so many steps gives the bytes of one that is not; 0: before the
// first step. begin(observer): a new session.
template <class Begin>
void check_resumed_training(const std::string& kind, const options::TrainingOptions& options,
                            std::initializer_list<std::size_t> cuts, const Begin& begin) {
  const auto whole = begin(training::SessionObserver());
  whole->train_until(options.epochs);
  const auto identity_of = [&](const training::TrainingSession& session) {
    return training::CheckpointIdentity{kind, training::identifying_options(options),
                                        kernels::instruction_set(), session.data_hash()};
  };
  for (const std::size_t steps : cuts) {
    const OwnFile file("checkpoint");
    std::unique_ptr<training::TrainingSession> first;
    std::size_t done = 0;
    const auto write = [&] {
      training::Checkpoint::write(file.path, identity_of(*begin(training::SessionObserver())), {},
                                  [&](base::Archive& archive) { first->archive(archive); });
    };
    training::SessionObserver observer;
    observer.stop = [&] {
      if (++done != steps) return false;
      write();
      return true;
    };
    first = begin(observer);
    if (steps == 0) {
      write();
    } else {
      first->train_until(options.epochs);
    }
    const auto second = begin(training::SessionObserver());
    const auto checkpoint = training::Checkpoint::open(file.path);
    checkpoint->check(identity_of(*second));
    checkpoint->restore([&](base::Archive& archive) { second->archive(archive); });
    CHECK(second->steps() == steps);
    second->train_until(options.epochs);
    CHECK(bytes_of(*second->best()) == bytes_of(*whole->best()));
  }
}

}  // namespace seqlab::tests
