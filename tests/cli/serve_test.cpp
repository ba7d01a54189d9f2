// tagger serve, from the command line to the exit code.
#include <csignal>
#include <cstdlib>
#include <string>

#include "catch.h"
#include "cli/run_program.h"
#include "contains.h"
#include "io/temporary_folder.h"

namespace seqlab::tests {

namespace {

const std::string names = SEQLAB_SOURCE_DIR "/models/en-ner.model";

}  // namespace

TEST_CASE("serve prints its address, loads anew on SIGHUP and ends in order on SIGTERM") {
  RunningProgram program({tagger, "serve", "-m", names, "--port", "0"});
  CHECK(contains(program.read_until("/\n"), "http://127.0.0.1:"));
  CHECK(contains(program.read_errors_until("\"ready\""), "\"event\": \"ready\""));
  program.signal(SIGHUP);
  CHECK(contains(program.read_errors_until("\"loaded\""), "\"model\": \"en-ner\""));
  program.signal(SIGTERM);
  CHECK(program.wait() == 0);
}

TEST_CASE("serve listens at every address of IPv6 and IPv4") {
  RunningProgram program({tagger, "serve", "-m", names, "--port", "0", "--host", "::", "-q"});
  const std::string address = program.read_until("/\n");
  // A machine may have no IPv6.
  if (address.empty()) return;
  CHECK(contains(address, "http://[::]:"));
  program.signal(SIGINT);
  CHECK(program.wait() == 0);
}

TEST_CASE("serve refuses what it cannot serve") {
  const TemporaryFolder folder;
  const auto outcome = [](std::vector<std::string> more) {
    std::vector<std::string> command = {tagger, "serve", "--port", "0", "-q"};
    command.insert(command.end(), more.begin(), more.end());
    return run(command);
  };
  CHECK(outcome({"-m", "absent"}).code == 1);
  CHECK(outcome({"-m", names, "-m", names}).code == 2);
  CHECK(contains(outcome({"-m", names, "-m", names}).err, "two models have the name en-ner"));
  CHECK(outcome({"-m", "<img src=x>=" + names}).code == 2);
  CHECK(outcome({"-m", folder.file("damaged.model", "no model")}).code == 4);
  CHECK(outcome({"-m", names, "--adapter", "udpip"}).code == 2);
  CHECK(contains(outcome({"-m", names, "--adapter", "udpip"}).err, "udpipe"));
  CHECK(outcome({"-m", names, "--token-file", folder.file("token", "\n")}).code == 3);
  CHECK(outcome({"-m", names, "--host", "192.0.2.1"}).code == 1);
  CHECK(outcome({"-m", names, "--port", "65536"}).code == 2);
  CHECK(outcome({"-m", names, "--threads", "0"}).code == 2);
}

TEST_CASE("serve does not take a port that is taken") {
  RunningProgram program({tagger, "serve", "-m", names, "--port", "0", "-q"});
  const std::string address = program.read_until("/\n");
  const std::string port = address.substr(address.rfind(':') + 1);
  const Outcome second =
      run({tagger, "serve", "-m", names, "--port", std::to_string(std::atoi(port.c_str())), "-q"});
  CHECK(second.code == 1);
  CHECK(contains(second.err, "cannot be listened at"));
  program.signal(SIGTERM);
  CHECK(program.wait() == 0);
}

TEST_CASE("a model of another kind is not served") {
  const TemporaryFolder folder;
  const std::string text =
      folder.file("text.txt", "a b c\nb c a\nc a b\na b c\na b c\nb c a\nc a b\na b c\n");
  const std::string model = folder.path("words.model");
  REQUIRE(run({lm, "train", "--train", text, "--dev", text, "--hidden", "4", "--dimension", "4", "--epochs",
               "1", "--batch-size", "1", "--bptt", "4", "--model", model, "-q"})
              .code == 0);
  const Outcome outcome = run({tagger, "serve", "-m", model, "--port", "0", "-q"});
  CHECK(outcome.code == 4);
  CHECK(contains(outcome.err, "the service runs taggers and classifiers"));
}

}  // namespace seqlab::tests
