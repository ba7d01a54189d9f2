// As the server of Stanford CoreNLP: tokens, sentences, parts of speech and names.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/json/json_object.h"
#include "corpus/schemes/tag_scheme.h"
#include "service/adapters/adapter_routes.h"
#include "service/adapters/corenlp_request.h"
#include "service/adapters/input_words.h"
#include "service/adapters/served_taggers.h"
#include "text/utf8.h"

namespace seqlab::service {

namespace {

// The text of a request, and what of it becomes a document: pieces of running text, or tokens of sentences.
struct CorenlpText {
  std::string text;
  std::vector<text::TextSpan> pieces;
  bool one_sentence = false;  // each piece
  std::vector<text::TextSentence> sentences;

  [[nodiscard]] std::string_view view(text::TextSpan span) const {
    return std::string_view(text).substr(span.begin, span.end - span.begin);
  }
};

CorenlpText cut(std::string text, const CorenlpRequest& request) {
  using Sentences = CorenlpRequest::Sentences;
  CorenlpText cut{.text = std::move(text)};
  if (request.white_space) {
    cut.sentences = white_space_sentences(cut.text, request.sentences);
    return cut;
  }
  cut.one_sentence = request.sentences == Sentences::one || request.sentences == Sentences::line_each;
  cut.pieces = {{0, cut.text.size()}};
  if (request.sentences == Sentences::lines || request.sentences == Sentences::line_each) {
    cut.pieces = line_spans(cut.text);
  }
  std::erase_if(cut.pieces, [](text::TextSpan piece) { return piece.begin == piece.end; });
  return cut;
}

// A tagger with the heads that are asked of it.
struct CorenlpTagger {
  NamedTagger tagger;
  std::string part_of_speech;  // heads; empty: not asked
  std::string entities;
};

// The taggers that answer: one with both heads, if there is one. Throws RequestError (422) if there is none
// for what is asked.
std::vector<CorenlpTagger> taggers_for(const CorenlpRequest& request, const ModelTable& models) {
  const std::vector<NamedTagger> taggers = usable_taggers(models);
  if (taggers.empty()) throw RequestError(422, "no_model", "no tagger is served");
  const NamedTagger* part_of_speech = nullptr;
  const NamedTagger* entities = nullptr;
  for (const NamedTagger& tagger : taggers) {
    const bool has_part_of_speech = !part_of_speech_head(tagger.model()).empty();
    const bool has_entities = !span_head(tagger.model()).empty();
    if (request.parts_of_speech && request.entities && has_part_of_speech && has_entities) {
      return {{tagger, part_of_speech_head(tagger.model()), span_head(tagger.model())}};
    }
    if (request.parts_of_speech && has_part_of_speech && part_of_speech == nullptr) part_of_speech = &tagger;
    if (request.entities && has_entities && entities == nullptr) entities = &tagger;
  }
  if (request.chosen && request.parts_of_speech && part_of_speech == nullptr) {
    throw RequestError(422, "no_model",
                       "no tagger of parts of speech is served, which the annotator pos needs");
  }
  if (request.chosen && request.entities && entities == nullptr) {
    throw RequestError(422, "no_model", "no tagger of names is served, which the annotator ner needs");
  }
  std::vector<CorenlpTagger> chosen;
  if (part_of_speech != nullptr)
    chosen.push_back({*part_of_speech, part_of_speech_head(part_of_speech->model()), ""});
  if (entities != nullptr) chosen.push_back({*entities, "", span_head(entities->model())});
  if (chosen.empty()) chosen.push_back({taggers.front(), "", ""});
  return chosen;
}

std::shared_ptr<Work> work_of(const CorenlpTagger& tagger, const CorenlpText& text) {
  std::vector<std::string> heads;
  for (const std::string& head : {tagger.part_of_speech, tagger.entities}) {
    if (!head.empty()) heads.push_back(head);
  }
  if (heads.empty()) heads.push_back(tagger.tagger.model().heads().front());
  std::ranges::sort(heads);
  const auto labeller = tagger.tagger.served->tagger({.heads = heads});
  std::vector<std::unique_ptr<Document>> documents;
  for (const text::TextSpan piece : text.pieces) {
    documents.push_back(
        labeller->document(std::string(text.view(piece)), text::OffsetUnit::byte, text.one_sentence));
  }
  for (const text::TextSentence& sentence : text.sentences) {
    std::vector<std::string> words;
    for (const text::TextSpan token : sentence) words.emplace_back(text.view(token));
    documents.push_back(labeller->document(std::move(words), text::OffsetUnit::byte));
  }
  auto work = std::make_shared<Work>(labeller, std::move(documents));
  work->write_json = false;
  return work;
}

struct AnnotatedSentence {
  text::TextSentence tokens;
  std::vector<std::string> words;
  corpus::Labels parts_of_speech;      // empty: not asked
  std::vector<corpus::Span> entities;  // the same
};

void annotate(AnnotatedSentence& sentence, const corpus::Predicted& predicted, const CorenlpTagger& tagger) {
  if (!tagger.part_of_speech.empty()) {
    sentence.parts_of_speech = prediction_of(predicted, tagger.part_of_speech).labels;
  }
  if (!tagger.entities.empty()) {
    const corpus::HeadPrediction& found = prediction_of(predicted, tagger.entities);
    sentence.entities = corpus::read_spans(found.labels, found.scheme);
  }
}

// Adds what a work found to the sentences, which the first one makes.
void add_found(const Work& work, const CorenlpText& text, const CorenlpTagger& tagger,
               std::vector<AnnotatedSentence>& sentences, bool first) {
  std::size_t next = 0;
  for (std::size_t d = 0; d < work.documents().size(); ++d) {
    TagLabeller::Labelled labelled = TagLabeller::take(*work.documents()[d]);
    for (std::size_t i = 0; i < labelled.record.sentences.size(); ++i) {
      corpus::Sentence& sentence = labelled.record.sentences[i];
      text::TextSentence tokens = text.pieces.empty() ? text.sentences[d] : std::move(sentence.offsets);
      if (!text.pieces.empty()) {
        for (text::TextSpan& token : tokens) {
          token.begin += text.pieces[d].begin;
          token.end += text.pieces[d].begin;
        }
      }
      if (first) {
        sentences.push_back({.tokens = std::move(tokens), .words = std::move(sentence.words)});
      } else if (next >= sentences.size() || sentences[next].tokens != tokens) {
        throw RequestError(
            422, "invalid_request",
            "the taggers of parts of speech and of names cut this text into other tokens; ask one of "
            "them, or send tokens (tokenize.whitespace)");
      }
      annotate(sentences[next++], labelled.predicted[i], tagger);
    }
  }
}

// Makes the JSON of all sentences.
class CorenlpJson {
 public:
  CorenlpJson(const CorenlpText& text, bool parts_of_speech, bool entities)
      : text_(text),
        parts_of_speech_(parts_of_speech),
        entities_(entities),
        utf16_(text.text, text::OffsetUnit::utf16),
        codepoints_(text.text, text::OffsetUnit::codepoint) {}

  [[nodiscard]] std::string of(const std::vector<AnnotatedSentence>& sentences) {
    for (const AnnotatedSentence& sentence : sentences) {
      tokens_.insert(tokens_.end(), sentence.tokens.begin(), sentence.tokens.end());
    }
    std::string json = "{\"sentences\": [";
    std::size_t first = 0;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
      json += (i > 0 ? ", {\"index\": " : "{\"index\": ") + std::to_string(i);
      if (entities_) {
        json += ", \"entitymentions\": [";
        add_mentions(sentences[i], first, json);
        json += ']';
      }
      json += ", \"tokens\": [";
      add_tokens(sentences[i], first, json);
      json += "]}";
      first += sentences[i].tokens.size();
    }
    return json + "]}\n";
  }

 private:
  static std::string type_of(const corpus::Span& entity) {
    return entity.type.empty() ? "ENTITY" : entity.type;
  }

  [[nodiscard]] std::string part(std::size_t begin, std::size_t end) const {
    return corpus::json_string(text_.view({begin, end}));
  }

  static void add_place(const std::string& unit, const text::OffsetMap& map, text::TextSpan span,
                        corpus::JsonMembers& members) {
    members.emplace_back(unit + "OffsetBegin", std::to_string(map.from_byte(span.begin)));
    members.emplace_back(unit + "OffsetEnd", std::to_string(map.from_byte(span.end)));
  }

  // first: the number of tokens before the sentence.
  void add_mentions(const AnnotatedSentence& sentence, std::size_t first, std::string& json) const {
    for (const corpus::Span& entity : sentence.entities) {
      const text::TextSpan span = {sentence.tokens[entity.begin].begin, sentence.tokens[entity.end - 1].end};
      corpus::JsonMembers mention = {{"docTokenBegin", std::to_string(first + entity.begin)},
                                     {"docTokenEnd", std::to_string(first + entity.end)},
                                     {"tokenBegin", std::to_string(entity.begin)},
                                     {"tokenEnd", std::to_string(entity.end)},
                                     {"text", part(span.begin, span.end)}};
      add_place("character", utf16_, span, mention);
      mention.emplace_back("ner", corpus::json_string(type_of(entity)));
      json += (json.back() == '[' ? "" : ", ") + corpus::json_object(mention);
    }
  }

  void add_tokens(const AnnotatedSentence& sentence, std::size_t first, std::string& json) const {
    std::vector<std::string> types(sentence.tokens.size(), "O");
    for (const corpus::Span& entity : sentence.entities) {
      for (std::size_t t = entity.begin; t < entity.end; ++t) types[t] = type_of(entity);
    }
    for (std::size_t t = 0; t < sentence.tokens.size(); ++t) {
      const text::TextSpan span = sentence.tokens[t];
      const std::size_t index = first + t;
      const std::size_t before = index == 0 ? 0 : tokens_[index - 1].end;
      const std::size_t after = index + 1 == tokens_.size() ? text_.text.size() : tokens_[index + 1].begin;
      corpus::JsonMembers token = {{"index", std::to_string(t + 1)},
                                   {"word", corpus::json_string(sentence.words[t])},
                                   {"originalText", part(span.begin, span.end)}};
      add_place("character", utf16_, span, token);
      add_place("codepoint", codepoints_, span, token);
      if (parts_of_speech_) token.emplace_back("pos", corpus::json_string(sentence.parts_of_speech[t]));
      if (entities_) token.emplace_back("ner", corpus::json_string(types[t]));
      token.emplace_back("before", part(before, span.begin));
      token.emplace_back("after", part(span.end, after));
      json += (t > 0 ? ", " : "") + corpus::json_object(token);
    }
  }

  const CorenlpText& text_;
  bool parts_of_speech_;
  bool entities_;
  text::OffsetMap utf16_;
  text::OffsetMap codepoints_;
  text::TextSentence tokens_;  // of all sentences
};

Answer annotated(const Context& context, const Request& from) {
  const CorenlpRequest request = read_corenlp_request(from.query, *context.limits);
  const std::vector<CorenlpTagger> taggers = taggers_for(request, *context.models);
  auto text = std::make_shared<const CorenlpText>(cut(corenlp_text(from, *context.limits), request));
  const std::size_t documents = text->pieces.size() + text->sentences.size();
  if (documents > context.limits->texts) {
    throw RequestError(422, "invalid_request",
                       "the text has " + std::to_string(documents) + " lines or sentences; send up to " +
                           std::to_string(context.limits->texts));
  }
  if (documents == 0) return Response{.body = "{\"sentences\": []}\n"};
  std::vector<std::shared_ptr<Work>> works;
  for (const CorenlpTagger& tagger : taggers) works.push_back(work_of(tagger, *text));
  return Pending{works, [text, taggers, works] {
                   std::vector<AnnotatedSentence> sentences;
                   bool parts_of_speech = false;
                   bool entities = false;
                   for (std::size_t i = 0; i < works.size(); ++i) {
                     add_found(*works[i], *text, taggers[i], sentences, i == 0);
                     parts_of_speech = parts_of_speech || !taggers[i].part_of_speech.empty();
                     entities = entities || !taggers[i].entities.empty();
                   }
                   return Response{.body = CorenlpJson(*text, parts_of_speech, entities).of(sentences)};
                 }};
}

Response plain_text(const char* text) {
  return {.content_type = "text/plain; charset=utf-8", .body = text};
}

}  // namespace

std::vector<Route> corenlp_routes(const Context& context) {
  std::vector<Route> routes;
  // Clients add a slash to the address, or not.
  for (const char* const path : {"/corenlp", "/corenlp/"}) {
    routes.push_back({.method = "POST",
                      .path = path,
                      .content_types = {"text/plain", "application/x-www-form-urlencoded"},
                      .answer = [context](const Request& request, const std::string&) {
                        return annotated(context, request);
                      }});
  }
  const auto get = [&](const char* path, bool always, const char* text) {
    routes.push_back({.method = "GET",
                      .path = path,
                      .open = true,
                      .always = always,
                      .answer = [text](const Request&, const std::string&) { return plain_text(text); }});
  };
  get("/corenlp/live", true, "live\n");
  get("/corenlp/ping", true, "pong\n");
  get("/corenlp/ready", false, "ready\n");
  return routes;
}

}  // namespace seqlab::service
