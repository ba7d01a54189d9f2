// As the service of UDPipe: text, words or CoNLL-U become CoNLL-U with tags.
#include <algorithm>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "base/errors.h"
#include "corpus/json/json_object.h"
#include "corpus/reader.h"
#include "corpus/writer.h"
#include "io/input.h"
#include "service/adapters/adapter_routes.h"
#include "service/adapters/input_words.h"
#include "service/adapters/lindat.h"
#include "service/adapters/parameters.h"
#include "service/adapters/served_taggers.h"
#include "service/label_requests.h"
#include "streams/label_columns.h"

namespace seqlab::service {

namespace {

// What /udpipe/process is asked for.
struct UdpipeJob {
  NamedTagger tagger;
  bool tag = false;
  std::vector<corpus::Record> records;  // of CoNLL-U; none: those of the documents
  std::string trailing;                 // what follows the last record
  std::shared_ptr<Work> work;
};

// Those with parts of speech first, as UDPipe's have them.
std::vector<NamedTagger> udpipe_taggers(const ModelTable& models) {
  std::vector<NamedTagger> taggers = usable_taggers(models);
  std::stable_partition(taggers.begin(), taggers.end(), [](const NamedTagger& tagger) {
    return !part_of_speech_head(tagger.model()).empty();
  });
  return taggers;
}

// The sentences of CoNLL-U as they came.
void read_conllu(const std::string& data, UdpipeJob& job) {
  corpus::ReaderOptions options;
  options.format = corpus::Format::conllu;
  options.label_columns = {};
  options.nfc = job.tagger.model().options().nfc;
  const auto reader = corpus::make_reader(io::memory_input(data, "data"), options);
  for (corpus::Record record; reader->next(record); record = {}) job.records.push_back(std::move(record));
  job.trailing = reader->trailing();
}

// Whether lines are sentences, by the options of UDPipe's tokeniser.
bool is_presegmented(const std::string& options) {
  bool presegmented = false;
  for (std::size_t begin = 0; begin < options.size();) {
    const std::size_t end = std::min(options.find(';', begin), options.size());
    const std::string option = options.substr(begin, end - begin);
    if (option == "presegmented") {
      presegmented = true;
    } else if (!option.empty() && option != "normalized_spaces") {
      throw RequestError(422, "invalid_request",
                         "the option '" + option +
                             "' of tokenizer is not known; known are presegmented and "
                             "normalized_spaces");
    }
    begin = end + 1;
  }
  return presegmented;
}

std::vector<std::unique_ptr<Document>> documents_of(const Parameters& parameters, const TagLabeller& labeller,
                                                    UdpipeJob& job) {
  const std::string& data = parameters.required("data");
  const std::string* tokenizer = parameters.find("tokenizer");
  const std::string input = parameters.find("input") != nullptr ? parameters.get("input") : "conllu";
  static const std::string plain;
  if (tokenizer == nullptr && (input == "generic_tokenizer" || input.starts_with("tokenizer")))
    tokenizer = &plain;
  std::vector<std::unique_ptr<Document>> documents;
  const auto add = [&](Input&& words) {
    documents.push_back(labeller.document(std::move(words), text::OffsetUnit::byte));
  };
  if (tokenizer != nullptr && is_presegmented(*tokenizer)) {
    for (const auto [begin, end] : line_spans(data)) {
      if (begin == end) continue;
      documents.push_back(labeller.document(data.substr(begin, end - begin), text::OffsetUnit::byte, true));
    }
  } else if (tokenizer != nullptr) {
    add(data);
  } else if (input == "horizontal") {
    for (auto& words : horizontal_sentences(data)) add(std::move(words));
  } else if (input == "vertical") {
    for (auto& words : vertical_sentences(data)) add(std::move(words));
  } else if (input == "conllu") {
    read_conllu(data, job);
    for (const corpus::Record& record : job.records) add(record.sentences.front().words);
  } else {
    throw RequestError(
        422, "invalid_request",
        "the input is '" + input + "'; give conllu, horizontal or vertical, or tokenizer for text");
  }
  return documents;
}

UdpipeJob udpipe_job(const Context& context, const Parameters& parameters) {
  UdpipeJob job;
  job.tagger = tagger_named(udpipe_taggers(*context.models), parameters.get("model"), "tagger");
  check_length(parameters.required("data").size(), *context.limits, "data");
  const auto wanted = [&](const char* name) {
    return parameters.find(name) != nullptr && parameters.get(name) != "none";
  };
  if (wanted("parser")) {
    throw RequestError(422, "invalid_request", "the service has no parser; leave out 'parser'");
  }
  if (parameters.find("output") != nullptr && parameters.get("output") != "conllu") {
    throw RequestError(422, "invalid_request",
                       "the output is '" + parameters.get("output") + "'; known is conllu");
  }
  job.tag = wanted("tagger");
  const auto labeller = job.tagger.served->tagger({});
  auto documents = documents_of(parameters, *labeller, job);
  check_sentences(documents.size(), *context.limits);
  if (documents.empty()) return job;
  job.work = std::make_shared<Work>(labeller, std::move(documents));
  job.work->write_json = false;
  return job;
}

std::string conllu_of(UdpipeJob& job) {
  std::ostringstream text;
  corpus::WriterOptions writing;
  writing.format = corpus::OutputFormat::conllu;
  streams::write_label_columns("", job.tagger.model(), writing);
  const auto writer = corpus::make_writer(text, writing);
  if (job.work) {
    for (std::size_t d = 0; d < job.work->documents().size(); ++d) {
      TagLabeller::Labelled labelled = TagLabeller::take(*job.work->documents()[d]);
      if (!job.tag) labelled.predicted.assign(labelled.predicted.size(), {});
      writer->write(job.records.empty() ? labelled.record : job.records[d], labelled.predicted);
    }
  }
  writer->finish(job.trailing);
  return text.str();
}

Answer processed(const Context& context, const Request& request) {
  return reporting_data_errors([&]() -> Answer {
    auto job = std::make_shared<UdpipeJob>(udpipe_job(context, Parameters(request)));
    if (!job->work) return lindat_result(job->tagger.name, conllu_of(*job));
    return Pending{
        {job->work}, [job] {
          return reporting_data_errors([&] { return lindat_result(job->tagger.name, conllu_of(*job)); });
        }};
  });
}

}  // namespace

std::vector<Route> udpipe_routes(const Context& context) {
  return lindat_routes({{"/udpipe/models",
                         [context](const Request&, const std::string&) {
                           return lindat_models(udpipe_taggers(*context.models), {"tokenizer", "tagger"});
                         }},
                        {"/udpipe/process", [context](const Request& request, const std::string&) {
                           return processed(context, request);
                         }}});
}

}  // namespace seqlab::service
