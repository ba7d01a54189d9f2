// Options of the verbs that read texts with one label each.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "corpus/reviews/reviews.h"
#include "options/option_table.h"
#include "options/training_options.h"
#include "program/console.h"
#include "text/tokeniser.h"

namespace seqlab::programs {

struct ReviewInputOptions {
  std::string input_format = "automatic";
  std::string invalid = "error";  // error | replace
  std::string encoding = {};
  std::string text_column = {};
  std::string label_column = {};
  std::string delimiter = "automatic";  // automatic | comma | semicolon | tab
};
// `formats` are the choices of --input-format: what parse_review_format knows.
options::OptionTable<ReviewInputOptions> review_input_table(std::vector<std::string> formats);

// How the texts of a verb that uses a model become tokens. People write running text, also to a model that
// was trained on tokens with spaces between them; a labelled corpus is most often like the one trained on.
struct TextTokenOptions {
  std::optional<corpus::TextTokens> tokens = corpus::TextTokens::raw;  // none: as in the training data
};
options::OptionTable<TextTokenOptions> text_token_table();

// tokens: none: as in the training data of the model.
corpus::ReviewOptions review_options(const ReviewInputOptions& options, bool labels,
                                     std::optional<corpus::TextTokens> tokens,
                                     const options::ModelOptions& model, const text::Tokeniser& tokeniser);

// Of files, or of folders with a folder a label (corpus/review_folders.h), of which the console says what was
// found there. Without the texts that are left out when labels become classes, unless they are read with
// their phrases. Throws DataError when a file has none.
std::vector<corpus::Review> read_all_reviews(const std::vector<std::string>& files,
                                             const corpus::ReviewOptions& options, Console& console);

}  // namespace seqlab::programs
