#include "inputs.h"

#include <seqlab/errors.h>

#include <utility>

namespace nb = nanobind;

namespace seqlab::python {

std::string_view utf8(nb::handle text) {
  if (!PyUnicode_Check(text.ptr())) throw nb::type_error("texts and words are str");
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (bytes == nullptr) {
    nb::python_error error;
    if (!error.matches(PyExc_UnicodeEncodeError)) throw error;
    const auto at = nb::cast<std::size_t>(error.value().attr("start"));
    throw BadInput("character " + std::to_string(at) +
                   " is a lone surrogate, which is no character; decode bytes with errors=\"replace\"");
  }
  return {bytes, static_cast<std::size_t>(size)};
}

std::vector<std::string> strings(nb::handle list) {
  std::vector<std::string> result;
  for (const nb::handle item : list) result.emplace_back(utf8(item));
  return result;
}

std::string path(const nb::bytes& bytes) {
  std::string result(bytes.c_str(), bytes.size());
  if (result.find('\0') != std::string::npos) throw nb::value_error("a path has a NUL");
  return result;
}

std::vector<std::string> paths(const nb::list& list) {
  std::vector<std::string> result;
  for (const nb::handle item : list) result.push_back(path(nb::borrow<nb::bytes>(item)));
  return result;
}

namespace {

Input input_of(nb::handle input) {
  if (!PyTuple_Check(input.ptr())) return utf8(input);
  Tokens tokens{strings(input[0])};
  for (const auto [name, values] : nb::borrow<nb::dict>(input[1])) {
    tokens.columns.push_back({std::string(utf8(name)), strings(values)});
  }
  return tokens;
}

}  // namespace

Inputs::Inputs(const nb::list& inputs) : kept_(inputs) {
  inputs_.reserve(inputs.size());
  for (const nb::handle input : inputs) {
    try {
      inputs_.push_back(input_of(input));
    } catch (const BadInput& error) {
      if (inputs.size() == 1) throw;
      throw BadInput("input " + std::to_string(inputs_.size() + 1) + ": " + error.what());
    }
  }
}

}  // namespace seqlab::python
