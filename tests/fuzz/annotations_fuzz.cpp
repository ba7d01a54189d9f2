// Files of annotation tools and shared tasks: brat, WebAnno, OntoNotes, word/TAG. An input in two parts is an
// annotation of brat and its text.
#include "base/errors.h"
#include "fuzz/corpora.h"
#include "io/temporary_folder.h"

using namespace seqlab;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const tests::TemporaryFolder folder;
  fuzz::Input input(data, size);
  corpus::ReaderOptions options = fuzz::choose_reader_options(input);
  const fuzz::Writing writing = fuzz::choose_writing(input);
  using corpus::Format;
  options.format = input.choose_from({Format::automatic, Format::brat, Format::webanno, Format::ontonotes,
                                      Format::inline_tags, Format::file});
  const std::pair<std::string, std::string> texts = input.two_texts();
  const std::string& text = texts.second;
  const std::string name = text.empty() ? "file" : folder.path("x.ann");
  if (!text.empty()) static_cast<void>(folder.file("x.txt", text));
  try {
    fuzz::read_and_write(texts.first, name, options, writing);
  } catch (const DataError&) {
  } catch (const UsageError&) {  // columns that the file does not have
  }
  return 0;
}
