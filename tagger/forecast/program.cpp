#include "forecast/verbs.h"

namespace seqlab::programs {

const KnownModels forecasters = {"forecast", "forecaster", {}};

const Program& forecast_program() {
  static const Program program = {
      "forecast",
      "Forecasts: predicts the next numbers of a series.",
      {{"train", "train a model on a series", forecast_train,
        "fewer --threads, a smaller --batch-size and --window"},
       {"tune", "search for good options of train within a time budget", forecast_tune,
        "fewer --threads, a smaller --batch-size and --window"},
       {"run", "print the numbers that follow a series", forecast_run, "a shorter series"},
       {"eval", "print the errors of forecasts, and those of the seasonal naive forecast", forecast_eval,
        "a shorter series and a larger --every"},
       {"models", "list the models known by name",
        [](const Arguments& arguments) { return models_verb(forecasters, arguments); }},
       {"quantize", "make a smaller model", forecast_quantize, "fewer --threads"},
       {"info", "show facts about a model, and its options as a config file", forecast_info}}};
  return program;
}

}  // namespace seqlab::programs
