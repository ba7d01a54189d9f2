#include "service/message.h"

#include <algorithm>
#include <new>

#include "base/errors.h"
#include "corpus/json/json_object.h"
#include "text/utf8.h"

namespace seqlab::service {

namespace {

int hexadecimal(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string error_json(std::string_view message, std::string_view type) {
  return corpus::json_object(
      {{"error", corpus::json_string(message)}, {"error_type", corpus::json_string(type)}});
}

Response error_response(const RequestError& error) {
  Response response{.status = error.status(), .body = error_json(error.what(), error.type()) + "\n"};
  if (error.status() == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (error.status() == 405) response.headers.emplace_back("Allow", error.allow());
  if (error.status() == 429 || error.status() == 503) response.headers.emplace_back("Retry-After", "1");
  return response;
}

RequestError current_error() {
  try {
    throw;
  } catch (const RequestError& error) {
    return error;
  } catch (const UsageError& error) {
    return {422, "invalid_request", error.what()};
  } catch (const std::bad_alloc&) {
    return {500, "internal", "the service is out of memory"};
  } catch (const std::exception&) {
    return {500, "internal", "the service failed"};
  }
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hexadecimal(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hexadecimal(text[i + 2]) : -1;
    if (high < 0 || low < 0)
      throw RequestError(400, "bad_request", "the address or the form has a bad escape (%)");
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  if (text::find_invalid_utf8(decoded)) {
    throw RequestError(400, "bad_request", "the address or the form is not UTF-8");
  }
  return decoded;
}

std::vector<std::pair<std::string, std::string>> form_values(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> values;
  while (!text.empty()) {
    std::string part(text.substr(0, text.find('&')));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (part.empty()) continue;
    std::ranges::replace(part, '+', ' ');
    const std::size_t equals = std::min(part.find('='), part.size());
    values.emplace_back(
        percent_decoded(std::string_view(part).substr(0, equals)),
        equals < part.size() ? percent_decoded(std::string_view(part).substr(equals + 1)) : "");
  }
  return values;
}

}  // namespace seqlab::service
