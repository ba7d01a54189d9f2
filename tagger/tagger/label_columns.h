// Where the labels of a model's heads are read, and where they go.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "corpus/reader.h"
#include "corpus/writer.h"
#include "model/tagger_model.h"
#include "options/option_table.h"

namespace seqlab::programs {

// The option that chooses one of the heads of a model.
options::OptionInfo head_option();
// The model, or with a name its head of that name alone.
model::TaggerModel with_head(model::TaggerModel model, const std::string& name);

// The columns that --label-column names (`given`), else those of which the model learned. Throws UsageError
// when those given are not as many as the heads.
std::vector<std::string> label_columns(const std::string& given, const model::TaggerModel& model);

// Tells a reader of gold labels in which columns the heads have theirs, and which are features. Where there
// are several heads, labels may be missing.
void read_label_columns(std::span<const std::string> columns, std::span<const std::string> features,
                        corpus::ReaderOptions& reader);

// Throws UsageError when what a reader gives has no columns for the features of a model.
void check_feature_columns(const model::TaggerModel& model, corpus::Format format);

// Tells a writer, of any format, where the labels of the heads go: to the columns that are `given`; else, in
// CoNLL-U, to those of which the model learned, if CoNLL-U has them, to MISC:NER for labels of a scheme that
// were learned elsewhere, since UPOS holds parts of speech, and to MISC under the names of further heads. In
// JSON Lines the keys of further heads are their names.
void write_label_columns(const std::string& given, const model::TaggerModel& model,
                         corpus::WriterOptions& writer);

}  // namespace seqlab::programs
