// The frame of every program: verbs, --help, --version and exit codes.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace seqlab::programs {

// The exit codes of the programs.
enum class Exit : int {
  fine = 0,
  failure = 1,        // while running: missing file, full disk
  usage = 2,          // invalid options
  data = 3,           // bad input data
  model = 4,          // a bad or incompatible model
  interrupted = 130,  // by SIGINT
  terminated = 143,   // by SIGTERM
};

struct Verb {
  std::string name;
  std::string summary;  // one line
  Exit (*run)(std::span<const std::string> arguments);
  std::string saves_memory = {};  // what needs less, after the verb ran out of memory; empty: unknown
};

struct Program {
  std::string name;
  std::string summary;
  std::vector<Verb> verbs;
};

// Runs the verb named first, or answers --help or --version. Reports errors as exceptions.
Exit dispatch(const Program& program, std::span<const std::string> arguments);

// The same for the arguments of main(). Turns every exception into a message on standard error and an exit
// code. If the reader of standard output closes it, the program ends silently with code 0.
int run(const Program& program, int argc, char** argv) noexcept;

}  // namespace seqlab::programs
