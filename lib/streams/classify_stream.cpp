#include "streams/classify_stream.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "streams/window_pipeline.h"

namespace seqlab::streams {

namespace {

class ClassifySteps {
 public:
  // A text with its looked-up words and its result.
  struct Item {
    corpus::Review review;
    std::vector<model::LookedUp> words;  // of each part
    corpus::Classification result;
  };

  ClassifySteps(const model::ClassifierModel& model, corpus::ReviewReader& reader,
                corpus::ReviewWriter& writer, const model::ClassifierModel::ClassifyOptions& options,
                base::Pool& pool, const std::function<void()>& flush)
      : model_(model), reader_(reader), writer_(writer), options_(options), pool_(pool), flush_(flush) {}

  bool ready() { return reader_.record_buffered(); }
  bool take(Item& item) { return reader_.take(item.review); }
  [[nodiscard]] std::size_t size(const Item& item) const { return item.review.expected_tokens; }

  void parse(Item& item) const {
    reader_.parse(item.review);
    item.words = model_.look_up(item.review);
  }

  void compute(std::vector<Item>& items, base::SideTasks side_tasks) {
    model::LookedUpTexts texts;
    for (Item& item : items) texts.add(std::move(item.words));
    auto results = model_.classify(texts, options_, pool_, side_tasks);
    for (std::size_t i = 0; i < items.size(); ++i) items[i].result = std::move(results[i]);
  }

  void write(const Item& item) {
    writer_.write(item.review, item.result);
    ++texts_;
  }

  void flush() { flush_(); }

  [[nodiscard]] std::size_t texts() const { return texts_; }

 private:
  const model::ClassifierModel& model_;
  corpus::ReviewReader& reader_;
  corpus::ReviewWriter& writer_;
  const model::ClassifierModel::ClassifyOptions& options_;
  base::Pool& pool_;
  const std::function<void()>& flush_;
  std::size_t texts_ = 0;
};

}  // namespace

std::size_t classify_stream(const model::ClassifierModel& model, corpus::ReviewReader& reader,
                            corpus::ReviewWriter& writer, const ClassifyStreamOptions& options,
                            base::Pool& pool, const std::function<void()>& flush) {
  ClassifySteps steps(model, reader, writer, options.classify, pool, flush);
  WindowPipeline(steps, options.window, pool).run();
  return steps.texts();
}

}  // namespace seqlab::streams
