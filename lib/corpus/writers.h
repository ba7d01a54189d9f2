// The writers behind make_writer(), and their helpers.
#pragma once

#include <cstddef>
#include <memory>
#include <ostream>
#include <span>
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
std::unique_ptr<RecordWriter> make_html_writer(std::ostream& output, const WriterOptions& options);
std::unique_ptr<RecordWriter> make_terminal_writer(std::ostream& output, const WriterOptions& options);
std::unique_ptr<RecordWriter> make_brat_writer(std::ostream& output, const WriterOptions& options);
std::unique_ptr<RecordWriter> make_token_table_writer(std::ostream& output, const WriterOptions& options);
std::unique_ptr<RecordWriter> make_text_writer(std::ostream& output);
std::unique_ptr<RecordWriter> make_token_line_writer(std::ostream& output);

// The lists of labels to write for a sentence: the heads', or the gold ones if nothing is predicted. Throws
// std::invalid_argument if a list does not have one label per token.
std::vector<std::span<const std::string>> labels_to_write(const Sentence& sentence,
                                                          const Predicted& predicted);

// Throws std::invalid_argument unless nothing is predicted or there is one head per column.
void check_heads(const Predicted& predicted, std::size_t columns);

// The label probabilities of the first head; empty if there are none.
std::span<const double> first_probabilities(const Predicted& predicted);

// Returns a word or label. Throws DataError if it has a character that `format` cannot hold.
const std::string& single_field(const std::string& text, const Sentence& sentence, std::size_t token,
                                std::string_view format);

// Six digits after the point.
std::string probability_text(double probability);

// Six significant digits: the probability of a long sequence is small.
std::string sequence_probability_text(double probability);

}  // namespace seqlab::corpus
