// The completions in real shells, where they are installed.
#include <string>
#include <vector>

#include "../cli/run_program.h"
#include "../io/temporary_folder.h"
#include "catch.h"

using namespace seqlab::tests;

namespace {

const std::string pages = SEQLAB_PAGES;

// Whether a shell is here; if not, says so, by which ctest counts the test as skipped.
bool installed(const std::string& shell) {
  if (run({"/usr/bin/env", shell, "-c", "exit 0"}).code == 0) return true;
  std::cout << "SKIPPED: " << shell << " is not installed\n";
  return false;
}

// The folder of a program, for PATH.
std::string folder_of(const std::string& program) {
  return program.substr(0, program.rfind('/'));
}

// What bash offers for the last of the words, a line each.
std::string bash_offers(const std::string& words) {
  const std::string script = "PATH=" + folder_of(tagger) + ":$PATH; source " + pages +
                             "/bash/tagger; source " + pages + "/bash/sentiment; COMP_WORDS=(" + words +
                             "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _${COMP_WORDS[0]} ${COMP_WORDS[0]}; "
                             "printf '%s\\n' \"${COMPREPLY[@]}\"";
  const Outcome outcome = run({"/usr/bin/env", "bash", "--norc", "-u", "-c", script});
  CHECK(outcome.err.empty());
  return outcome.out;
}

std::string fish_offers(const std::string& line) {
  const std::string script = "set PATH " + folder_of(tagger) + " $PATH; source " + pages +
                             "/fish/tagger.fish; source " + pages + "/fish/sentiment.fish; complete -C '" +
                             line + "'";
  const Outcome outcome = run({"/usr/bin/env", "fish", "--no-config", "-c", script});
  CHECK(outcome.err.empty());
  // Without descriptions.
  std::string names;
  std::size_t begin = 0;
  while (begin < outcome.out.size()) {
    const std::size_t end = outcome.out.find('\n', begin);
    const std::string offer = outcome.out.substr(begin, end - begin);
    names += offer.substr(0, offer.find('\t')) + "\n";
    begin = end == std::string::npos ? outcome.out.size() : end + 1;
  }
  return names;
}

// What a terminal shows of the text, where backspaces move the cursor.
std::string shown(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c != '\b') {
      result += c;
    } else if (!result.empty()) {
      result.pop_back();
    }
  }
  return result;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("bash completes verbs, options, choices, lists, models and files") {
  if (!installed("bash")) return;
  CHECK(bash_offers("tagger tr") == "train\n");
  CHECK(bash_offers("tagger --v") == "--version\n");
  CHECK(bash_offers("tagger embeddings n") == "nearest\n");
  CHECK(bash_offers("tagger embeddings convert --output-f") == "--output-format\n");
  CHECK(bash_offers("sentiment train --poolin") == "--pooling\n");
  CHECK(bash_offers("tagger train --cell g") == "gru\n");
  CHECK(bash_offers("tagger train --cell = g") == "gru\n");
  CHECK(bash_offers("tagger train --embedding-mode tuned,f") == "tuned,frozen\n");
  CHECK(bash_offers("tagger train --epochs ''") == "\n");
  CHECK(bash_offers("tagger tag -m en-n") == "en-ner\n");
  CHECK(bash_offers("tagger info en-n") == "en-ner\n");
  CHECK(bash_offers("sentiment classify --model en") == "en-sentiment\n");
  const TemporaryFolder folder;
  const std::string file = folder.file("a name.conllu", "");
  CHECK(bash_offers("tagger tag '" + folder.path("a n") + "'") == file + "\n");
  CHECK(bash_offers("tagger train --train '" + folder.path("a n") + "'") == file + "\n");
}

TEST_CASE("the TAB key of bash completes a verb, an option and a model") {
  if (!installed("bash") || !terminals()) return;
  RunningProgram bash({"/usr/bin/env", "TERM=dumb", "PS1=", "bash", "--norc", "--noprofile", "-i"}, true);
  bash.write("PATH=" + folder_of(tagger) + ":$PATH; source " + pages + "/bash/tagger; echo rea''dy\n");
  bash.read_until("ready");
  bash.write("tagger quan\t--to b\t-m en-n\t");
  CHECK(has(shown(bash.read_until("en-ner ")), "tagger quantize --to bf16 -m en-ner"));
}

TEST_CASE("fish completes verbs, options, choices, lists, models and files") {
  if (!installed("fish")) return;
  CHECK(fish_offers("tagger tr") == "train\n");
  CHECK(fish_offers("tagger --v") == "--version\n");
  CHECK(fish_offers("tagger embeddings n") == "nearest\n");
  CHECK(fish_offers("tagger embeddings convert --output-f") == "--output-format\n");
  CHECK(fish_offers("sentiment train --poolin") == "--pooling\n");
  CHECK(fish_offers("tagger train --cell g") == "gru\n");
  CHECK(has(fish_offers("tagger train --embedding-mode tuned,f"), "tuned,frozen\n"));
  CHECK(fish_offers("tagger train --epochs ") == "");
  CHECK(has(fish_offers("tagger tag -m en-n"), "en-ner\n"));
  CHECK(has(fish_offers("tagger info en-n"), "en-ner\n"));
  CHECK(has(fish_offers("sentiment classify --model en"), "en-sentiment\n"));
  const TemporaryFolder folder;
  const std::string file = folder.file("name.conllu", "");
  CHECK(has(fish_offers("tagger tag " + folder.path("na")), file + "\n"));
  CHECK(has(fish_offers("tagger train --train " + folder.path("na")), file + "\n"));
}

TEST_CASE("the TAB key of zsh completes verbs, options, choices, lists and models") {
  if (!installed("zsh") || !terminals()) return;
  RunningProgram zsh({"/usr/bin/env", "TERM=dumb", "zsh", "-f", "-i"}, true);
  zsh.write("PS1=; path=(" + folder_of(tagger) + " $path); fpath=(" + pages +
            "/zsh $fpath); autoload -U compinit; compinit -u -D; echo rea''dy\n");
  zsh.read_until("ready");
  zsh.write("tagger quan\t--to b\t-m en-n\t");
  CHECK(has(shown(zsh.read_until("en-ner")), "tagger quantize --to bf16 -m en-ner"));
  zsh.write("\025tagger embeddings nea\t--cou\t");
  CHECK(has(shown(zsh.read_until("--count")), "tagger embeddings nearest --count"));
  zsh.write("\025tagger train --embedding-mode tuned,fr\t");
  CHECK(has(zsh.read_until("tuned,frozen"), "tuned,frozen"));
  zsh.write("\025sentiment train --poolin\t");
  CHECK(has(zsh.read_until("--pooling"), "--pooling"));
  zsh.write("\025tagger info en-n\t");
  CHECK(has(zsh.read_until("info en-ner"), "info en-ner"));
}
