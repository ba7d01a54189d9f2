#include "service/http/gate.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "base/errors.h"
#include "io/input.h"
#include "io/line_reader.h"
#include "text/ascii.h"

namespace seqlab::service {

namespace {

bool is_number(std::string_view text, std::size_t most_digits) {
  return !text.empty() && text.size() <= most_digits && std::ranges::all_of(text, text::is_digit);
}

}  // namespace

std::string host_name(std::string_view header) {
  std::string_view name = header;
  std::string_view port;
  if (name.starts_with('[')) {
    const std::size_t close = name.find(']');
    if (close == std::string_view::npos) return {};
    port = name.substr(close + 1);
    name = name.substr(1, close - 1);
  } else {
    const std::size_t colon = std::min(name.find(':'), name.size());
    port = name.substr(colon);
    name = name.substr(0, colon);
  }
  if (!port.empty() && (port.front() != ':' || !is_number(port.substr(1), 5))) return {};
  return text::ascii_lower(name);
}

bool is_loopback(std::string_view host) {
  if (host == "localhost" || host == "::1") return true;
  if (!host.starts_with("127.")) return false;
  int numbers = 0;
  while (true) {
    const std::string_view number = host.substr(0, host.find('.'));
    if (!is_number(number, 3)) return false;
    ++numbers;
    if (number.size() == host.size()) return numbers == 4;
    host.remove_prefix(number.size() + 1);
  }
}

Gate::Gate(std::vector<std::string> hosts, std::vector<std::string> origins)
    : hosts_(std::move(hosts)), origins_(std::move(origins)) {
  for (std::string& host : hosts_) host = text::ascii_lower(host);
}

bool Gate::host_allowed(std::string_view header) const {
  const std::string name = host_name(header);
  return is_loopback(name) || (!name.empty() && std::ranges::find(hosts_, name) != hosts_.end());
}

bool Gate::origin_allowed(std::string_view origin) const {
  return std::ranges::find(origins_, origin) != origins_.end();
}

void Gate::set_token(std::string token) {
  const std::lock_guard lock(mutex_);
  token_ = std::move(token);
}

bool Gate::token_matches(std::string_view authorization) const {
  const std::lock_guard lock(mutex_);
  if (token_.empty()) return true;
  constexpr std::string_view scheme = "bearer ";
  if (text::ascii_lower(authorization.substr(0, scheme.size())) != scheme) return false;
  const std::string_view given = authorization.substr(scheme.size());
  unsigned difference = given.size() == token_.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    difference |=
        static_cast<unsigned char>(given[i]) ^ static_cast<unsigned char>(token_[i % token_.size()]);
  }
  return difference == 0;
}

std::string read_token(const std::string& path) {
  io::LineReader lines(io::open_input(path));
  std::string_view line;
  lines.next(line);
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  line = line.substr(0, line.find_last_not_of(" \t") + 1);
  const bool visible = std::ranges::all_of(line, [](char c) { return c > ' ' && c < 0x7f; });
  if (line.empty() || !visible) {
    throw DataError({path, 1, 0},
                    "this is no token; the first line has visible ASCII characters without spaces");
  }
  return std::string(line);
}

}  // namespace seqlab::service
