// Man pages and completions say what --help says.
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "../cli/run_program.h"
#include "catch.h"
#include "forecast/verbs.h"
#include "lm/verbs.h"
#include "pages/completions.h"
#include "pages/man_page.h"
#include "sentiment/verbs.h"
#include "seq2seq/verbs.h"
#include "tagger/verbs.h"

using namespace seqlab::programs;
using namespace seqlab::tests;

namespace {

using Names = std::set<std::string>;

std::string page(const std::string& name) {
  std::ifstream file(std::string(SEQLAB_PAGES) + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

// The built program in place of its name.
std::vector<std::string> call_of(const std::string& command) {
  std::vector<std::string> words = words_of(command);
  const std::map<std::string, std::string> built = {
      {"tagger", tagger}, {"sentiment", sentiment}, {"lm", lm}, {"seq2seq", seq2seq}, {"forecast", forecast}};
  words.front() = built.at(words.front());
  return words;
}

// The first group of every match.
Names matches(const std::string& text, const std::string& pattern) {
  const std::regex expression(pattern);
  Names names;
  for (std::sregex_iterator i(text.begin(), text.end(), expression); i != std::sregex_iterator(); ++i) {
    names.insert((*i)[1].str());
  }
  return names;
}

// What stands between two texts; empty without the first.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t from = text.find(begin);
  if (from == std::string::npos) return {};
  return text.substr(from, text.find(end, from) - from);
}

// The options that --help prints, without dashes, and for those that have one their letters.
Names options_in_help(const std::string& command) {
  std::vector<std::string> call = call_of(command);
  call.emplace_back("--help");
  const std::string help = run(call).out;
  Names names = matches(help, "\n  (?:-., )?--([a-z0-9-]+)");
  names.merge(matches(help, "\n  -(.), --"));
  return names;
}

// The verbs of all programs that have options; in `whole`, what they are verbs of.
void each_verb(const std::function<void(const CommandReference& verb, const CommandReference& whole)>& see) {
  for (const Program* program :
       {&tagger_program(), &sentiment_program(), &lm_program(), &seq2seq_program(), &forecast_program()}) {
    const CommandReference whole = reference_of(*program);
    for (const CommandReference* command : with_verbs(whole)) {
      if (command->verbs.empty()) see(*command, whole);
    }
  }
}

}  // namespace

TEST_CASE("a man page has the options of --help and no others") {
  std::size_t seen = 0;
  each_verb([&](const CommandReference& verb, const CommandReference&) {
    CAPTURE(verb.name);
    std::string text = page("man1/" + page_name(verb) + ".1");
    CHECK(text.find("NAME\n") != std::string::npos);
    text = std::regex_replace(text, std::regex(R"(\\-)"), "-");
    Names names = matches(text, R"(\n(?:\\fB-.\\fR, )?\\fB--([a-z0-9-]+)\\fR)");
    names.merge(matches(text, R"(\n\\fB-(.)\\fR, )"));
    CHECK(names == options_in_help(verb.name));
    ++seen;
  });
  CHECK(seen == 44);
}

TEST_CASE("the completions of bash, zsh and fish have the options of --help and no others") {
  each_verb([](const CommandReference& verb, const CommandReference& whole) {
    CAPTURE(verb.name);
    const Names expected = options_in_help(verb.name);
    const std::string rules =
        between(page("bash/" + whole.name), "\n    '" + verb.name + "')\n", "\n      kind=");
    CHECK(matches(rules, "[ ']--?([a-z0-9-]+)") == expected);

    std::string function = "_" + verb.name;
    std::ranges::replace(function, ' ', '_');
    const std::string body = between(page("zsh/_" + whole.name), "\n" + function + "() {", "\n}\n");
    CHECK(matches(body, R"(\n    '(?:\*|\([^)]*\))?--?([a-z0-9-]+)[=+]?\[)") == expected);

    std::string condition = "__" + whole.name + "_verb" + verb.name.substr(whole.name.size());
    Names names;
    std::istringstream lines(page("fish/" + whole.name + ".fish"));
    for (std::string line; std::getline(lines, line);) {
      if (line.find("'" + condition + "'") == std::string::npos) continue;
      names.merge(matches(line, "^[^']*'[^']*'(?: -s .)? -l ([a-z0-9-]+)"));
      names.merge(matches(line, "^[^']*'[^']*' -s (.)"));
    }
    CHECK(names == expected);
  });
}

TEST_CASE("a man page has exit codes, environment, an example and the page of its program") {
  each_verb([](const CommandReference& verb, const CommandReference& whole) {
    CAPTURE(verb.name);
    const std::string text = page("man1/" + page_name(verb) + ".1");
    for (const std::string part : {"EXAMPLES", "EXIT STATUS", "ENVIRONMENT", "SEE ALSO"}) {
      CHECK(text.find("\n.SH " + part + "\n") != std::string::npos);
    }
    CHECK(text.find("SEQLAB_MODELS") != std::string::npos);
    CHECK(text.find("\n.BR " + whole.name + " (1)") != std::string::npos);
  });
  CHECK(page("man1/tagger.1").find("\n.BR tagger\\-embeddings (1)") != std::string::npos);
}

TEST_CASE("every example is a call that its verb understands") {
  each_verb([](const CommandReference& verb, const CommandReference&) {
    CHECK_FALSE(verb.usage.examples.empty());
    for (const Example& example : verb.usage.examples) {
      CAPTURE(example.call);
      const std::size_t begin = example.call.rfind(verb.name + " ");
      const std::size_t bare = example.call.rfind(verb.name);
      REQUIRE(bare != std::string::npos);
      std::vector<std::string> call = call_of(example.call.substr(begin == std::string::npos ? bare : begin));
      call.emplace_back("--help");
      CHECK(run(call).code == 0);
    }
  });
}

TEST_CASE("groff formats the man pages without a warning") {
  if (run({"/usr/bin/env", "groff", "--version"}).code != 0) {
    std::cout << "SKIPPED: groff is not installed\n";
    return;
  }
  for (const Program* program :
       {&tagger_program(), &sentiment_program(), &lm_program(), &seq2seq_program(), &forecast_program()}) {
    const CommandReference whole = reference_of(*program);
    for (const CommandReference* command : with_verbs(whole)) {
      const std::string path = std::string(SEQLAB_PAGES) + "/man1/" + page_name(*command) + ".1";
      const Outcome outcome = run({"/usr/bin/env", "groff", "-man", "-ww", "-Tutf8", "-z", path});
      CAPTURE(path);
      CHECK(outcome.code == 0);
      CHECK(outcome.err.empty());
    }
  }
}

TEST_CASE("text that troff or a shell reads as more than text is printed as it stands") {
  CommandReference verb;
  verb.name = "tagger odd";
  verb.summary = "a 'quoted' \\ summary";
  verb.usage = {"tagger odd [FILE]", ".begins with a dot\n'and a quote", 1};
  verb.options = {
      {.name = "odd", .group = "Odd", .help = "it's [a] $HOME `id` \\ ~ ^ value: x", .value = "A:B"}};
  CommandReference program;
  program.name = "tagger";
  program.usage = {"tagger VERB", "odd", 0};
  program.verbs = {verb};
  const std::string text = man_page(verb, program);
  CHECK(text.find("\n\\&.begins with a dot\n\\(aqand a quote\n") != std::string::npos);
  CHECK(text.find("a \\(aqquoted\\(aq \\e summary") != std::string::npos);
  CHECK(zsh_completion(program).find("'--odd=[it'\\''s \\[a\\] $HOME `id` \\\\ ~ ^ value: x]:A\\:B: '") !=
        std::string::npos);
  CHECK(fish_completion(program).find("-d 'it\\'s [a] $HOME `id` \\\\ ~ ^ value: x'") != std::string::npos);
}
