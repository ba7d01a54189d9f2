// The errors of the library. Each class has its exit code in the programs.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>

namespace seqlab {

// A place in an input. Line and column count from 1, columns in bytes; 0 means "not known".
struct Place {
  std::string file;
  std::size_t line = 0;
  std::size_t column = 0;
};

// "file:line:column" without the unknown parts.
std::string to_string(const Place& place);

// A failure at run time: no such file, disk full, a loss that is not finite. Exit code 1.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Invalid options. Exit code 2.
class UsageError : public Error {
 public:
  using Error::Error;
};

// Bad input data: "file:line:column: what is wrong; what would be right". Exit code 3.
class DataError : public Error {
 public:
  DataError(Place place, const std::string& message);
  [[nodiscard]] const Place& place() const { return place_; }

 private:
  Place place_;
};

// A model file that is damaged, foreign or of another version. Exit code 4.
class ModelError : public Error {
 public:
  using Error::Error;
};

}  // namespace seqlab
