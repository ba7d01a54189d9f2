#include "text/icu_status.h"

#include <unicode/utypes.h>

#include <string>

#include "base/errors.h"

namespace seqlab::text {

void check_icu(int status) {
  const auto code = static_cast<UErrorCode>(status);
  if (U_FAILURE(code)) throw Error(std::string("ICU failed: ") + u_errorName(code));
}

}  // namespace seqlab::text
