// Errors that ICU reports.
#pragma once

namespace seqlab::text {

// status: a UErrorCode. Throws Error with ICU's name of it if it is a failure.
void check_icu(int status);

}  // namespace seqlab::text
