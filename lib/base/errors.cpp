#include "base/errors.h"

namespace seqlab {

std::string to_string(const Place& place) {
  std::string text = place.file;
  if (place.line != 0) text += ":" + std::to_string(place.line);
  if (place.line != 0 && place.column != 0) text += ":" + std::to_string(place.column);
  return text;
}

DataError::DataError(Place place, const std::string& message)
    : Error(to_string(place) + (place.file.empty() ? "" : ": ") + message), place_(std::move(place)) {}

}  // namespace seqlab
