// The parts of the module. Python's side, in seqlab/*.py, is what users see.
#pragma once

#include <nanobind/nanobind.h>

#include <cstddef>
#include <span>

namespace seqlab::python {

void bind_models(nanobind::module_& module);
void bind_tagger(nanobind::module_& module);
void bind_classifier(nanobind::module_& module);
void bind_training(nanobind::module_& module);
void bind_evaluation(nanobind::module_& module);

// A model of the bytes of a file, which are copied.
template <class Model>
Model from_bytes(const nanobind::bytes& data) {
  return Model::from_bytes({static_cast<const std::byte*>(data.data()), data.size()});
}

}  // namespace seqlab::python
