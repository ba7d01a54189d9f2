#include "streams/classify_stream.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "streams/window_pipeline.h"

namespace seqlab::streams {

namespace {

using Write = std::function<void(const corpus::Review&, const model::ClassifierModel::Result&)>;

class ClassifySteps {
 public:
  // A text with what the model reads of it and what it says to it.
  struct Item {
    corpus::Review review;
    model::LookedUp words;
    model::ClassifierModel::Result result;
  };

  ClassifySteps(const model::ClassifierModel& model, corpus::ReviewReader& reader, const Write& write,
                std::size_t batch_size, base::Pool& pool, const std::function<void()>& flush)
      : model_(model), reader_(reader), write_(write), batch_size_(batch_size), pool_(pool), flush_(flush) {}

  bool ready() { return reader_.record_buffered(); }
  bool take(Item& item) { return reader_.take(item.review); }
  [[nodiscard]] std::size_t size(const Item& item) const { return item.review.expected_tokens; }

  void parse(Item& item) const {
    reader_.parse(item.review);
    item.words = model_.look_up(item.review.tokens);
  }

  void compute(std::vector<Item>& items, base::Companions companions) {
    std::vector<model::LookedUp> texts;
    texts.reserve(items.size());
    for (Item& item : items) texts.push_back(std::move(item.words));
    auto results = model_.classify(texts, batch_size_, pool_, companions);
    for (std::size_t i = 0; i < items.size(); ++i) items[i].result = std::move(results[i]);
  }

  void write(const Item& item) {
    write_(item.review, item.result);
    ++texts_;
  }

  void flush() { flush_(); }

  [[nodiscard]] std::size_t texts() const { return texts_; }

 private:
  const model::ClassifierModel& model_;
  corpus::ReviewReader& reader_;
  const Write& write_;
  std::size_t batch_size_;
  base::Pool& pool_;
  const std::function<void()>& flush_;
  std::size_t texts_ = 0;
};

}  // namespace

std::size_t classify_stream(const model::ClassifierModel& model, corpus::ReviewReader& reader,
                            const Write& write, const ClassifyStreamOptions& options, base::Pool& pool,
                            const std::function<void()>& flush) {
  ClassifySteps steps(model, reader, write, options.batch_size, pool, flush);
  WindowPipeline(steps, options.window, pool).run();
  return steps.texts();
}

}  // namespace seqlab::streams
