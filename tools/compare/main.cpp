// Shows what recurrent cells can learn: all of them on two synthetic tasks and on a corpus.
#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "base/errors.h"
#include "compare/comparison.h"
#include "compare/networks.h"
#include "compare/options.h"
#include "program/command_line.h"
#include "program/console.h"
#include "program/program.h"

namespace seqlab::compare {

namespace {

std::string usage_summary() {
  std::string text =
      "Trains recurrent networks with the same budget and writes their learning curves and the norms of\n"
      "their gradients through time. A task is solved at an accuracy of 99 % or a squared error below 0.01.\n"
      "Networks:";
  for (const Network& network : all_networks()) text += "\n  " + network.name();
  return text;
}

int run(std::span<const std::string> arguments) {
  const programs::VerbUsage usage = {"seqlab-compare-cells --output FOLDER [options]", usage_summary()};
  Options options;
  if (!programs::parse(usage, option_table(), arguments, options)) return 0;
  check(options);
  compare(options, std::cout);
  return 0;
}

}  // namespace

}  // namespace seqlab::compare

int main(int argc, char** argv) {
  using seqlab::programs::Exit;
  const auto fail = [](Exit code, const std::string& message) {
    seqlab::programs::print_error("seqlab-compare-cells", message);
    return static_cast<int>(code);
  };
  try {
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    return seqlab::compare::run(arguments);
  } catch (const seqlab::UsageError& error) {
    return fail(Exit::usage, error.what() + std::string("\nTry 'seqlab-compare-cells --help'."));
  } catch (const seqlab::DataError& error) {
    return fail(Exit::data, error.what());
  } catch (const std::exception& error) {
    return fail(Exit::failure, error.what());
  }
}
