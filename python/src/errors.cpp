#include "errors.h"

#include <seqlab/errors.h>

#include <exception>

namespace nb = nanobind;

namespace seqlab::python {

namespace {

// Messages may quote bytes that are not UTF-8.
nb::object text(const char* message) {
  return nb::steal(PyUnicode_DecodeUTF8(message, static_cast<Py_ssize_t>(std::strlen(message)), "replace"));
}

void raise(const char* type, const nb::object& exception) {
  PyErr_SetObject(nb::module_::import_("seqlab.errors").attr(type).ptr(), exception.ptr());
}

void translate(const std::exception_ptr& thrown, void* /*payload*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const BadInput& error) {
    const nb::object type = nb::module_::import_("seqlab.errors").attr("DataError");
    raise("DataError", type(text(error.what()), nb::steal(PyUnicode_DecodeFSDefault(error.file().c_str())),
                            error.line(), error.column()));
  } catch (const BadModel& error) {
    raise("ModelError", text(error.what()));
  } catch (const Exception& error) {
    raise("Error", text(error.what()));
  }
}

}  // namespace

void register_errors() {
  nb::register_exception_translator(translate, nullptr);
}

}  // namespace seqlab::python
