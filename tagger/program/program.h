// What `tagger` and `sentiment` have in common: verbs, --help, --version, and exit codes.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace seqlab::programs {

// The exit codes of the programs.
enum class Exit : int {
  fine = 0,
  failure = 1,  // while running: no such file, disk full
  usage = 2,    // options that make no sense
  data = 3,     // bad input data
  model = 4,    // a bad or incompatible model
  interrupted = 130,
};

struct Verb {
  std::string name;
  std::string summary;  // one line
  std::function<Exit(std::span<const std::string> arguments)> run;
};

struct Program {
  std::string name;
  std::string summary;
  std::vector<Verb> verbs;
};

// Runs the verb that the arguments name, or answers --help and --version. Errors are exceptions.
Exit dispatch(const Program& program, std::span<const std::string> arguments);

// The same for the arguments of main(). Every exception ends here, as a message on standard error and an
// exit code; a closed pipe on standard output ends the program with code 0 and without a word.
int run(const Program& program, int argc, char** argv) noexcept;

}  // namespace seqlab::programs
