#include "tagger/head_option.h"

namespace seqlab::programs {

options::OptionInfo head_option() {
  return {.name = "head",
          .group = "Model",
          .help = "name of the head to use, as info shows it, if the model predicts several columns",
          .value = "NAME",
          .default_text = "all"};
}

model::TaggerModel with_head(model::TaggerModel model, const std::string& name) {
  return name.empty() ? model : model.with_head(name);
}

}  // namespace seqlab::programs
