// Texts and words of Python as inputs of the library.
#pragma once

#include <nanobind/nanobind.h>
#include <seqlab/input.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::python {

// The UTF-8 of a str, valid as long as the str. Throws BadInput for a lone surrogate, which has none.
std::string_view utf8(nanobind::handle text);

// A list or tuple of str.
std::vector<std::string> strings(nanobind::handle list);

// A path or the name of a model: bytes, as os.fsencode() gives them.
std::string path(const nanobind::bytes& bytes);
std::vector<std::string> paths(const nanobind::list& list);

// A batch: each input is a str, or a tuple (words, {column: values}). Valid as long as the Python objects,
// which it keeps.
class Inputs {
 public:
  // Throws BadInput, which names the input, counted from 1, if there are several; TypeError for other types.
  explicit Inputs(const nanobind::list& inputs);
  [[nodiscard]] std::span<const Input> get() const { return inputs_; }

 private:
  nanobind::list kept_;
  std::vector<Input> inputs_;
};

}  // namespace seqlab::python
