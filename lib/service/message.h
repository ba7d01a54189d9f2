// Requests and responses, whatever carries them.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "service/work_queue.h"

namespace seqlab::service {

struct Request {
  std::string method;
  std::string path;          // decoded, without the query
  std::string query;         // as it came
  std::string content_type;  // without parameters, in lower case; empty if there is none
  std::string parameters;    // of the content type, as they came: "boundary=x"
  std::string body;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
};

// A request that gets an error: its status, a short name that programs can compare, and what is wrong.
class RequestError : public std::runtime_error {
 public:
  // allow: of a 405, the methods that the address has.
  RequestError(unsigned status, std::string type, const std::string& message, std::string allow = {})
      : std::runtime_error(message), status_(status), type_(std::move(type)), allow_(std::move(allow)) {}
  [[nodiscard]] unsigned status() const { return status_; }
  [[nodiscard]] const std::string& type() const { return type_; }
  [[nodiscard]] const std::string& allow() const { return allow_; }

 private:
  unsigned status_;
  std::string type_;
  std::string allow_;
};

// {"error": ..., "error_type": ...}, for a body or a line.
std::string error_json(std::string_view message, std::string_view type);
// With the headers that its status asks for.
Response error_response(const RequestError& error);
// The error that is being handled as a RequestError: one itself; 422 for a UsageError; else 500, whose text
// says nothing of the inside.
RequestError current_error();

// A response that needs work to be done first. answer: called once, when all of it is done; may throw what
// the work threw.
struct Pending {
  std::vector<std::shared_ptr<Work>> work;
  std::function<Response()> answer;
};
using Answer = std::variant<Response, Pending>;

// The values of a query or form, "a=1&b=%C3%A9", decoded, in order. Throws RequestError (400) for a bad
// escape or what is no UTF-8.
std::vector<std::pair<std::string, std::string>> form_values(std::string_view text);
// "%C3%A9" as "é"; '+' stays. Throws as above.
std::string percent_decoded(std::string_view text);

}  // namespace seqlab::service
