// Reports of `tagger check`.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "check/corpus_check.h"

namespace seqlab::programs {

// For people: for each file its plan, then what is wrong, "file:line: level: message [kind]".
std::string check_text(std::span<const check::FileReport> reports);

// One JSON object with files and findings, and if `fix` with what a mended copy no longer has.
std::string check_json(std::span<const check::FileReport> reports, bool fix);

// What a mended copy no longer has, a line for each kind: "mended: transition: 3 places".
std::string mended_text(const check::FileReport& report);

// Whether a file has errors, other than those that a mended copy no longer has if `mended`.
bool has_errors(const check::FileReport& report, bool mended);

}  // namespace seqlab::programs
