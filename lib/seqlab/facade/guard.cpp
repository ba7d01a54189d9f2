#include "seqlab/facade/guard.h"

#include <exception>
#include <new>
#include <utility>

#include "base/errors.h"
#include "seqlab/errors.h"

namespace seqlab {

// Defined here, so that a type has one identity however many libraries use it.
Exception::~Exception() = default;
BadInput::~BadInput() = default;
BadModel::~BadModel() = default;
Failure::~Failure() = default;

BadInput::BadInput(const std::string& message, std::string file, std::size_t line, std::size_t column)
    : Exception(message), file_(std::move(file)), line_(line), column_(column) {}

const std::string& BadInput::file() const {
  return file_;
}

std::size_t BadInput::line() const {
  return line_;
}

std::size_t BadInput::column() const {
  return column_;
}

void rethrow_for_callers() {
  try {
    throw;
  } catch (const Exception&) {
    throw;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const ModelError& error) {
    throw BadModel(error.what());
  } catch (const DataError& error) {
    throw BadInput(error.what(), error.place().file, error.place().line, error.place().column);
  } catch (const UsageError& error) {
    throw BadInput(error.what());
  } catch (const std::exception& error) {
    throw Failure(error.what());
  }
}

}  // namespace seqlab
