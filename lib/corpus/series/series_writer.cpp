#include <array>
#include <charconv>
#include <string_view>

#include "corpus/reviews/csv.h"
#include "corpus/series/series.h"

namespace seqlab::corpus {
namespace {

void write_number(std::ostream& output, double number) {
  std::array<char, 32> digits{};
  const std::to_chars_result end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  output << std::string_view(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()));
}

}  // namespace

void write_series(std::ostream& output, const Series& series) {
  for (std::size_t column = 0; column < series.columns(); ++column) {
    output << (column == 0 ? "" : ",") << csv_field(series.names[column], {});
  }
  output << '\n';
  for (std::size_t row = 0; row < series.rows(); ++row) {
    for (std::size_t column = 0; column < series.columns(); ++column) {
      if (column > 0) output << ',';
      write_number(output, series.value(row, column));
    }
    output << '\n';
  }
}

}  // namespace seqlab::corpus
