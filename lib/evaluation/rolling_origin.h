// Evaluation of forecasts from a rolling origin.
#pragma once

#include <cstddef>
#include <vector>

namespace seqlab::evaluation {

// How forecasts of the last part of a series are made (Tashman 2000): from each origin, all rows before it
// are known and the next `horizon` are forecast. What was learned or fitted before stays as it is.
struct RollingOrigin {
  std::size_t test = 0;     // rows of the last part
  std::size_t horizon = 1;  // rows that each forecast covers
  std::size_t every = 1;    // rows from an origin to the next
};

// The first row, from 0, that each forecast covers: rows - test, and so on as long as the horizon ends within
// the series. None if the test part is shorter than the horizon or longer than the series.
std::vector<std::size_t> rolling_origins(std::size_t rows, const RollingOrigin& plan);

}  // namespace seqlab::evaluation
