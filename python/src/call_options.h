// The options that calls of taggers and of classifiers share.
#pragma once

#include <nanobind/nanobind.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "inputs.h"

namespace seqlab::python {

// Fills TagOptions or ClassifyOptions from a dict by their names. set_own(name, value) sets an option that
// the other does not have, or returns false. Throws TypeError for an unknown name and for a value of another
// type.
template <class Options, class SetOwn>
void set_options(Options& options, const nanobind::dict& given, const SetOwn& set_own) {
  for (const auto [key, value] : given) {
    const std::string_view name = utf8(key);
    if (name == "threads") {
      options.threads = nanobind::cast<std::size_t>(value);
    } else if (name == "probabilities") {
      options.probabilities = nanobind::cast<bool>(value);
    } else if (name == "raw_probabilities") {
      options.raw_probabilities = nanobind::cast<bool>(value);
    } else if (name == "min_confidence") {
      options.min_confidence = nanobind::cast<double>(value);
    } else if (!set_own(name, value)) {
      throw nanobind::type_error(("unknown option " + std::string(name)).c_str());
    }
  }
}

}  // namespace seqlab::python
