// What the services of UDPipe and NameTag have in common.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "service/adapters/served_taggers.h"
#include "service/limits.h"
#include "service/message.h"
#include "service/routes.h"

namespace seqlab::service {

// Paths with what answers there, for GET and for forms in a POST.
using LindatAnswers = std::vector<
    std::pair<const char*, std::function<Answer(const Request& request, const std::string& name)>>>;
std::vector<Route> lindat_routes(const LindatAnswers& answers);

// {"models": {NAME: [methods]}, "default_model": NAME}
Response lindat_models(const std::vector<NamedTagger>& taggers, const std::vector<std::string>& methods);

// {"model": NAME, "acknowledgements": [], "result": TEXT}
Response lindat_result(const std::string& model, const std::string& result);

// Throws RequestError (422) for more sentences of tokens than a request may have texts.
void check_sentences(std::size_t sentences, const Limits& limits);

// Calls a function; data that it cannot read or write is an error of the request.
template <class Function>
auto reporting_data_errors(const Function& function) -> decltype(function()) {
  try {
    return function();
  } catch (const DataError& error) {
    throw RequestError(422, "invalid_request", error.what());
  }
}

}  // namespace seqlab::service
