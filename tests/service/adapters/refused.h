// The status with which something is refused.
#pragma once

#include "service/message.h"

namespace seqlab::service {

// 0: it is not refused.
template <class Function>
unsigned refused(const Function& function) {
  try {
    function();
  } catch (const RequestError& error) {
    return error.status();
  }
  return 0;
}

}  // namespace seqlab::service
