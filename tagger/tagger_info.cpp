#include "model_report.h"
#include "tagger_verbs.h"
#include "tasks/tagger_model.h"
#include "training_run.h"

namespace seqlab::programs {

Exit tagger_info(std::span<const std::string> arguments) {
  const auto path = parse_info(tagger_models, arguments);
  if (!path) return Exit::fine;
  const auto model = tasks::TaggerModel::load(*path);
  print_report({model.options(), model.training_options(), model.description()}, classifier_options);
  return Exit::fine;
}

}  // namespace seqlab::programs
