// Forms as multipart/form-data (RFC 7578).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seqlab::service {

// The parameters of a header, as in "; name=x; filename=\"y\"", with their names in lower case. Throws
// RequestError (400) for what is malformed.
std::vector<std::pair<std::string, std::string>> header_parameters(std::string_view text);

// The names and values of the parts of a body, in order. Strict: nothing stands before the first part or
// after the last, every part has a name, and its value is UTF-8 that is not encoded further. Throws
// RequestError (400) for anything else, and for more than 100 parts.
std::vector<std::pair<std::string, std::string>> multipart_values(std::string_view body,
                                                                  std::string_view boundary);

}  // namespace seqlab::service
