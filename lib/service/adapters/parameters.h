// What forms ask for.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "service/message.h"

namespace seqlab::service {

// The types of bodies that Parameters reads.
std::vector<std::string> form_types();

// The values of a query and of a form in the body, by name; of equal names, the last one.
class Parameters {
 public:
  // Throws RequestError (400) for what is malformed.
  explicit Parameters(const Request& request);

  // Null if there is no such value.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  // An empty string if there is no such value.
  [[nodiscard]] const std::string& get(std::string_view name) const;
  // Throws RequestError (422) if there is no such value.
  [[nodiscard]] const std::string& required(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

}  // namespace seqlab::service
