#include "tasks/tag_stream.h"

#include <span>
#include <vector>

namespace seqlab::tasks {

TagStreamCounts tag_stream(const TaggerModel& model, corpus::RecordReader& reader,
                           corpus::RecordWriter& writer, const TagStreamOptions& options, nn::Pool& pool,
                           const std::function<void()>& flush) {
  TagStreamCounts counts;
  bool more = true;
  while (more) {
    std::vector<corpus::Record> window;
    std::size_t tokens = 0;
    bool waiting = false;
    while (more && !waiting && tokens < options.window && window.size() < options.window) {
      corpus::Record record;
      more = reader.next(record);
      if (!more) break;
      for (const corpus::Sentence& sentence : record.sentences) tokens += sentence.size();
      window.push_back(std::move(record));
      waiting = !reader.record_buffered();
    }
    std::vector<const corpus::Sentence*> sentences;
    for (const corpus::Record& record : window) {
      for (const corpus::Sentence& sentence : record.sentences) sentences.push_back(&sentence);
    }
    const std::vector<corpus::Predicted> predicted = model.tag(sentences, options.tag, pool);
    std::size_t next = 0;
    for (const corpus::Record& record : window) {
      writer.write(record, std::span(predicted).subspan(next, record.sentences.size()));
      next += record.sentences.size();
    }
    counts.records += window.size();
    counts.sentences += sentences.size();
    counts.tokens += tokens;
    if (waiting) flush();
  }
  writer.finish(reader.trailing());
  return counts;
}

}  // namespace seqlab::tasks
