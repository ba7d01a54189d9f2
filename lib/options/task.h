// The kinds of models.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "base/names.h"

namespace seqlab::options {

// tagger: one label per token and head. classifier: one label per text.
enum class Task { tagger, classifier };
constexpr auto name_table(Task /*task*/) {
  return base::NameTable<Task, 2>{{{"tagger", Task::tagger}, {"classifier", Task::classifier}}};
}

}  // namespace seqlab::options
