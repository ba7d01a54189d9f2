// Spans that meet no token border.
#pragma once

#include "base/names.h"

namespace seqlab::corpus {

// What to do with a span that does not start and end with tokens: stop with an error, or read its text as if
// the span were not there.
enum class Misaligned { error, skip };
constexpr auto name_table(Misaligned /*misaligned*/) {
  return base::NameTable<Misaligned, 2>{{{"error", Misaligned::error}, {"skip", Misaligned::skip}}};
}

}  // namespace seqlab::corpus
