// The kinds of models.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "base/names.h"

namespace seqlab::options {

// tagger: one label per token and head. classifier: one label per text. language_model: the next symbol.
// transducer: another sequence. forecaster: the next numbers of a series.
enum class Task { tagger, classifier, language_model, transducer, forecaster };
constexpr auto name_table(Task /*task*/) {
  return base::NameTable<Task, 5>{{{"tagger", Task::tagger},
                                   {"classifier", Task::classifier},
                                   {"language-model", Task::language_model},
                                   {"transducer", Task::transducer},
                                   {"forecaster", Task::forecaster}}};
}

}  // namespace seqlab::options
