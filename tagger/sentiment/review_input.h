// Options of the verbs that read texts with one label each.
#pragma once

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
  // How texts become tokens. People write running text, also to a model that was trained on tokens with
  // spaces between them; a labelled corpus is most often like the one trained on.
  std::string tokens = "model";  // raw | spaces | model (as in the training data)
};
// `formats` are the choices of --input-format: what parse_review_format knows.
options::OptionTable<ReviewInputOptions> review_input_table(std::vector<std::string> formats);
// The same for labelled texts.
options::OptionTable<ReviewInputOptions> gold_review_table();

corpus::ReviewOptions review_options(const ReviewInputOptions& options, bool labels,
                                     const options::ModelOptions& model, const text::Tokeniser& tokeniser);

// Of files, or of folders with a folder a label (corpus/review_folders.h), of which the console says what was
// found there. Without the texts that are left out when labels become classes, unless they are read with
// their phrases. Throws DataError when a file has none.
std::vector<corpus::Review> read_all_reviews(const std::vector<std::string>& files,
                                             const corpus::ReviewOptions& options, Console& console);

// Notes labels that are not among those a model has learned.
void note_unknown_labels(const std::string& what, const std::vector<corpus::Review>& reviews,
                         const std::vector<std::string>& known, Console& console);

}  // namespace seqlab::programs
