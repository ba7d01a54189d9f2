// The readers behind make_reader(), one per format.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "corpus/lines.h"
#include "corpus/reader.h"

namespace seqlab::corpus {

std::unique_ptr<RecordReader> make_conll_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_conllu_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_raw_text_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_token_line_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_json_line_reader(Lines lines, const ReaderOptions& options);

// The estimated number of tokens of a running text.
constexpr std::size_t expected_tokens(std::string_view text) {
  return text.size() / 5 + 1;
}

// `word` unchanged or in form C, as the options ask for.
std::string normalised(std::string_view word, const ReaderOptions& options);

}  // namespace seqlab::corpus
