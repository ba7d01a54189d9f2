#include "options/series_input_options.h"

#include "options/input_options.h"
#include "options/option_ranges.h"

namespace seqlab::options {

namespace {

constexpr const char* series_parts = "Parts of the series";

OptionInfo test_rows_option(const std::string& help, const std::string& default_text) {
  return {.name = "test-rows",
          .group = series_parts,
          .help = help,
          .range = counts_or_off,
          .default_text = default_text};
}

OptionInfo every_option() {
  return {
      .name = "every",
      .group = series_parts,
      .help = "rows from the beginning of one forecast to that of the next; each knows all rows before it",
      .range = counts};
}

}  // namespace

const OptionTable<SeriesInputOptions>& series_training_table() {
  static const auto table = [] {
    using S = SeriesInputOptions;
    OptionTable<S> options;
    options
        .add({.name = "dev-rows",
              .group = series_parts,
              .help = "rows before the test part that are not learned from but choose the best epoch; 0: "
                      "learn from all, which then choose it themselves",
              .value = "N",
              .range = counts_or_off,
              .absent = "auto",
              .default_text = "as many as a forecast has, or a tenth if that is more"},
             &S::dev_rows)
        .add(test_rows_option("last rows, which neither training nor its options should see; they are "
                              "forecast once after training; 0: none",
                              ""),
             &S::test_rows)
        .add(every_option(), &S::every)
        .add(encoding_option(), &S::encoding);
    return options;
  }();
  return table;
}

const OptionTable<SeriesInputOptions>& series_gold_table() {
  static const auto table = [] {
    using S = SeriesInputOptions;
    OptionTable<S> options;
    options.add(test_rows_option("last rows, which are forecast", "as many as a forecast has"), &S::test_rows)
        .add(every_option(), &S::every)
        .add(encoding_option(), &S::encoding);
    return options;
  }();
  return table;
}

}  // namespace seqlab::options
