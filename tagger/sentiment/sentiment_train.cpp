#include "sentiment/classification_task.h"
#include "sentiment/sentiment_verbs.h"

namespace seqlab::programs {

Exit sentiment_train(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "sentiment train --train FILE [--dev FILE] --model FILE [options]",
      "Learns to label texts from texts with one label each: a file of them, or a "
      "folder that has a folder a\n"
      "label with a file a text. The model of the epoch that does best on the dev data is "
      "written as soon as it\n"
      "is found; Ctrl-C ends training and keeps it.",
      0};
  return train_verb(classification_task(), usage, arguments);
}

}  // namespace seqlab::programs
