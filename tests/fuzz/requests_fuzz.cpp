// What clients of the service send: JSON, queries, forms, hosts.
#include <algorithm>

#include "fuzz/fuzz.h"
#include "service/adapters/corenlp_request.h"
#include "service/adapters/huggingface_request.h"
#include "service/adapters/multipart.h"
#include "service/http/gate.h"
#include "service/label_requests.h"
#include "service/message.h"
#include "text/utf8.h"

using namespace seqlab;

namespace {

void check(const service::TagRequest& request, const service::Limits& limits) {
  fuzz::require(!request.inputs.empty() && request.inputs.size() <= limits.texts,
                "the number of texts is limited");
  fuzz::require(!request.single || request.inputs.size() == 1, "a single input is one");
  for (const service::Input& input : request.inputs) {
    if (const auto* text = std::get_if<std::string>(&input)) {
      fuzz::require(text->size() <= limits.text_bytes, "the length of a text is limited");
      fuzz::require(!text::find_invalid_utf8(*text), "texts are UTF-8");
      continue;
    }
    for (const std::string& token : std::get<std::vector<std::string>>(input)) {
      fuzz::require(!token.empty() && !text::find_invalid_utf8(token), "tokens are UTF-8 and not empty");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const std::size_t what = input.choose(7);
  const service::Limits limits{.text_bytes = 1000, .texts = 10};
  const auto [text, more] = input.two_texts();
  try {
    switch (what) {
      case 0:
        check(service::read_tag_request(text, {}, limits), limits);
        break;
      case 1:
        check(service::read_tag_line(text, service::tag_defaults(service::form_values(more), limits), limits),
              limits);
        break;
      case 2:
        service::read_classify_line(text, service::classify_defaults(service::form_values(more)), limits);
        break;
      case 3:
        for (const auto& [name, value] : service::multipart_values(text, more)) {
          fuzz::require(!text::find_invalid_utf8(name + value), "names and values are UTF-8");
        }
        break;
      case 4:
        service::header_parameters(text);
        fuzz::require(
            !service::is_loopback(service::host_name(text)) || text.find("evil") == std::string::npos,
            "a foreign host is not loopback");
        break;
      case 5:
        service::read_corenlp_request(text, limits);
        break;
      default:
        service::read_huggingface_request(text, more.empty(), limits);
    }
  } catch (const service::RequestError& error) {
    fuzz::require(error.status() >= 400 && error.status() < 500, "what clients send is their error");
  }
  return 0;
}
