// As the service of NameTag: text or words become names.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/schemes/tag_scheme.h"
#include "service/adapters/adapter_routes.h"
#include "service/adapters/entity_text.h"
#include "service/adapters/input_words.h"
#include "service/adapters/lindat.h"
#include "service/adapters/parameters.h"
#include "service/adapters/served_taggers.h"
#include "service/label_requests.h"

namespace seqlab::service {

namespace {

std::vector<NamedTagger> nametag_taggers(const ModelTable& models) {
  std::vector<NamedTagger> taggers = usable_taggers(models);
  std::erase_if(taggers, [](const NamedTagger& tagger) { return span_head(tagger.model()).empty(); });
  return taggers;
}

EntityText::Format nametag_output(const std::string& name) {
  if (name.empty() || name == "xml") return EntityText::Format::xml;
  if (name == "vertical") return EntityText::Format::vertical;
  if (name == "conll") return EntityText::Format::conll;
  throw RequestError(422, "invalid_request", "the output is '" + name + "'; give xml, vertical or conll");
}

// What stands before each word of a sentence. done: where the text's last word ended.
std::vector<std::string> before_words(const corpus::Record& record, const corpus::Sentence& sentence,
                                      bool first_sentence, std::size_t& done) {
  std::vector<std::string> before;
  for (std::size_t t = 0; t < sentence.size(); ++t) {
    if (record.tokenised) {
      before.emplace_back(t > 0 ? " " : first_sentence ? "" : "\n");
      continue;
    }
    const auto [begin, end] = sentence.offsets[t];
    before.push_back(record.text.substr(done, begin - done));
    done = end;
  }
  return before;
}

std::string names_of(const Work& work, const std::string& head, EntityText::Format format) {
  EntityText text(format);
  std::string after;
  bool first = true;
  for (const auto& document : work.documents()) {
    const TagLabeller::Labelled labelled = TagLabeller::take(*document);
    const corpus::Record& record = labelled.record;
    std::size_t done = 0;
    for (std::size_t i = 0; i < record.sentences.size(); ++i) {
      const corpus::HeadPrediction& found = prediction_of(labelled.predicted[i], head);
      text.add(record.sentences[i].words, before_words(record, record.sentences[i], first, done),
               corpus::read_spans(found.labels, found.scheme));
      first = false;
    }
    after = record.tokenised ? "\n" : record.text.substr(done);
  }
  return text.take(after);
}

std::vector<std::unique_ptr<Document>> nametag_documents(const Parameters& parameters,
                                                         const TagLabeller& labeller) {
  const std::string& data = parameters.required("data");
  const std::string& input = parameters.get("input");
  std::vector<std::unique_ptr<Document>> documents;
  if (input.empty() || input == "untokenized") {
    documents.push_back(labeller.document(data, text::OffsetUnit::byte));
  } else if (input == "vertical") {
    for (auto& words : vertical_sentences(data)) {
      documents.push_back(labeller.document(std::move(words), text::OffsetUnit::byte));
    }
  } else {
    throw RequestError(422, "invalid_request", "the input is '" + input + "'; give untokenized or vertical");
  }
  return documents;
}

Answer recognized(const Context& context, const Request& request) {
  const Parameters parameters(request);
  const NamedTagger tagger =
      tagger_named(nametag_taggers(*context.models), parameters.get("model"), "tagger of names");
  check_length(parameters.required("data").size(), *context.limits, "data");
  const EntityText::Format format = nametag_output(parameters.get("output"));
  const std::string head = span_head(tagger.model());
  const auto labeller = tagger.served->tagger({.heads = {head}});
  auto documents = nametag_documents(parameters, *labeller);
  check_sentences(documents.size(), *context.limits);
  if (documents.empty()) return lindat_result(tagger.name, "");
  const auto work = std::make_shared<Work>(labeller, std::move(documents));
  work->write_json = false;
  return Pending{{work}, [work, name = tagger.name, head, format] {
                   return lindat_result(name, names_of(*work, head, format));
                 }};
}

}  // namespace

std::vector<Route> nametag_routes(const Context& context) {
  return lindat_routes({{"/nametag/models",
                         [context](const Request&, const std::string&) {
                           return lindat_models(nametag_taggers(*context.models), {"recognize"});
                         }},
                        {"/nametag/recognize", [context](const Request& request, const std::string&) {
                           return recognized(context, request);
                         }}});
}

}  // namespace seqlab::service
