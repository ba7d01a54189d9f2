// What a model says of itself, for Python.
#pragma once

#include <nanobind/nanobind.h>
#include <seqlab/model_info.h>

namespace seqlab::python {

// "tagger", "classifier", "language_model", "transducer" or "forecaster".
const char* name_of(Task task);

// Keys: task, language, licence, data, heads (each name, column, tag_scheme, labels), feature_columns,
// options and facts (each a dict).
nanobind::dict dict_of(const ModelInfo& info);

}  // namespace seqlab::python
