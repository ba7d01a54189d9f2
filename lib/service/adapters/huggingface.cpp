// As Hugging Face inference: token classification and text classification.
#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/json/json_object.h"
#include "corpus/schemes/tag_scheme.h"
#include "corpus/writers.h"
#include "service/adapters/adapter_routes.h"
#include "service/adapters/huggingface_request.h"
#include "service/adapters/served_taggers.h"
#include "text/utf8.h"

namespace seqlab::service {

namespace {

// Adds an element to the JSON of a list that is not closed yet.
void append_element(const corpus::JsonMembers& element, std::string& list) {
  list += (list.back() == '[' ? "" : ", ") + corpus::json_object(element);
}

// The elements of a text's tokens and spans.
class TokenElements {
 public:
  TokenElements(const TagLabeller::Labelled& labelled, const std::string& head,
                const HuggingFaceRequest& request)
      : labelled_(labelled), request_(request), map_(labelled.record.text, text::OffsetUnit::codepoint) {
    for (std::size_t i = 0; i < labelled.record.sentences.size(); ++i) {
      const corpus::Sentence& sentence = labelled.record.sentences[i];
      const corpus::HeadPrediction& found = prediction_of(labelled.predicted[i], head);
      const bool spans = found.scheme.scheme != corpus::TagScheme::none;
      if (!request.grouped || !spans) {
        add_tokens(sentence, found);
      } else {
        add_spans(sentence, found);
      }
      tokens_ += sentence.size();
    }
  }

  [[nodiscard]] std::string take() { return std::move(elements_) + "]"; }

 private:
  [[nodiscard]] bool ignored(const std::string& label) const {
    return std::ranges::find(request_.ignore_labels, label) != request_.ignore_labels.end();
  }

  void add(const char* key, const std::string& label, double score, std::size_t begin, std::size_t end,
           std::size_t index = 0) {
    if (label.empty() || ignored(label)) return;
    corpus::JsonMembers element = {{key, corpus::json_string(label)},
                                   {"score", corpus::probability_text(score)}};
    if (index > 0) element.emplace_back("index", std::to_string(index));
    element.emplace_back(
        "word", corpus::json_string(std::string_view(labelled_.record.text).substr(begin, end - begin)));
    element.emplace_back("start", std::to_string(map_.from_byte(begin)));
    element.emplace_back("end", std::to_string(map_.from_byte(end)));
    append_element(element, elements_);
  }

  void add_tokens(const corpus::Sentence& sentence, const corpus::HeadPrediction& found) {
    for (std::size_t t = 0; t < sentence.size(); ++t) {
      const auto [begin, end] = sentence.offsets[t];
      add(request_.grouped ? "entity_group" : "entity", found.labels[t], found.probabilities[t], begin, end,
          request_.grouped ? 0 : tokens_ + t + 1);
    }
  }

  // Spans, and what lies between them as O.
  void add_spans(const corpus::Sentence& sentence, const corpus::HeadPrediction& found) {
    const std::vector<corpus::Span> spans = corpus::read_spans(found.labels, found.scheme);
    std::size_t done = 0;
    for (std::size_t k = 0; k < spans.size(); ++k) {
      add_outside(sentence, found, done, spans[k].begin);
      add("entity_group", spans[k].type, found.span_probabilities->at(k),
          sentence.offsets[spans[k].begin].begin, sentence.offsets[spans[k].end - 1].end);
      done = spans[k].end;
    }
    add_outside(sentence, found, done, sentence.size());
  }

  void add_outside(const corpus::Sentence& sentence, const corpus::HeadPrediction& found, std::size_t first,
                   std::size_t end) {
    if (first == end) return;
    const auto scores = std::span(found.probabilities).subspan(first, end - first);
    const double mean =
        std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
    add("entity_group", "O", mean, sentence.offsets[first].begin, sentence.offsets[end - 1].end);
  }

  const TagLabeller::Labelled& labelled_;
  const HuggingFaceRequest& request_;
  text::OffsetMap map_;
  std::size_t tokens_ = 0;  // of the sentences before
  std::string elements_ = "[";
};

std::string label_scores(const corpus::Classification& result, const std::vector<std::string>& labels,
                         const HuggingFaceRequest& request) {
  std::vector<std::size_t> order(result.probabilities.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::size_t label) { return result.probabilities[label]; });
  if (request.top_k) order.resize(std::min(order.size(), *request.top_k));
  std::string scores = "[";
  for (const std::size_t label : order) {
    const std::string score = corpus::probability_text(static_cast<double>(result.probabilities[label]));
    append_element({{"label", corpus::json_string(labels[label])}, {"score", score}}, scores);
  }
  return scores + "]";
}

// The answer of a work, whose documents become lists of elements.
Pending listed(const std::shared_ptr<Work>& work, bool list, std::function<std::string(Document&)> elements) {
  work->write_json = false;
  return {{work}, [work, list, elements = std::move(elements)] {
            std::string all;
            for (const auto& document : work->documents()) {
              all += (all.empty() ? "" : ", ") + elements(*document);
            }
            return Response{.body = (list ? "[" + all + "]" : all) + "\n"};
          }};
}

// The head that a request names, or the one of names, or the first.
std::string inference_head(const model::TaggerModel& model, const Request& request) {
  for (auto& [name, value] : form_values(request.query)) {
    if (name == "head") return std::move(value);
    throw RequestError(422, "invalid_request", "the query has '" + name + "'; known is head");
  }
  const std::string head = span_head(model);
  return head.empty() ? model.heads().front() : head;
}

Pending classify_tokens(const ServedModel& model, const Request& from, const Limits& limits) {
  HuggingFaceRequest request = read_huggingface_request(from.body, true, limits);
  const std::string head = inference_head(model.tagger_model(), from);
  const auto labeller = model.tagger({.heads = {head}, .probabilities = true});
  std::vector<std::unique_ptr<Document>> documents;
  for (std::string& text : request.texts) {
    documents.push_back(labeller->document(std::move(text), text::OffsetUnit::codepoint));
  }
  const bool list = request.list;
  return listed(std::make_shared<Work>(labeller, std::move(documents)), list,
                [head, request = std::move(request)](Document& document) {
                  const TagLabeller::Labelled labelled = TagLabeller::take(document);
                  return TokenElements(labelled, head, request).take();
                });
}

Pending classify_texts(const ServedModel& model, const Request& from, const Limits& limits) {
  HuggingFaceRequest request = read_huggingface_request(from.body, false, limits);
  const auto labeller = model.classifier();
  std::vector<std::unique_ptr<Document>> documents;
  for (std::string& text : request.texts) documents.push_back(labeller->document(std::move(text), true));
  // The hosted service answers a list of lists also for one text.
  return listed(std::make_shared<Work>(labeller, std::move(documents)), true,
                [labeller, request = std::move(request)](Document& document) {
                  return label_scores(ClassifyLabeller::result(document), labeller->labels(), request);
                });
}

}  // namespace

std::vector<Route> huggingface_routes(const Context& context) {
  return {{.method = "POST",
           .path = "/huggingface/{name}",
           .content_types = {std::string(json_type)},
           .answer = [context](const Request& request, const std::string& name) -> Answer {
             const auto model = context.models->find(name);
             if (!model) {
               throw RequestError(404, "unknown_model",
                                  "there is no model '" + name + "'; /v1/models lists them");
             }
             return model->is_tagger() ? classify_tokens(*model, request, *context.limits)
                                       : classify_texts(*model, request, *context.limits);
           }}};
}

}  // namespace seqlab::service
