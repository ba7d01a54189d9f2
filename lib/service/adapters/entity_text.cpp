#include "service/adapters/entity_text.h"

#include <utility>

namespace seqlab::service {

namespace {

// What XML elements and attributes can hold.
std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

void EntityText::add(const std::vector<std::string>& words, const std::vector<std::string>& before,
                     const std::vector<corpus::Span>& entities) {
  switch (format_) {
    case Format::xml:
      return add_xml(words, before, entities);
    case Format::vertical:
      return add_vertical(words, entities);
    case Format::conll:
      return add_conll(words, entities);
  }
}

std::string EntityText::take(std::string_view after) {
  if (format_ == Format::xml) text_ += xml_text(after);
  return std::move(text_);
}

void EntityText::add_xml(const std::vector<std::string>& words, const std::vector<std::string>& before,
                         const std::vector<corpus::Span>& entities) {
  std::size_t next = 0;
  for (std::size_t t = 0; t < words.size(); ++t) {
    text_ += xml_text(before[t]);
    if (t == 0) text_ += "<sentence>";
    if (next < entities.size() && entities[next].begin == t) {
      text_ += "<ne type=\"" + xml_text(entities[next].type) + "\">";
    }
    text_ += "<token>" + xml_text(words[t]) + "</token>";
    if (next < entities.size() && entities[next].end == t + 1) {
      text_ += "</ne>";
      ++next;
    }
  }
  text_ += "</sentence>";
}

void EntityText::add_vertical(const std::vector<std::string>& words,
                              const std::vector<corpus::Span>& entities) {
  for (const corpus::Span& entity : entities) {
    std::string numbers;
    std::string form;
    for (std::size_t t = entity.begin; t < entity.end; ++t) {
      if (t > entity.begin) {
        numbers += ',';
        form += ' ';
      }
      numbers += std::to_string(tokens_ + t + 1);
      form += words[t];
    }
    text_ += numbers + '\t' + entity.type + '\t' + form + '\n';
  }
  tokens_ += words.size() + 1;
}

void EntityText::add_conll(const std::vector<std::string>& words, const std::vector<corpus::Span>& entities) {
  const std::vector<std::string> labels =
      corpus::write_spans(entities, words.size(), {.scheme = corpus::TagScheme::iob2});
  for (std::size_t t = 0; t < words.size(); ++t) text_ += words[t] + '\t' + labels[t] + '\n';
  text_ += '\n';
}

}  // namespace seqlab::service
