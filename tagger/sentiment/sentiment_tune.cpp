#include "sentiment/classification_task.h"
#include "sentiment/sentiment_verbs.h"

namespace seqlab::programs {

Exit sentiment_tune(std::span<const std::string> arguments) {
  return tune_verb(classification_task(), arguments);
}

}  // namespace seqlab::programs
