#include "verbs/info.h"

#include <cstdint>
#include <optional>
#include <string>

#include "base/errors.h"
#include "model/model.h"
#include "model/model_handle.h"
#include "options/model_option_table.h"
#include "options/training_option_table.h"
#include "program/command_line.h"
#include "program/data_output.h"
#include "program/verb_options.h"

namespace seqlab::programs {

namespace {

// Labels of a head that fit a screen.
constexpr std::size_t few_labels = 30;

struct InfoVerb {
  std::string model;
  bool all = false;
  bool quiet = false;
};

options::OptionTable<InfoVerb> info_option_table() {
  options::OptionTable<InfoVerb> table;
  table.add(model_option(), &InfoVerb::model)
      .add({.name = "all",
            .group = "Output",
            .help = "list the labels also where there are more than " + std::to_string(few_labels)},
           &InfoVerb::all)
      .add(quiet_option(), &InfoVerb::quiet);
  return table;
}

// A comment ends with its line, but a fact may contain line ends.
std::string comment(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return "# " + text + "\n";
}

struct InfoRequest {
  std::string path;             // of the model
  std::size_t most_labels = 0;  // of a head; more are only counted
};

// What the arguments ask for; nothing after --help.
std::optional<InfoRequest> parse_info(const KnownModels& known, const Arguments& arguments) {
  const std::string program(known.program);
  const VerbUsage usage = {
      program + " info [[-m] MODEL] [--all]",
      "Prints the options that a model was trained with as a config file for train --config,\n"
      "with facts about the model as comments.",
      1,
      false,
      {{"facts about a model", program + " info my.model"}},
      "MODEL"};
  InfoVerb verb;
  const auto given = parse(usage, info_option_table(), arguments, verb);
  if (!given) return std::nullopt;
  if (!given->files.empty()) {
    if (!verb.model.empty()) throw UsageError("unexpected argument '" + given->files[0] + "'");
    verb.model = given->files[0];
  }
  return InfoRequest{find_model(verb.model, known), verb.all ? SIZE_MAX : few_labels};
}

}  // namespace

Exit info_verb(const KnownModels& known, options::Task task, const Arguments& arguments) {
  const auto request = parse_info(known, arguments);
  if (!request) return Exit::fine;
  const auto model = model::load_model(request->path, task);
  DataOutput output;
  for (const auto& [name, value] : model->description(request->most_labels)) {
    output.stream() << comment(name + ": " + value);
  }
  const auto table = options::training_option_table().of(task);
  const auto print = [&](const std::string& name, const std::string& value) {
    if (table.find(name)) output.stream() << options::config_line(name, value) << '\n';
  };
  for (const auto& [name, value] : options::model_option_table().values(model->options())) print(name, value);
  for (const auto& [name, value] : model->training_options) print(name, value);
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs
