// Tags a stream of records in bounded memory.
#pragma once

#include <cstddef>
#include <functional>

#include "corpus/reader.h"
#include "corpus/writer.h"
#include "model/labelling/tagger_model.h"

namespace seqlab::streams {

struct TagStreamOptions {
  model::TaggerModel::TagOptions tag;
  std::size_t window = 16384;  // about how many tokens are tagged together; records are not cut
};

struct TagStreamCounts {
  std::size_t records = 0;
  std::size_t sentences = 0;
  std::size_t tokens = 0;
  corpus::SkippedRecords skipped;
};

// Reads to the end; N records in, N records out, in order. Reading, parsing, tagging and writing run
// concurrently if the pool has threads for it. Before the reader would wait for its input (a terminal, a slow
// pipe), everything read so far is tagged and written and `flush` is called. Memory is bounded by four
// windows and the longest record. If the reader throws, the records before the error are written first.
TagStreamCounts tag_stream(const model::TaggerModel& model, corpus::RecordReader& reader,
                           corpus::RecordWriter& writer, const TagStreamOptions& options, base::Pool& pool,
                           const std::function<void()>& flush);

}  // namespace seqlab::streams
