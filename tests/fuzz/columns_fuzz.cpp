// Columns: CoNLL and CoNLL-U, recognised or named.
#include "base/errors.h"
#include "corpus/columns/columns.h"
#include "fuzz/corpora.h"

using namespace seqlab;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  corpus::ReaderOptions options = fuzz::choose_reader_options(input);
  const fuzz::Writing writing = fuzz::choose_writing(input);
  using corpus::Format;
  options.format =
      input.choose_from({Format::automatic, Format::conll, Format::conllu, Format::text, Format::tokens});
  const std::string text = input.text();
  try {
    fuzz::read_and_write(text, "file", options, writing);
  } catch (const DataError&) {
  } catch (const UsageError&) {  // columns that the file does not have
  }
  return 0;
}
