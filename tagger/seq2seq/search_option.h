// --beam, of the verbs that search for targets.
#pragma once

#include "options/option_info.h"

namespace seqlab::programs {

inline options::OptionInfo beam_option() {
  return {.name = "beam",
          .group = "Search",
          .help = "number of targets that are kept at each step, of which the best is found; 1: greedy",
          .range = {.low = 1, .high = 1000}};
}

}  // namespace seqlab::programs
