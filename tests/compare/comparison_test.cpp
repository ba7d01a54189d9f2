// The comparison as a whole, and the program.
#include "compare/comparison.h"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "../cli/run_program.h"
#include "../io/temporary_folder.h"
#include "catch.h"
#include "contains.h"

using namespace seqlab;
using namespace seqlab::compare;
using namespace seqlab::tests;

namespace {

const std::string program = SEQLAB_COMPARE_CELLS;

std::size_t lines_of(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("a comparison of all networks gives the same tables with one thread and with two") {
  const TemporaryFolder folder;
  Options options;
  options.lengths = {3, 6};
  options.setup = {.hidden = 8, .batch_size = 4, .steps = 5, .test_every = 2};
  options.seeds = 2;
  std::vector<std::string> learning;
  std::vector<std::string> gradients;
  for (const std::size_t threads : {1U, 2U}) {
    options.threads = threads;
    options.output = folder.path(std::to_string(threads));
    std::ostringstream summary;
    compare::compare(options, summary);
    learning.push_back(read_bytes(options.output + "/learning.tsv"));
    gradients.push_back(read_bytes(options.output + "/gradients.tsv"));
    for (const Network& network : all_networks()) CHECK(contains(summary.str(), network.name()));
  }
  CHECK(learning[0] == learning[1]);
  CHECK(gradients[0] == gradients[1]);
  const std::size_t trainings = 8 * all_networks().size();
  CHECK(lines_of(learning[0]) == 1 + trainings * 4);                 // after 0, 2, 4 and 5 steps
  CHECK(lines_of(gradients[0]) == 1 + trainings / 2 * (3 + 6) * 2);  // before and after
}

TEST_CASE("the program writes tables and a summary") {
  const TemporaryFolder folder;
  const std::string corpus = folder.file("corpus.conll", "the D\ndog N\n\n");
  const Outcome outcome = run({program, "--output", folder.path("new/folder"), "--tasks", "copy,corpus",
                               "--lengths", "3", "--cells", "gru,rnn Gaussian U", "--steps", "2", "--hidden",
                               "8", "--train", corpus, "--dev", corpus});
  CHECK(outcome.code == 0);
  CHECK(outcome.err.empty());
  CHECK(contains(outcome.out, "copy, length 3"));
  CHECK(contains(outcome.out, "rnn Gaussian U"));
  const std::string learning = read_bytes(folder.path("new/folder/learning.tsv"));
  CHECK(learning.starts_with("task\tlength\tnetwork\tseed\tstep\tloss\tscore\ncopy\t3\tgru\t1\t0\t"));
  CHECK(contains(learning, "\ncorpus\t-\trnn Gaussian U\t1\t2\t"));
  CHECK(contains(read_bytes(folder.path("new/folder/gradients.tsv")), "\ncopy\t3\tgru\t1\t2\t2\t"));
}

TEST_CASE("wrong options end with code 2 and say what would be right") {
  const TemporaryFolder folder;
  const auto refused = [&](std::vector<std::string> arguments, const std::string& message) {
    arguments.insert(arguments.begin(), program);
    const Outcome outcome = run(arguments);
    CAPTURE(outcome.err);
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.err, message));
    CHECK(outcome.out.empty());
  };
  const std::string output = folder.path("output");
  refused({}, "--output");
  refused({"--output", output, "--cells", "lstn"}, "the nearest is 'lstm'");
  refused({"--output", output, "--tasks", "coppy"}, "copy");
  refused({"--output", output, "--lengths", "1"}, "2 to");
  refused({"--output", output, "--hidden", "6"}, "multiple of 4");
  refused({"--output", output, "--tasks", "corpus"}, "--train");
  refused({"--output", output, "--train", "x"}, "--tasks");
  refused({"--output", output, "--step", "3"}, "--steps");
  CHECK(folder.entries() == 0);
}
