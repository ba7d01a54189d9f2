// Pairs of sources and targets, in all formats.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/errors.h"
#include "corpus/pairs/pair_reader.h"
#include "corpus/pairs/pair_writer.h"
#include "fuzz/fuzz.h"

using namespace seqlab;

namespace {

void check(const corpus::Pair& pair) {
  const corpus::Source& source = pair.source;
  fuzz::require(source.width == 0 ? source.numbers.empty() : source.numbers.size() % source.width == 0,
                "vectors are whole");
  fuzz::require(std::ranges::all_of(source.numbers, [](float number) { return std::isfinite(number); }),
                "numbers are finite");
  fuzz::require(std::ranges::none_of(source.tags, [](const std::string& tag) { return tag.empty(); }),
                "no tag is empty");
  std::size_t tags = 0;
  corpus::each_symbol(source, corpus::SymbolUnit::characters,
                      [&](std::string_view symbol) { tags += corpus::is_tag_symbol(symbol) ? 1 : 0; });
  fuzz::require(tags == source.tags.size(), "tags alone are like tags");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  corpus::PairOptions options;
  options.format = static_cast<corpus::PairFormat>(input.choose(4));
  options.replace_invalid = input.choose(2) == 1;
  const auto output_format = static_cast<corpus::PairOutput>(input.choose(3));
  try {
    const auto reader = corpus::make_pair_reader(io::memory_input(input.text(), "file"), options);
    std::ostringstream output;
    const auto writer = corpus::make_pair_writer(
        output, reader->format(), {.format = output_format, .log_probabilities = true, .attention = true});
    for (corpus::PairRecord record; reader->next(record);) {
      std::ranges::for_each(record.pairs, check);
      writer->write(record, std::vector<corpus::Transduced>(record.pairs.size(), {.target = "a\tb"}));
    }
    writer->finish(reader->trailing());
  } catch (const DataError&) {
  } catch (const UsageError&) {
  }
  return 0;
}
