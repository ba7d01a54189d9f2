// The readers behind make_reader, one a format.
#pragma once

#include <memory>

#include "corpus/lines.h"
#include "corpus/reader.h"

namespace seqlab::corpus {

std::unique_ptr<RecordReader> make_conll_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_conllu_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_raw_text_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_token_line_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_json_line_reader(Lines lines, const ReaderOptions& options);

// What the options ask for: `word` as it came, or in form C.
std::string normalised(std::string_view word, const ReaderOptions& options);

}  // namespace seqlab::corpus
