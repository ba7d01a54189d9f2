#include "tagger/tagger_verbs.h"
#include "tagger/tagging_task.h"

namespace seqlab::programs {

Exit tagger_train(std::span<const std::string> arguments) {
  const VerbUsage usage = {
      "tagger train --train FILE [--dev FILE] --model FILE [options]",
      "Learns to label tokens from labelled sentences in CoNLL columns, CoNLL-U or JSON Lines. The model of\n"
      "the epoch that does best on the dev data is written as soon as it is found; Ctrl-C ends training and\n"
      "keeps it.",
      0};
  return train_verb(tagging_task(), usage, arguments);
}

}  // namespace seqlab::programs
