#include "service/adapters/multipart.h"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "service/message.h"
#include "text/ascii.h"
#include "text/utf8.h"

namespace seqlab::service {

namespace {

constexpr std::size_t most_parts = 100;
constexpr std::size_t longest_part_header = 8192;
constexpr std::size_t longest_boundary = 70;  // RFC 2046, section 5.1.1

[[noreturn]] void malformed_form(const std::string& what) {
  throw RequestError(400, "bad_request", "the form is malformed: " + what);
}

bool is_token_character(char c) {
  return text::is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_boundary(std::string_view boundary) {
  constexpr std::string_view others = "'()+_,-./:=? ";
  return !boundary.empty() && boundary.size() <= longest_boundary && boundary.back() != ' ' &&
         std::ranges::all_of(
             boundary, [&](char c) { return text::is_alphanumeric(c) || others.find(c) != others.npos; });
}

void skip_blanks(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
}

// A value in quotes, whose opening one is next.
std::string quoted_value(std::string_view& rest) {
  std::string value;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return value;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
    value += rest[i];
  }
  malformed_form("a quote is not closed");
}

// The name of a part, whose header fields are lines.
std::string part_name(std::string_view header) {
  std::optional<std::string> name;
  while (!header.empty()) {
    const std::string_view line = header.substr(0, header.find("\r\n"));
    header.remove_prefix(std::min(header.size(), line.size() + 2));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) malformed_form("a part has a header without a name");
    const std::string field = text::ascii_lower(line.substr(0, colon));
    std::string_view value = line.substr(colon + 1);
    skip_blanks(value);
    const std::string kind = text::ascii_lower(value.substr(0, value.find_first_of("; \t")));
    if (field == "content-transfer-encoding" && kind != "8bit" && kind != "7bit" && kind != "binary") {
      malformed_form("a part has the Content-Transfer-Encoding " + kind + "; send it as it is");
    }
    if (field != "content-disposition") continue;
    if (kind != "form-data" || name) malformed_form("a part needs one Content-Disposition: form-data");
    value.remove_prefix(kind.size());
    for (auto& [parameter, given] : header_parameters(value)) {
      if (parameter == "name" && !name) name = std::move(given);
    }
    if (!name || name->empty()) malformed_form("a part has no name");
  }
  if (!name) malformed_form("a part has no Content-Disposition");
  return *name;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> header_parameters(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (true) {
    skip_blanks(text);
    if (text.empty()) return parameters;
    if (text.front() == ';') {
      text.remove_prefix(1);
      continue;
    }
    const auto name_end = std::ranges::find_if_not(text, is_token_character);
    const auto size = static_cast<std::size_t>(name_end - text.begin());
    if (size == 0 || size == text.size() || text[size] != '=') malformed_form("a header has a bad parameter");
    const std::string name = text::ascii_lower(text.substr(0, size));
    text.remove_prefix(size + 1);
    if (text.starts_with('"')) {
      parameters.emplace_back(name, quoted_value(text));
    } else {
      const std::string_view value = text.substr(0, text.find_first_of("; \t"));
      parameters.emplace_back(name, value);
      text.remove_prefix(value.size());
    }
    skip_blanks(text);
    if (!text.empty() && text.front() != ';') malformed_form("a header has a bad parameter");
  }
}

std::vector<std::pair<std::string, std::string>> multipart_values(std::string_view body,
                                                                  std::string_view boundary) {
  if (!is_boundary(boundary)) malformed_form("it has no boundary, or a bad one");
  const std::string delimiter = "\r\n--" + std::string(boundary);
  if (!body.starts_with(std::string_view(delimiter).substr(2)))
    malformed_form("it does not begin with its boundary");
  body.remove_prefix(delimiter.size() - 2);
  std::vector<std::pair<std::string, std::string>> values;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) malformed_form("something stands behind a boundary");
    body.remove_prefix(2);
    if (values.size() == most_parts)
      malformed_form("it has more than " + std::to_string(most_parts) + " parts");
    const std::size_t blank = body.substr(0, longest_part_header).find("\r\n\r\n");
    if (blank == std::string_view::npos) malformed_form("a part has no header, or one that does not end");
    std::string name = part_name(body.substr(0, blank));
    body.remove_prefix(blank + 2);
    // The end of the empty line may be that of an empty value.
    const std::size_t end = body.find(delimiter);
    if (end == std::string_view::npos) malformed_form("a part does not end");
    const std::string_view value = body.substr(std::min<std::size_t>(2, end), end < 2 ? 0 : end - 2);
    if (text::find_invalid_utf8(value)) malformed_form("the value of '" + name + "' is not UTF-8");
    values.emplace_back(std::move(name), value);
    body.remove_prefix(end + delimiter.size());
  }
  body.remove_prefix(2);
  if (!body.empty() && body != "\r\n") malformed_form("something stands behind its end");
  return values;
}

}  // namespace seqlab::service
