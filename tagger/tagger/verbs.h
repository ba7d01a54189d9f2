// The program `tagger`, its verbs and its models.
#pragma once

#include <span>
#include <string>

#include "program/models.h"
#include "program/program.h"

namespace seqlab::programs {

extern const KnownModels tagger_models;
const Program& tagger_program();

Exit tagger_train(const Arguments& arguments);
Exit tagger_tune(const Arguments& arguments);
Exit tagger_tag(const Arguments& arguments);
Exit tagger_eval(const Arguments& arguments);
Exit tagger_score(const Arguments& arguments);
Exit tagger_info(const Arguments& arguments);
Exit tagger_quantize(const Arguments& arguments);
Exit tagger_align(const Arguments& arguments);
Exit tagger_check(const Arguments& arguments);
Exit tagger_convert(const Arguments& arguments);
Exit tagger_embeddings(const Arguments& arguments);
Exit tagger_serve(const Arguments& arguments);

}  // namespace seqlab::programs
