#include "text/digits.h"

#include <string>
#include <string_view>

#include "catch.h"

using seqlab::text::digits_to_zero;

TEST_CASE("decimal digits of every script become 0, and nothing else does") {
  CHECK(digits_to_zero("") == "");
  CHECK(digits_to_zero("1,234.5e-6") == "0,000.0e-0");
  CHECK(digits_to_zero("\xD9\xA1\xD9\xA2\xD9\xA3") == "000");  // Arabic-Indic
  CHECK(digits_to_zero("\xE0\xA5\xAB") == "0");                // Devanagari
  CHECK(digits_to_zero("\xF0\x9D\x9F\x97") == "0");            // mathematical bold
  CHECK(digits_to_zero("\xC2\xB2 \xC2\xBD \xE2\x85\xA3 \xE4\xB8\x83") ==
        "\xC2\xB2 \xC2\xBD \xE2\x85\xA3 \xE4\xB8\x83");  // superscript, fraction, Roman, Han
  CHECK(digits_to_zero("\xFF"
                       "7\xE2\x82"
                       "8") ==
        "\xFF"
        "0\xE2\x82"
        "0");
  CHECK(digits_to_zero(std::string_view("7\0"
                                        "7",
                                        3)) == std::string_view("0\0"
                                                                "0",
                                                                3));
}
