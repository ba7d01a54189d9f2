// Options for reading tagged and untagged text.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/names.h"
#include "corpus/reader.h"
#include "corpus/schemes/corpus_scheme.h"
#include "options/option_table.h"
#include "options/relabel_options.h"
#include "text/tokeniser.h"
#include "text/utf8.h"

namespace seqlab::options {

// What to do with invalid UTF-8 in the input.
enum class InvalidUtf8 { error, replace };
constexpr auto name_table(InvalidUtf8 /*invalid*/) {
  return base::NameTable<InvalidUtf8, 2>{{{"error", InvalidUtf8::error}, {"replace", InvalidUtf8::replace}}};
}
// --invalid, --encoding, --unlabelled and --from-scheme.
OptionInfo invalid_option();
OptionInfo encoding_option();
OptionInfo unlabelled_option();
// --malformed.
OptionInfo malformed_option();
OptionInfo from_scheme_option();

struct InputOptions {
  corpus::Format input_format = corpus::Format::automatic;
  std::string word_column = {};
  std::string label_column = {};
  std::optional<std::string> unlabelled = {};
  corpus::FromScheme from_scheme = corpus::FromScheme::automatic;
  InvalidUtf8 invalid = InvalidUtf8::error;
  std::string encoding = {};
  corpus::Header header = corpus::Header::automatic;
  corpus::Malformed malformed = corpus::Malformed::error;
  bool paragraphs = false;
  text::OffsetUnit offsets = text::OffsetUnit::codepoint;
  corpus::Misaligned misaligned = corpus::Misaligned::error;
  std::string label_names = {};
  corpus::LabelNames map_labels = {};                  // of gold labels
  List<corpus::UnlabelledWord> unlabelled_words = {};  // of gold data

  [[nodiscard]] corpus::Relabelling relabelling() const { return {map_labels, unlabelled_words}; }
};
const OptionTable<InputOptions>& input_option_table();

// labels: whether gold labels are read. Reads the file of --label-names, if there is one.
corpus::ReaderOptions reader_options(const InputOptions& options, bool labels, bool nfc,
                                     const text::Tokeniser& tokeniser);

// Sets the columns from which a reader takes the gold labels of the heads, and the features. With several
// heads, labels may be missing.
void read_label_columns(std::span<const std::string> columns, std::span<const std::string> features,
                        corpus::ReaderOptions& reader);

}  // namespace seqlab::options
