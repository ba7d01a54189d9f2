#include "seqlab/facade/guard.h"

#include <exception>
#include <new>

#include "base/errors.h"
#include "seqlab/errors.h"

namespace seqlab {

// Defined here, so that a type has one identity however many libraries use it.
Exception::~Exception() = default;
BadInput::~BadInput() = default;
BadModel::~BadModel() = default;
Failure::~Failure() = default;

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
    throw BadInput(error.what());
  } catch (const UsageError& error) {
    throw BadInput(error.what());
  } catch (const std::exception& error) {
    throw Failure(error.what());
  }
}

}  // namespace seqlab
