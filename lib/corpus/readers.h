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
std::unique_ptr<RecordReader> make_inline_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_token_table_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_sentence_table_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_ontonotes_reader(Lines lines, const ReaderOptions& options);
std::unique_ptr<RecordReader> make_webanno_reader(Lines lines, const ReaderOptions& options);
// `lines` are those of x.ann or of x.txt; the other file is opened here. Throws DataError if it is missing.
std::unique_ptr<RecordReader> make_brat_reader(Lines lines, const ReaderOptions& options);

// Whether the first lines can only be word/TAG: each token has a tag, and either all tags fit a tag scheme,
// all are in capitals, or few kinds are common to many tokens. For input with labels.
bool looks_like_inline(Lines& lines);
// Whether the header names a column of words, and one of sentence numbers; or one of labels, if no blank
// lines separate sentences and the rows show otherwise where they begin, or are too many for one.
bool looks_like_token_table(Lines& lines);
// Whether the header names columns of words and of tags, and each of the first rows has several words and as
// many tags.
bool looks_like_sentence_table(Lines& lines);
// Whether the first sentence has OntoNotes' columns, with brackets in that of the names, or '-' where a file
// has none.
bool looks_like_ontonotes(Lines& lines);
// Whether the first line names the format.
bool looks_like_webanno(Lines& lines);
// Whether the file is called x.ann, or its first line is a span of brat.
bool looks_like_brat(Lines& lines);

// The estimated number of tokens of a running text.
constexpr std::size_t expected_tokens(std::string_view text) {
  return text.size() / 5 + 1;
}

// `word` unchanged or in form C, as the options ask for.
std::string normalised(std::string_view word, const ReaderOptions& options);

}  // namespace seqlab::corpus
