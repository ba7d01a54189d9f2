// The frame of every program: verbs, --help, --version and exit codes.
#pragma once

#include <string>
#include <vector>

#include "program/arguments.h"

namespace seqlab::programs {

// The exit codes of the programs.
enum class Exit : int {
  fine = 0,
  failure = 1,
  usage = 2,
  data = 3,
  model = 4,
  interrupted = 130,
  terminated = 143,
};

// What an exit code or an environment variable means to users.
struct Meaning {
  std::string name;
  std::string text;  // without a full stop
};

// Of all verbs; man pages list them.
std::vector<Meaning> exit_codes();
std::vector<Meaning> environment_variables();

struct Verb {
  std::string name;
  std::string summary;  // one line
  Exit (*run)(const Arguments& arguments);
  std::string saves_memory = {};  // what needs less, after the verb ran out of memory; empty: unknown
};

struct Program {
  std::string name;
  std::string summary;
  std::vector<Verb> verbs;
};

// --help and --version, the options of a program without a verb.
std::vector<options::OptionInfo> program_options();

// The version of the programs: "0.1.0".
std::string version();

// Runs the verb named first, or answers --help or --version. Reports errors as exceptions.
Exit dispatch(const Program& program, const Arguments& arguments);

// The same for the arguments of main(). Turns every exception into a message on standard error and an exit
// code. If the reader of standard output closes it, the program ends silently with code 0.
int run(const Program& program, int argc, char** argv) noexcept;

}  // namespace seqlab::programs
