// JSON: records of tokens, texts and spans, in lines, arrays and lists.
#include "base/errors.h"
#include "corpus/read_text.h"
#include "fuzz/corpora.h"

using namespace seqlab;

namespace {

// What was written once is written the same again.
void check_stable(const std::string& text, const corpus::ReaderOptions& options) {
  corpus::WriterOptions writer;
  writer.format = corpus::OutputFormat::jsonl;
  writer.offsets = options.offsets;
  const std::string once = tests::rewritten(text, options, writer);
  fuzz::require(tests::rewritten(once, options, writer) == once, "JSON Lines are written the same again");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  corpus::ReaderOptions options = fuzz::choose_reader_options(input);
  const fuzz::Writing writing = fuzz::choose_writing(input);
  options.format = corpus::Format::jsonl;
  if (input.choose(2) == 1) options.label_names = {"O", "B-PER", "I-PER"};
  const std::string text = input.text();
  try {
    fuzz::read_and_write(text, "file", options, writing);
    options.label_names.clear();
    options.encoding.clear();
    check_stable(text, options);
  } catch (const DataError&) {
  } catch (const UsageError&) {  // a column that no record has
  }
  return 0;
}
