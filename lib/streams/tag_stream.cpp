#include "streams/tag_stream.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "streams/window_pipeline.h"

namespace seqlab::streams {

namespace {

class TagSteps {
 public:
  // A record with its looked-up words and predictions.
  struct Item {
    corpus::Record record;
    std::vector<model::LookedUp> words;  // per sentence
    std::vector<corpus::Predicted> predicted;
  };

  TagSteps(const model::TaggerModel& model, corpus::RecordReader& reader, corpus::RecordWriter& writer,
           const model::TaggerModel::TagOptions& options, base::Pool& pool,
           const std::function<void()>& flush)
      : model_(model), reader_(reader), writer_(writer), options_(options), pool_(pool), flush_(flush) {}

  bool ready() { return reader_.record_buffered(); }
  bool take(Item& item) { return reader_.take(item.record); }
  [[nodiscard]] std::size_t size(const Item& item) const { return item.record.expected_tokens; }

  void parse(Item& item) const {
    reader_.parse(item.record);
    item.words.reserve(item.record.sentences.size());
    for (const corpus::Sentence& sentence : item.record.sentences) {
      item.words.push_back(model_.look_up(sentence));
    }
  }

  void compute(std::vector<Item>& items, base::SideTasks side_tasks) {
    std::vector<model::LookedUp> sentences;
    for (Item& item : items) {
      for (model::LookedUp& sentence : item.words) sentences.push_back(std::move(sentence));
    }
    auto predicted = model_.tag(sentences, options_, pool_, side_tasks);
    auto next = predicted.begin();
    for (Item& item : items) {
      item.predicted.reserve(item.words.size());
      for (std::size_t i = 0; i < item.words.size(); ++i) item.predicted.push_back(std::move(*next++));
    }
  }

  void write(const Item& item) {
    writer_.write(item.record, item.predicted);
    ++counts_.records;
    if (!item.record.problem.empty()) counts_.skipped.add(item.record.problem);
    counts_.sentences += item.record.sentences.size();
    for (const corpus::Sentence& sentence : item.record.sentences) counts_.tokens += sentence.size();
  }

  void flush() { flush_(); }

  [[nodiscard]] const TagStreamCounts& counts() const { return counts_; }

 private:
  const model::TaggerModel& model_;
  corpus::RecordReader& reader_;
  corpus::RecordWriter& writer_;
  const model::TaggerModel::TagOptions& options_;
  base::Pool& pool_;
  const std::function<void()>& flush_;
  TagStreamCounts counts_;
};

}  // namespace

TagStreamCounts tag_stream(const model::TaggerModel& model, corpus::RecordReader& reader,
                           corpus::RecordWriter& writer, const TagStreamOptions& options, base::Pool& pool,
                           const std::function<void()>& flush) {
  TagSteps steps(model, reader, writer, options.tag, pool, flush);
  WindowPipeline(steps, options.window, pool).run();
  writer.finish(reader.trailing());
  return steps.counts();
}

}  // namespace seqlab::streams
