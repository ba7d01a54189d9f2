// Tables of numbers.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/errors.h"
#include "corpus/series/series.h"
#include "fuzz/fuzz.h"
#include "text/ascii.h"

using namespace seqlab;

namespace {

// Names that are written as they are.
bool has_plain_names(const corpus::Series& series) {
  return std::ranges::all_of(
      series.names, [](const std::string& name) { return std::ranges::all_of(name, text::is_alphanumeric); });
}

void check(const corpus::Series& series) {
  fuzz::require(series.values.size() == series.rows() * series.columns(), "rows are whole");
  fuzz::require(std::ranges::all_of(series.values, [](double value) { return std::isfinite(value); }),
                "values are finite");
  if (!has_plain_names(series)) return;
  std::ostringstream output;
  corpus::write_series(output, series);
  const corpus::Series again = corpus::read_series(io::memory_input(output.str(), "again"), {});
  fuzz::require(again.names == series.names && again.values == series.values,
                "a series that is written is read as the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  corpus::SeriesOptions options;
  if (input.choose(2) == 1) options.columns = {"y"};
  try {
    check(corpus::read_series(io::memory_input(input.text(), "file"), options));
  } catch (const DataError&) {
  }
  return 0;
}
