// The writers behind make_writer, and what they share.
#pragma once

#include <cstddef>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/sentence.h"
#include "corpus/writer.h"

namespace seqlab::corpus {

std::unique_ptr<RecordWriter> make_conll_writer(std::ostream& output);
std::unique_ptr<RecordWriter> make_conllu_writer(std::ostream& output, const WriterOptions& options);
std::unique_ptr<RecordWriter> make_json_line_writer(std::ostream& output, const WriterOptions& options);
std::unique_ptr<RecordWriter> make_inline_writer(std::ostream& output);
std::unique_ptr<RecordWriter> make_text_writer(std::ostream& output);
std::unique_ptr<RecordWriter> make_token_line_writer(std::ostream& output);

// The labels to write for a sentence: the predicted ones, or else the gold ones; empty when it has neither.
const std::vector<std::string>& labels_to_write(const Sentence& sentence, const Predicted& predicted);

// Throws std::invalid_argument unless `predicted` has a list of labels for each of so many further heads, or
// nothing is predicted at all.
void check_heads(const Predicted& predicted, std::size_t further);

// A word or label of a token that is to stand in a line of its own kind. Throws DataError when it holds a
// character that `format` cannot hold.
const std::string& single_field(const std::string& text, const Sentence& sentence, std::size_t token,
                                std::string_view format);

// Six digits after the point.
std::string probability_text(double probability);

// Six significant digits, as JSON has numbers: that of a long sentence's labels is small.
std::string sequence_probability_text(double probability);

}  // namespace seqlab::corpus
