// The program `forecast`, its verbs and its models.
#pragma once

#include <span>
#include <string>

#include "program/models.h"
#include "program/program.h"

namespace seqlab::programs {

extern const KnownModels forecasters;
const Program& forecast_program();

Exit forecast_train(const Arguments& arguments);
Exit forecast_tune(const Arguments& arguments);
Exit forecast_run(const Arguments& arguments);
Exit forecast_eval(const Arguments& arguments);
Exit forecast_quantize(const Arguments& arguments);
Exit forecast_info(const Arguments& arguments);

}  // namespace seqlab::programs
