#include "tagger/tagger_verbs.h"
#include "tagger/tagging_task.h"

namespace seqlab::programs {

Exit tagger_tune(std::span<const std::string> arguments) {
  return tune_verb(tagging_task(), arguments);
}

}  // namespace seqlab::programs
