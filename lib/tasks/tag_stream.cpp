#include "tasks/tag_stream.h"

#include <span>
#include <vector>

namespace seqlab::tasks {

TagStreamCounts tag_stream(const TaggerModel& model, corpus::RecordReader& reader,
                           corpus::RecordWriter& writer, const TagStreamOptions& options, nn::Pool& pool,
                           const std::function<void()>& flush) {
  TagStreamCounts counts;
  std::vector<corpus::Record> window;
  const auto answer = [&] {
    std::vector<const corpus::Sentence*> sentences;
    for (const corpus::Record& record : window) {
      for (const corpus::Sentence& sentence : record.sentences) sentences.push_back(&sentence);
    }
    const std::vector<corpus::Predicted> predicted = model.tag(sentences, options.tag, pool);
    std::size_t next = 0;
    for (const corpus::Record& record : window) {
      writer.write(record, std::span(predicted).subspan(next, record.sentences.size()));
      next += record.sentences.size();
      for (const corpus::Sentence& sentence : record.sentences) counts.tokens += sentence.size();
    }
    counts.records += window.size();
    counts.sentences += sentences.size();
    window.clear();
  };
  std::size_t tokens = 0;
  for (;;) {
    bool waiting = false;
    try {
      corpus::Record record;
      if (!reader.next(record)) break;
      for (const corpus::Sentence& sentence : record.sentences) tokens += sentence.size();
      window.push_back(std::move(record));
      waiting = !reader.record_buffered();
    } catch (...) {
      // What came before the error is answered.
      answer();
      throw;
    }
    if (!waiting && tokens < options.window && window.size() < options.window) continue;
    answer();
    tokens = 0;
    if (waiting) flush();
  }
  answer();
  writer.finish(reader.trailing());
  return counts;
}

}  // namespace seqlab::tasks
