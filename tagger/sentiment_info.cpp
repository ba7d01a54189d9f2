#include "model_report.h"
#include "sentiment_verbs.h"
#include "tasks/classifier_model.h"
#include "training_run.h"

namespace seqlab::programs {

Exit sentiment_info(std::span<const std::string> arguments) {
  const auto path = parse_info(sentiment_models, arguments);
  if (!path) return Exit::fine;
  const auto model = tasks::ClassifierModel::load(*path);
  print_report({model.options(), model.training_options(), model.description()}, tagger_options);
  return Exit::fine;
}

}  // namespace seqlab::programs
