// The program `seq2seq`, its verbs and its models.
#pragma once

#include "program/models.h"
#include "program/program.h"

namespace seqlab::programs {

extern const KnownModels transducers;
const Program& seq2seq_program();

Exit seq2seq_train(const Arguments& arguments);
Exit seq2seq_tune(const Arguments& arguments);
Exit seq2seq_run(const Arguments& arguments);
Exit seq2seq_eval(const Arguments& arguments);
Exit seq2seq_quantize(const Arguments& arguments);
Exit seq2seq_info(const Arguments& arguments);

}  // namespace seqlab::programs
