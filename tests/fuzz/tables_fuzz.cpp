// Tables of tokens and of sentences, and CSV as such.
#include <vector>

#include "base/errors.h"
#include "corpus/reviews/csv.h"
#include "fuzz/corpora.h"

using namespace seqlab;

namespace {

// The fields of a record, written as a record, are the same fields.
void check_records(const std::string& text, corpus::CsvDialect dialect, corpus::Malformed malformed) {
  corpus::CsvRecords records(corpus::Lines(io::memory_input(text, "file"), "", true), dialect, malformed);
  corpus::CsvRecord record;
  std::size_t line = 0;
  while (records.next(record)) {
    fuzz::require(record.line > line, "records come in the order of their lines");
    line = record.line;
    std::vector<std::string> fields;
    try {
      fields = corpus::split_csv(record, dialect, "file");
    } catch (const DataError&) {
      continue;
    }
    if (dialect.quotes == corpus::CsvQuotes::none) continue;
    std::string again;
    for (const std::string& field : fields) {
      if (&field != fields.data()) again += dialect.delimiter;
      again += corpus::csv_field(field, dialect);
    }
    fuzz::require(corpus::split_csv({again, 1}, dialect, "file") == fields,
                  "written fields are read the same");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  corpus::ReaderOptions options = fuzz::choose_reader_options(input);
  const fuzz::Writing writing = fuzz::choose_writing(input);
  using corpus::Format;
  options.format = input.choose_from({Format::automatic, Format::token_table, Format::sentence_table});
  const std::size_t choice = input.choose(9);
  const corpus::CsvDialect dialect{",;\t"[choice % 3], static_cast<corpus::CsvQuotes>((choice / 3 + 1) % 3)};
  const std::string text = input.text();
  try {
    check_records(text, dialect, options.malformed);
  } catch (const DataError&) {
  }
  try {
    fuzz::read_and_write(text, "file", options, writing);
  } catch (const DataError&) {
  } catch (const UsageError&) {  // columns that the file does not have
  }
  return 0;
}
