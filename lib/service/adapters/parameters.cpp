#include "service/adapters/parameters.h"

#include <utility>

#include "service/adapters/multipart.h"

namespace seqlab::service {

namespace {

constexpr std::string_view urlencoded_type = "application/x-www-form-urlencoded";
constexpr std::string_view multipart_type = "multipart/form-data";

std::string boundary_of(const std::string& parameters) {
  for (auto& [name, value] : header_parameters(parameters)) {
    if (name == "boundary") return std::move(value);
  }
  return {};
}

}  // namespace

std::vector<std::string> form_types() {
  return {std::string(urlencoded_type), std::string(multipart_type)};
}

Parameters::Parameters(const Request& request) {
  for (auto& [name, value] : form_values(request.query)) values_.insert_or_assign(name, std::move(value));
  if (request.method != "POST") return;
  auto body = request.content_type == multipart_type
                  ? multipart_values(request.body, boundary_of(request.parameters))
                  : form_values(request.body);
  for (auto& [name, value] : body) values_.insert_or_assign(name, std::move(value));
}

const std::string* Parameters::find(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

const std::string& Parameters::get(std::string_view name) const {
  static const std::string none;
  const std::string* const value = find(name);
  return value == nullptr ? none : *value;
}

const std::string& Parameters::required(std::string_view name) const {
  if (const std::string* const value = find(name)) return *value;
  throw RequestError(422, "invalid_request", "'" + std::string(name) + "' is missing");
}

}  // namespace seqlab::service
