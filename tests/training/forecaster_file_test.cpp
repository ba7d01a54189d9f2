// The files of forecasters that are damaged, although their checksum fits.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>

#include "base/errors.h"
#include "base/pool.h"
#include "catch.h"
#include "io/hash.h"
#include "io/tensor_file.h"
#include "own_file.h"
#include "sanitized.h"
#include "training/forecasting/forecasting_training.h"

namespace {

using namespace seqlab;

corpus::Series short_series() {
  corpus::Series series{{"y", "z"}, {}};
  for (std::size_t i = 0; i < 60; ++i) series.values.push_back(static_cast<double>(i * i % 7 + i));
  return series;
}

std::string forecaster_bytes() {
  options::TrainingOptions options = options::default_options(options::Task::forecaster);
  options.model.hidden = 2;
  options.model.window = 3;
  options.model.season = 2;
  options.epochs = 1;
  const training::SeriesParts parts =
      training::cut_series(std::make_shared<const corpus::Series>(short_series()), "s", options.model, {});
  const tests::OwnFile file("forecaster");
  training::train_forecaster(options, parts, {}, {}).save(file.path);
  return file.bytes();
}

void mend_checksum(std::string& file) {
  const std::string key = "\"checksum\":\"";
  constexpr std::size_t digits = 32;
  const std::size_t at = file.find(key);
  if (at == std::string::npos) return;
  file.replace(at + key.size(), digits, std::string(digits, '0'));
  io::Hash128 hash;
  hash.update(std::as_bytes(std::span(file)));
  file.replace(at + key.size(), digits, hash.digits());
}

// Whether a file is a model. Errors other than ModelError fail the test.
bool is_loaded(const std::string& file) {
  try {
    const auto model = model::Forecaster::load(std::make_shared<const io::TensorFile>(
        io::TensorFile::from_bytes(std::as_bytes(std::span(file)), "model")));
    base::Pool pool(1);
    corpus::Series series = short_series();
    series.names = model.scaling().columns;
    if (series.names.size() != 2) return true;
    // A changed --window or --season may need more rows, and --logarithms others.
    try {
      (void)model.forecast(series, "s", pool);
    } catch (const DataError&) {
    }
    return true;
  } catch (const ModelError&) {
    return false;
  }
}

std::string replaced(std::string file, const std::string& from, const std::string& to) {
  const std::size_t at = file.find(from);
  REQUIRE(at != std::string::npos);
  REQUIRE(from.size() == to.size());
  file.replace(at, from.size(), to);
  mend_checksum(file);
  return file;
}

}  // namespace

TEST_CASE("a forecaster's file with a changed byte in its header is refused or gives forecasts") {
  const std::string file = forecaster_bytes();
  REQUIRE(is_loaded(file));
  std::uint64_t length = 0;
  std::memcpy(&length, file.data(), sizeof length);
  const std::size_t step = tests::sanitized ? 13 : 1;
  std::size_t refused = 0;
  std::size_t places = 0;
  for (std::size_t place = sizeof length; place < sizeof length + length; place += step) {
    std::string changed = file;
    changed[place] = static_cast<char>(changed[place] ^ (1 << (place % 7)));
    mend_checksum(changed);
    refused += is_loaded(changed) ? 0 : 1;
    ++places;
  }
  CHECK(refused > places / 3);
}

TEST_CASE("a forecaster's file whose columns do not fit together is refused") {
  const std::string file = forecaster_bytes();
  CHECK_FALSE(is_loaded(replaced(file, R"(\"targets\":[0,1])", R"(\"targets\":[0,2])")));
  CHECK_FALSE(is_loaded(replaced(file, R"(\"targets\":[0,1])", R"(\"targets\":[  1])")));
  CHECK_FALSE(is_loaded(replaced(file, R"(\"columns\":[\"y\",\"z\"])", R"(\"columns\":[      \"z\"])")));
  CHECK_FALSE(is_loaded(replaced(file, R"(\"means\")", R"(\"moans\")")));
  CHECK_FALSE(is_loaded(replaced(file, R"(\"deviations\":[)", R"(\"deviations\":1)")));
  CHECK_FALSE(is_loaded(replaced(file, R"(\"outputs\":[)", R"(\"outputs\":1)")));
  CHECK_FALSE(is_loaded(replaced(file, R"([\"season\",\"2\"])", R"([\"season\",\"3\"])")));
}
