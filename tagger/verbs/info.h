// The verb `info`.
#pragma once

#include "options/task.h"
#include "program/models.h"
#include "program/program.h"

namespace seqlab::programs {

// Prints the options of a model that apply to its task as a config file, and facts about it as comments.
Exit info_verb(const KnownModels& known, options::Task task, const Arguments& arguments);

}  // namespace seqlab::programs
