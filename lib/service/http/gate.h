// Who may ask: hosts, origins and tokens.
#pragma once

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::service {

// The name in a Host header, without its port, in lower case; empty if it is malformed.
std::string host_name(std::string_view header);
// Whether it is localhost or a loopback address.
bool is_loopback(std::string_view host);

// Any thread may call.
class Gate {
 public:
  // hosts: names by which the service may be reached besides loopback ones. A page of a foreign site that has
  // its own name point here (DNS rebinding) sends that name. origins: of pages that may read answers.
  Gate(std::vector<std::string> hosts, std::vector<std::string> origins);

  [[nodiscard]] bool host_allowed(std::string_view header) const;
  [[nodiscard]] bool origin_allowed(std::string_view origin) const;

  // Empty: none is needed.
  void set_token(std::string token);
  // Whether the Authorization header has the token, "Bearer TOKEN". Takes as long for any wrong token.
  [[nodiscard]] bool token_matches(std::string_view authorization) const;

 private:
  std::vector<std::string> hosts_;
  std::vector<std::string> origins_;
  mutable std::mutex mutex_;
  std::string token_;
};

// The first line of a file without white space around it. Throws Error if it cannot be read, and DataError if
// the line is empty or has characters that no header can have.
std::string read_token(const std::string& path);

}  // namespace seqlab::service
