#include "model/classifier_model.h"
#include "program/model_report.h"
#include "sentiment/sentiment_verbs.h"
#include "training/training_run.h"

namespace seqlab::programs {

Exit sentiment_info(std::span<const std::string> arguments) {
  const auto path = parse_info(sentiment_models, arguments);
  if (!path) return Exit::fine;
  const auto model = model::ClassifierModel::load(*path);
  print_report({model.options(), model.training_options(), model.description()}, options::Task::classifier);
  return Exit::fine;
}

}  // namespace seqlab::programs
