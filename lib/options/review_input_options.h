// Options for reading texts with one label each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/names.h"
#include "corpus/reviews/reviews.h"
#include "options/input_options.h"
#include "options/option_table.h"
#include "options/relabel_options.h"
#include "options/training_options.h"
#include "text/tokeniser.h"

namespace seqlab::options {

// Of the columns of CSV.
enum class Delimiter : char { automatic = 0, comma = ',', semicolon = ';', tab = '\t' };
constexpr auto name_table(Delimiter /*delimiter*/) {
  return base::NameTable<Delimiter, 4>{{{"automatic", Delimiter::automatic},
                                        {"comma", Delimiter::comma},
                                        {"semicolon", Delimiter::semicolon},
                                        {"tab", Delimiter::tab}}};
}

struct ReviewInputOptions {
  corpus::ReviewFormat input_format = corpus::ReviewFormat::automatic;
  InvalidUtf8 invalid = InvalidUtf8::error;
  std::string encoding = {};
  corpus::Malformed malformed = corpus::Malformed::error;
  std::string text_column = {};
  std::string label_column = {};
  Delimiter delimiter = Delimiter::automatic;
  // How texts become tokens. A labelled corpus is usually like the training data, but people type running
  // text even for a model that was trained on tokens separated by spaces.
  std::optional<corpus::TextTokens> tokens;  // none: as in the training data of the model
  corpus::LabelNames map_labels = {};        // of labelled texts
  List<std::string> leave_out = {};          // labels whose texts are not read
};
// refused_formats: names that --input-format does not take.
OptionTable<ReviewInputOptions> review_input_table(std::vector<std::string> refused_formats);
// The same for labelled texts.
OptionTable<ReviewInputOptions> gold_review_table();

corpus::ReviewOptions review_options(const ReviewInputOptions& options, bool labels,
                                     const ModelOptions& model, const text::Tokeniser& tokeniser);

}  // namespace seqlab::options
