// Where predicted labels go in formats with named columns.
#pragma once

#include <string>

#include "corpus/writer.h"
#include "tasks/tagger_model.h"

namespace seqlab::programs {

// `given` if not empty; else, in CoNLL-U, the column of which the model learned, if CoNLL-U has it, and
// MISC:NER for labels of a scheme that were learned elsewhere, since UPOS holds parts of speech.
std::string label_column_to_write(const std::string& given, const tasks::TaggerModel& model,
                                  corpus::OutputFormat format);

}  // namespace seqlab::programs
