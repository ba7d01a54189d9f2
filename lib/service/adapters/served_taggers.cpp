#include "service/adapters/served_taggers.h"

#include <algorithm>
#include <stdexcept>

#include "service/message.h"
#include "text/ascii.h"

namespace seqlab::service {

namespace {

// The first head that a test accepts, of those with or without a tag scheme.
template <class Test>
std::string first_head(const model::TaggerModel& model, bool spans, const Test& test) {
  const std::vector<std::string> heads = model.heads();
  for (std::size_t head = 0; head < heads.size(); ++head) {
    const bool has_spans = model.scheme(head).scheme != corpus::TagScheme::none;
    if (has_spans == spans && test(heads[head])) return heads[head];
  }
  return {};
}

}  // namespace

std::string span_head(const model::TaggerModel& model) {
  std::string head = first_head(model, true, [](const std::string& name) { return name == "NER"; });
  if (head.empty()) head = first_head(model, true, [](const std::string&) { return true; });
  return head;
}

std::string part_of_speech_head(const model::TaggerModel& model) {
  for (const char* const part : {"xpos", "upos", "pos"}) {
    std::string head = first_head(model, false, [part](const std::string& name) {
      return text::ascii_lower(name).find(part) != std::string::npos;
    });
    if (!head.empty()) return head;
  }
  return {};
}

std::vector<NamedTagger> usable_taggers(const ModelTable& models) {
  std::vector<NamedTagger> taggers;
  for (auto& [name, served] : models.all()) {
    if (!served || !served->is_tagger() || !served->tagger_model().feature_columns().empty()) continue;
    taggers.push_back({name, served});
  }
  return taggers;
}

NamedTagger tagger_named(const std::vector<NamedTagger>& taggers, const std::string& name, const char* what) {
  if (taggers.empty()) throw RequestError(422, "no_model", std::string("no ") + what + " is served");
  if (name.empty()) return taggers.front();
  std::string known;
  for (const NamedTagger& tagger : taggers) {
    if (tagger.name == name) return tagger;
    known += (known.empty() ? "" : ", ") + tagger.name;
  }
  const auto longer = std::ranges::find_if(
      taggers, [&](const NamedTagger& tagger) { return tagger.name.starts_with(name + "-"); });
  if (longer != taggers.end()) return *longer;
  throw RequestError(404, "unknown_model",
                     "there is no " + std::string(what) + " '" + name + "'; there are " + known);
}

const corpus::HeadPrediction& prediction_of(const corpus::Predicted& predicted, std::string_view head) {
  for (const corpus::HeadPrediction& prediction : predicted.heads) {
    if (prediction.name == head) return prediction;
  }
  throw std::logic_error("a head was not computed");
}

}  // namespace seqlab::service
