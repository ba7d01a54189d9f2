#include "pages/reference.h"

namespace seqlab::programs {

namespace {

// Asks a verb for its help and keeps it.
class Collector : public HelpReader {
 public:
  explicit Collector(CommandReference& command) : command_(command) {}

  void read(const Program& program) override {
    command_.usage = {program.name + " VERB [options] [FILE...]", program.summary, 0};
    command_.options = program_options();
    for (const Verb& verb : program.verbs) {
      CommandReference& added = command_.verbs.emplace_back();
      added.name = program.name + " " + verb.name;
      added.summary = verb.summary;
      const std::string help = "--help";
      Collector collector(added);
      verb.run({{&help, 1}, &collector});
    }
  }

  void read(const VerbUsage& usage, std::span<const options::OptionInfo* const> options) override {
    command_.usage = usage;
    for (const options::OptionInfo* option : options) command_.options.push_back(*option);
  }

 private:
  CommandReference& command_;
};

}  // namespace

std::string CommandReference::word() const {
  return name.substr(name.rfind(' ') + 1);
}

CommandReference reference_of(const Program& program) {
  CommandReference command;
  command.name = program.name;
  command.summary = program.summary;
  Collector(command).read(program);
  return command;
}

std::vector<const CommandReference*> with_verbs(const CommandReference& command) {
  std::vector<const CommandReference*> all = {&command};
  for (const CommandReference& verb : command.verbs) {
    const auto below = with_verbs(verb);
    all.insert(all.end(), below.begin(), below.end());
  }
  return all;
}

std::string Offer::words() const {
  std::string text;
  for (const std::string& choice : choices) text += (text.empty() ? "" : " ") + choice;
  return text;
}

Offer offer_for(const options::OptionInfo& option) {
  if (option.value == "FILE") return {Offer::Kind::files};
  if (option.value == "MODEL") return {Offer::Kind::models};
  if (option.choices.empty()) return {};
  const bool list = option.type == options::OptionType::list;
  return {list ? Offer::Kind::list : Offer::Kind::choices, option.choices};
}

Offer offer_for(const VerbUsage& usage) {
  if (usage.most_files == 0) return {};
  return {usage.file == "MODEL" ? Offer::Kind::models : Offer::Kind::files};
}

}  // namespace seqlab::programs
