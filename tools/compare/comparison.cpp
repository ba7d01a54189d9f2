#include "compare/comparison.h"

#include <mutex>
#include <vector>

#include "base/pool.h"
#include "compare/adding_task.h"
#include "compare/copy_task.h"
#include "compare/corpus_task.h"
#include "compare/networks.h"
#include "compare/report.h"
#include "compare/training.h"
#include "program/console.h"

namespace seqlab::compare {

void compare(const Options& options, std::ostream& summary) {
  const std::vector<Network> networks = chosen_networks(options.cells);
  Report report(options.output, summary);
  base::Pool pool(options.threads);
  programs::Console console(false);
  std::mutex mutex;
  const auto run = [&](const Task& task) {
    std::vector<Training> trainings(networks.size() * options.seeds);
    const std::size_t steps = trainings.size() * options.setup.steps;
    std::size_t done = 0;
    const auto tell = [&](std::size_t more) {
      const std::lock_guard lock(mutex);
      console.progress(task.name(), done += more, steps, "steps");
    };
    pool.run(trainings.size(), [&](std::size_t i) {
      trainings[i] = train(networks[i / options.seeds], task, options.setup, 1 + i % options.seeds, tell);
    });
    report.add(task, trainings);
  };
  for (const TaskKind kind : options.tasks) {
    if (kind == TaskKind::corpus) {
      run(corpus_task(options.corpus));
      continue;
    }
    for (const std::size_t length : options.lengths) {
      run(kind == TaskKind::copy ? copy_task(length) : adding_task(length));
    }
  }
  report.close();
}

}  // namespace seqlab::compare
