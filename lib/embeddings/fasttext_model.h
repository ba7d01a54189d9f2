// Reads fastText's binary models (.bin).
#pragma once

#include <string>
#include <string_view>

#include "embeddings/table.h"

namespace seqlab::embeddings {

// Whether a file that starts like this is such a model.
bool looks_like_fasttext_model(std::string_view start);

// The vectors of the words in a model's dictionary, in its order, as fastText's print-word-vectors prints
// them: the mean of the vectors of the word and of its n-grams of characters (Bojanowski et al. 2017,
// "Enriching Word Vectors with Subword Information"). The n-grams themselves, of which fastText makes vectors
// of further words, are not kept. `bytes` is the whole file, `name` its name. The pool computes vectors; the
// table does not depend on its threads.
//
// Versions 11 and 12. Throws DataError for others, for a quantised model (.ftz) and for a damaged or
// truncated file.
LoadedVectors read_fasttext_model(std::string_view bytes, const std::string& name, base::Pool& pool);

}  // namespace seqlab::embeddings
