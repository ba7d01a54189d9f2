// Config files, and the options of training that they set.
#include "base/errors.h"
#include "fuzz/fuzz.h"
#include "io/input.h"
#include "options/config.h"
#include "options/corpus_options.h"
#include "options/training_option_table.h"

using namespace seqlab;

namespace {

std::vector<options::OptionSetting> read(const std::string& text) {
  return options::read_config(io::memory_input(text, "config")).settings;
}

// Reads the sections as corpora.
void check_sections(const std::string& text) {
  const auto sections = options::read_config(io::memory_input(text, "config")).sections;
  fuzz::require(options::read_corpora(sections, {}).size() == sections.size(), "each section is a corpus");
}

// Values that are printed give the same options when they are read.
void check_options(const options::TrainingOptions& training) {
  const auto& table = options::training_option_table();
  const auto values = table.values(training);
  std::string text;
  for (const auto& [name, value] : values) text += options::config_line(name, value) + "\n";
  options::TrainingOptions again;
  table.set_all(again, read(text));
  fuzz::require(table.values(again) == values, "printed options are read the same");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::Input input(data, size);
  try {
    const std::vector<options::OptionSetting> settings = read(input.text());
    for (const options::OptionSetting& setting : settings) {
      // Not as the first line, which may begin with a byte order mark.
      const auto again = read("\n" + options::config_line(setting.name, setting.value));
      fuzz::require(again.size() == 1 && again[0].name == setting.name && again[0].value == setting.value,
                    "a setting is written as a line that sets it");
    }
    options::TrainingOptions training;
    options::training_option_table().set_all(training, settings);
    check_options(training);
    check_sections(input.text());
  } catch (const UsageError&) {
  }
  return 0;
}
