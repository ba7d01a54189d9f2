#include "base/pool.h"
#include "forecast/series_input.h"
#include "forecast/verbs.h"
#include "options/input_options.h"
#include "program/command_line.h"
#include "program/data_output.h"
#include "program/verb_options.h"

namespace seqlab::programs {

namespace {

struct ForecastRunVerb {
  std::string model;
  std::string encoding;
  OutputOptions output;
  bool quiet = false;
};

options::OptionTable<ForecastRunVerb> forecast_run_option_table() {
  options::OptionTable<ForecastRunVerb> table;
  table.add(model_option(), &ForecastRunVerb::model)
      .add(options::encoding_option(), &ForecastRunVerb::encoding)
      .include(output_option_table(), &ForecastRunVerb::output)
      .add(quiet_option(), &ForecastRunVerb::quiet);
  return table;
}

}  // namespace

Exit forecast_run(const Arguments& arguments) {
  const VerbUsage usage = {
      "forecast run -m MODEL [options] [FILE]",
      "Reads a series from a file or standard input and prints the rows that follow it, as CSV. The series "
      "has\n"
      "the columns of the training data, by name; its last rows are what the forecast begins from.",
      1,
      false,
      {{"the next year of months", "forecast run --model air.model air.csv"}}};
  ForecastRunVerb verb;
  const auto given = parse(usage, forecast_run_option_table(), arguments, verb);
  if (!given) return Exit::fine;
  const auto model = model::Forecaster::load(find_model(verb.model, forecasters));
  const std::string file = given->inputs().front();
  const corpus::Series series = read_series_file(file, model.scaling().columns, verb.encoding);
  base::Pool pool(1);
  const corpus::Series forecast = model.forecast(series, file == "-" ? "<stdin>" : file, pool);
  DataOutput output(verb.output);
  corpus::write_series(output.stream(), forecast);
  output.finish();
  return Exit::fine;
}

}  // namespace seqlab::programs
