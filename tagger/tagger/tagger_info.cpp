#include "model/tagger_model.h"
#include "program/model_report.h"
#include "tagger/tagger_verbs.h"
#include "training/training_run.h"

namespace seqlab::programs {

Exit tagger_info(std::span<const std::string> arguments) {
  const auto path = parse_info(tagger_models, arguments);
  if (!path) return Exit::fine;
  const auto model = model::TaggerModel::load(*path);
  print_report({model.options(), model.training_options(), model.description()}, options::Task::tagger);
  return Exit::fine;
}

}  // namespace seqlab::programs
