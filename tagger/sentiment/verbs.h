// The program `sentiment`, its verbs and its models.
#pragma once

#include <span>
#include <string>

#include "program/models.h"
#include "program/program.h"

namespace seqlab::programs {

extern const KnownModels sentiment_models;
const Program& sentiment_program();

Exit sentiment_train(const Arguments& arguments);
Exit sentiment_tune(const Arguments& arguments);
Exit sentiment_classify(const Arguments& arguments);
Exit sentiment_eval(const Arguments& arguments);
Exit sentiment_quantize(const Arguments& arguments);
Exit sentiment_info(const Arguments& arguments);

}  // namespace seqlab::programs
