// The errors of the library. Every exception that leaves it is one of these, except std::bad_alloc and what a
// caller's own function throws.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

#include "seqlab/api.h"

namespace seqlab {

class SEQLAB_API Exception : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
  ~Exception() override;
};

// The caller gave something wrong: text that is not UTF-8, an unknown option, a column that is missing, a
// label that does not exist. A server answers 400. The message says what is wrong and what would be right,
// for data from a file with its place, "file:line:column: ...".
class SEQLAB_API BadInput : public Exception {
 public:
  using Exception::Exception;
  BadInput(const std::string& message, std::string file, std::size_t line, std::size_t column);
  ~BadInput() override;

  // The place in a file; the name is empty for data in memory. Line and column count from 1, columns in
  // bytes; 0: not known.
  [[nodiscard]] const std::string& file() const;
  [[nodiscard]] std::size_t line() const;
  [[nodiscard]] std::size_t column() const;

 private:
  std::string file_;
  std::size_t line_ = 0;
  std::size_t column_ = 0;
};

// A model file is damaged, foreign, of another version, or of another kind than asked for.
class SEQLAB_API BadModel : public Exception {
 public:
  using Exception::Exception;
  ~BadModel() override;
};

// Anything else that went wrong: a file that cannot be read or written, no more threads, training that
// diverged. A server answers 500.
class SEQLAB_API Failure : public Exception {
 public:
  using Exception::Exception;
  ~Failure() override;
};

}  // namespace seqlab
