// Columns from which the labels of a model's heads are read, and to which they are written.
#pragma once

#include <string>
#include <vector>

#include "corpus/reader.h"
#include "corpus/schemes/corpus_scheme.h"
#include "corpus/schemes/relabel.h"
#include "corpus/sentence.h"
#include "corpus/writer.h"
#include "model/labelling/tagger_model.h"

namespace seqlab::streams {

// The columns in `given` (--label-column), or if it is empty those that the model was trained on. Throws
// UsageError if their number is not that of the heads.
std::vector<std::string> label_columns(const std::string& given, const model::TaggerModel& model);

// Reads the gold labels of all heads as labels of the model's tag schemes (corpus::read_labels()). Throws
// DataError also for labels without a prefix that are types of the model's spans, unless `from` says how they
// are to be read. Then changes them.
void read_gold_labels(std::vector<corpus::Sentence>& sentences, const model::TaggerModel& model,
                      corpus::FromScheme from, const corpus::Relabelling& relabelling);

// Throws UsageError if the model needs feature columns and input in this format has none.
void check_feature_columns(const model::TaggerModel& model, corpus::Format format);

// Sets the columns to which a writer writes the labels of the heads: those in `given`, if any. Otherwise, in
// CoNLL-U: the columns that the model was trained on, if CoNLL-U has them; else MISC:NER for the first head
// if its labels follow a tag scheme (UPOS holds parts of speech), and MISC under their names for the other
// heads. In JSON Lines, the keys of the other heads are their names. Sets the schemes of the heads as well.
void write_label_columns(const std::string& given, const model::TaggerModel& model,
                         corpus::WriterOptions& writer);

// Sets what a writer writes besides the labels.
void write_scores(const model::TaggerModel::TagOptions& tag, corpus::WriterOptions& writer);

}  // namespace seqlab::streams
