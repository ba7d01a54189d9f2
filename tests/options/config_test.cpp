#include "options/config.h"

#include <string>

#include "base/errors.h"
#include "catch.h"
#include "contains.h"
#include "options/corpus_options.h"

using namespace seqlab;
using namespace seqlab::options;
using seqlab::tests::contains;

namespace {

Config whole_config(const std::string& text) {
  return read_config(io::memory_input(text, "my.conf"));
}

std::string refusal(const std::string& text) {
  try {
    read_corpora(whole_config(text).sections, {});
  } catch (const UsageError& error) {
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("settings after a line with a name in brackets are a section") {
  const Config read = whole_config("a = 1\n\n[one]\n# note\na = 2\nb = x\n[ two_2-X ]\n");
  REQUIRE(read.settings.size() == 1);
  CHECK(read.settings[0].value == "1");
  REQUIRE(read.sections.size() == 2);
  CHECK(read.sections[0].name == "one");
  CHECK(read.sections[0].place.line == 3);
  REQUIRE(read.sections[0].settings.size() == 2);
  CHECK(read.sections[0].settings[1].name == "b");
  CHECK(read.sections[0].settings[1].place.line == 6);
  CHECK(read.sections[1].name == "two_2-X");
  CHECK(read.sections[1].settings.empty());
}

TEST_CASE("a section without a name, with a wrong one or there twice is refused with its line") {
  for (const std::string line : {"[", "[]", "[a b]", "[a", "[a/b]", "[a] = 1", "[\xC3\xA4]"}) {
    CHECK(contains(refusal("[x]\n" + line + "\n"), "my.conf:2: this line begins no section"));
  }
  CHECK(refusal("[x]\ntrain = f\n[x]\n") == "my.conf:3: there is a section [x] already");
}

TEST_CASE("sections are corpora, with the input options before them as defaults") {
  InputOptions common;
  common.malformed = corpus::Malformed::skip;
  const auto corpora = read_corpora(whole_config("[a]\ntrain = x\ntrain = y\ndev = z\nlabel-column = 2,-\n"
                                                 "sampling-rate = 0.5\nmap-labels = MISC=O,person=PER,D=\n"
                                                 "unlabelled-words = @:1,rt\n"
                                                 "[b]\ntrain = v\ndev-every = 7\nmalformed = error\n")
                                        .sections,
                                    common);
  REQUIRE(corpora.size() == 2);
  CHECK(corpora[0].name == "a");
  CHECK(corpora[0].train == std::vector<std::string>{"x", "y"});
  CHECK(corpora[0].dev == std::vector<std::string>{"z"});
  CHECK(corpora[0].input.label_column == "2,-");
  CHECK(corpora[0].sampling_rate == 0.5);
  CHECK(corpora[0].input.map_labels == corpus::LabelNames{{"MISC", "O"}, {"person", "PER"}, {"D", ""}});
  CHECK(corpora[0].input.unlabelled_words == List<corpus::UnlabelledWord>{{"@", 1}, {"rt", 0}});
  CHECK(corpora[0].input.malformed == corpus::Malformed::skip);
  CHECK(corpora[1].dev_every == 7U);
  CHECK(corpora[1].sampling_rate == 1);
  CHECK(corpora[1].input.malformed == corpus::Malformed::error);
}

TEST_CASE("what no corpus can be is refused with file and line") {
  CHECK(refusal("[a]\ndev = x\n") ==
        "my.conf:1: the corpus a has no training data; give some as 'train = FILE'");
  CHECK(refusal("[a]\ntrain = x\nepochs = 3\n") == "my.conf:3: unknown option 'epochs'");
  CHECK(contains(refusal("[a]\ntrain = x\nsampling-rate = 0\n"),
                 "my.conf:3: --sampling-rate: '0' is out of range"));
  CHECK(refusal("[a]\ntrain = x\nmap-labels = MISC\n") ==
        "my.conf:3: --map-labels: 'MISC' has 'MISC' where NAME=NEW is needed");
  CHECK(refusal("[a]\ntrain = x\nmap-labels = A=B,A=C\n") ==
        "my.conf:3: --map-labels: 'A=B,A=C' names 'A' twice");
  CHECK(contains(refusal("[a]\ntrain = x\nunlabelled-words = @:x\n"),
                 "is not a word with the number of tokens"));
}
