// The parts of the module. Python's side, in seqlab/*.py, is what users see.
#pragma once

#include <nanobind/nanobind.h>

#include <cstddef>
#include <string>

#include "inputs.h"

namespace seqlab::python {

void bind_models(nanobind::module_& module);
void bind_tagger(nanobind::module_& module);
void bind_classifier(nanobind::module_& module);
void bind_forecaster(nanobind::module_& module);
void bind_language_model(nanobind::module_& module);
void bind_transducer(nanobind::module_& module);
void bind_training(nanobind::module_& module);
void bind_evaluation(nanobind::module_& module);

// A model of the bytes of a file, which are copied.
template <class Model>
Model from_bytes(const nanobind::bytes& data) {
  return Model::from_bytes({static_cast<const std::byte*>(data.data()), data.size()});
}

// A model of a file or a name, while other threads of Python run.
template <class Model>
Model load(const nanobind::bytes& model) {
  const std::string name = path(model);
  const nanobind::gil_scoped_release released;
  return Model::load(name);
}

template <class Model>
void save(const Model& model, const nanobind::bytes& file) {
  const std::string name = path(file);
  const nanobind::gil_scoped_release released;
  model.save(name);
}

}  // namespace seqlab::python
