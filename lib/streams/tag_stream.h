// Tagging a stream: records in, records out, in bounded memory.
#pragma once

#include <cstddef>
#include <functional>

#include "corpus/reader.h"
#include "corpus/writer.h"
#include "model/tagger_model.h"

namespace seqlab::streams {

struct TagStreamOptions {
  model::TaggerModel::TagOptions tag;
  std::size_t window = 16384;  // tokens, about, that are tagged together; a longer record goes as a whole
};

struct TagStreamCounts {
  std::size_t records = 0;
  std::size_t sentences = 0;
  std::size_t tokens = 0;
};

// Reads to the end; N records in, N records out, in order. Reading, parsing, tagging and writing go on side
// by side where the pool has threads for it. When the reader would have to wait for its input (a terminal, a
// slow pipe) what has been read is tagged and written at once and `flush` is called. Memory is bounded by
// four windows and the longest record. When the reader throws, what came before is written first.
TagStreamCounts tag_stream(const model::TaggerModel& model, corpus::RecordReader& reader,
                           corpus::RecordWriter& writer, const TagStreamOptions& options, base::Pool& pool,
                           const std::function<void()>& flush);

}  // namespace seqlab::streams
