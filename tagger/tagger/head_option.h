// --head, which chooses one of the heads of a model.
#pragma once

#include <string>

#include "model/labelling/tagger_model.h"
#include "options/option_table.h"

namespace seqlab::programs {

options::OptionInfo head_option();
// The model with only the head of this name; with all heads if the name is empty.
model::TaggerModel with_head(model::TaggerModel model, const std::string& name);

}  // namespace seqlab::programs
