// The program `lm`, its verbs and its models.
#pragma once

#include <span>
#include <string>

#include "program/models.h"
#include "program/program.h"

namespace seqlab::programs {

extern const KnownModels language_models;
const Program& lm_program();

Exit lm_train(const Arguments& arguments);
Exit lm_tune(const Arguments& arguments);
Exit lm_generate(const Arguments& arguments);
Exit lm_score(const Arguments& arguments);
Exit lm_eval(const Arguments& arguments);
Exit lm_quantize(const Arguments& arguments);
Exit lm_info(const Arguments& arguments);

}  // namespace seqlab::programs
