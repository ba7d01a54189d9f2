#include "program/program.h"

#include <fcntl.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>
#include <stdexcept>
#include <string_view>

#include "base/errors.h"
#include "kernels/instruction_set.h"
#include "model/model_handle.h"
#include "options/option_table.h"
#include "program/console.h"
#include "program/data_output.h"
#include "program/lost_pages.h"

// Highway's shared library measures the resolution of its timer when it is loaded. That takes longer than
// everything else before main(), and only Highway's own benchmarks need it. This definition takes precedence
// over the library's.
namespace hwy::platform {
[[gnu::visibility("default")]] std::uint64_t TimerResolution();
std::uint64_t TimerResolution() {
  return 1;
}
}  // namespace hwy::platform

namespace seqlab::programs {

namespace {

std::string help_of(const Program& program) {
  std::string text =
      "Usage: " + program.name + " VERB [options] [FILE...]\n\n" + program.summary + "\n\nVerbs:\n";
  for (const auto& verb : program.verbs) {
    std::string line = "  " + verb.name;
    line.resize(14, ' ');
    text += line + verb.summary + "\n";
  }
  return text + "\n" + program.name + " VERB --help shows the options of a verb; " + program.name +
         " --version shows the version.\n";
}

std::string version_of(const Program& program) {
  return program.name + " " + version() + "\nmodel format " + std::to_string(model::model_format_version) +
         "\ninstruction set: " + kernels::instruction_set() + "\n";
}

Exit print(const std::string& text) {
  DataOutput output;
  output.stream() << text;
  output.finish();
  return Exit::fine;
}

const Verb& find_verb(const Program& program, const std::string& name) {
  std::vector<std::string> names;
  for (const auto& verb : program.verbs) {
    if (verb.name == name) return verb;
    names.push_back(verb.name);
  }
  throw UsageError("unknown verb '" + name + "'" + options::nearest_hint(name, names));
}

// Each batch reuses the memory of the last one. Memory returned to the system in between would have to be
// zeroed each time.
void keep_freed_memory() {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // the largest value allowed
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

// If a standard stream is closed, the next file opened would get its number, and messages would be written
// into that file. Takes the number with a stream that fails as the closed one would.
void occupy_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    const bool closed = ::fcntl(stream, F_GETFD) < 0;
    if (closed && ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
}

// SEQLAB_INSTRUCTION_SET forces a lower instruction set than the processor's best.
void use_instruction_set_of_environment() {
  const char* const name = std::getenv("SEQLAB_INSTRUCTION_SET");
  if (name == nullptr || *name == '\0') return;
  try {
    kernels::use_instruction_set(name);
  } catch (const std::invalid_argument& error) {
    throw UsageError(std::string("SEQLAB_INSTRUCTION_SET: ") + error.what());
  }
}

}  // namespace

std::vector<Meaning> exit_codes() {
  const auto code = [](Exit exit, std::string text) {
    return Meaning{std::to_string(static_cast<int>(exit)), std::move(text)};
  };
  return {code(Exit::fine, "success"),
          code(Exit::failure, "failure while running, such as a missing file or a full disk"),
          code(Exit::usage, "wrong usage"),
          code(Exit::data, "bad input data; the message names file, line and column"),
          code(Exit::model, "bad model: damaged, foreign, or with results that are not finite numbers"),
          code(Exit::interrupted, "interrupted (SIGINT)"),
          code(Exit::terminated, "ended (SIGTERM)")};
}

std::vector<Meaning> environment_variables() {
  return {
      {"SEQLAB_MODELS",
       "folders, separated by colons, in which models are found by name; without it, "
       "share/seqlab/models beside the program's bin folder"},
      {"SEQLAB_INSTRUCTION_SET",
       "an instruction set to use in place of the best one of the processor; --version shows which is used"},
      {"NO_COLOR", "if it is set and not empty, messages and --output-format terminal have no colour"}};
}

std::vector<options::OptionInfo> program_options() {
  return {{.name = "help", .short_name = 'h', .help = "show this help", .type = options::OptionType::flag},
          {.name = "version",
           .help = "show the version, that of the model format, and the instruction set in use",
           .type = options::OptionType::flag}};
}

std::string version() {
  return SEQLAB_VERSION;
}

Exit dispatch(const Program& program, const Arguments& arguments) {
  if (arguments.words.empty()) throw UsageError("no verb given");
  const std::string& first = arguments.words[0];
  if (first == "--help" || first == "-h") {
    if (arguments.help == nullptr) return print(help_of(program));
    arguments.help->read(program);
    return Exit::fine;
  }
  if (first == "--version") return print(version_of(program));
  if (first.starts_with('-')) {
    std::vector<std::string> names;
    for (const auto& option : program_options()) names.push_back("--" + option.name);
    throw UsageError("expected a verb before '" + first + "'" + options::nearest_hint(first, names));
  }
  return find_verb(program, first).run({arguments.words.subspan(1), arguments.help});
}

int run(const Program& program, int argc, char** argv) noexcept {
  std::string where = program.name;
  std::string saves_memory;
  const auto fail = [&where](Exit code, std::string_view message) {
    print_error(where, message);
    return static_cast<int>(code);
  };
  try {
    // Writing to a closed pipe then fails with an error code instead of ending the program.
    std::signal(SIGPIPE, SIG_IGN);
    occupy_closed_streams();
    keep_freed_memory();
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    for (const auto& verb : program.verbs) {
      if (arguments.empty() || verb.name != arguments[0]) continue;
      where += " " + verb.name;
      if (!verb.saves_memory.empty()) saves_memory = "; " + verb.saves_memory + " need less";
    }
    report_lost_pages(where);
    use_instruction_set_of_environment();
    return static_cast<int>(dispatch(program, Arguments(arguments)));
  } catch (const ClosedPipe&) {
    return static_cast<int>(Exit::fine);
  } catch (const UsageError& error) {
    return fail(Exit::usage, error.what() + ("\nTry '" + where + " --help'."));
  } catch (const DataError& error) {
    return fail(Exit::data, error.what());
  } catch (const ModelError& error) {
    return fail(Exit::model, error.what());
  } catch (const std::bad_alloc&) {
    return fail(Exit::failure, "out of memory" + saves_memory);
  } catch (const std::length_error&) {
    return fail(Exit::failure, "out of memory: a request exceeds any possible size" + saves_memory);
  } catch (const std::exception& error) {
    return fail(Exit::failure, error.what());
  } catch (...) {
    return fail(Exit::failure, "unknown error");
  }
}

}  // namespace seqlab::programs
