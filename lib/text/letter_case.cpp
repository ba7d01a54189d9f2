#include "text/letter_case.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/stringoptions.h>
#include <unicode/stringpiece.h>

#include "text/icu_status.h"

namespace seqlab::text {

std::string in_case(std::string_view word, LetterCase letter_case) {
  std::string result;
  const icu::StringPiece piece(word.data(), static_cast<std::int32_t>(word.size()));
  icu::StringByteSink<std::string> sink(&result);
  UErrorCode status = U_ZERO_ERROR;
  switch (letter_case) {
    case LetterCase::lower:
      icu::CaseMap::utf8ToLower("", 0, piece, sink, nullptr, status);
      break;
    case LetterCase::upper:
      icu::CaseMap::utf8ToUpper("", 0, piece, sink, nullptr, status);
      break;
    case LetterCase::title:
      icu::CaseMap::utf8ToTitle("", U_TITLECASE_WHOLE_STRING, nullptr, piece, sink, nullptr, status);
      break;
  }
  check_icu(status);
  return result;
}

}  // namespace seqlab::text
