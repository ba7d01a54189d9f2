#include "columns.h"

#include <limits>

namespace nb = nanobind;

namespace seqlab::python {

namespace {

std::int32_t offset(std::size_t place) {
  if (place > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
    throw BadInput("the columns of a batch are longer than 2 GiB; give fewer texts at a time");
  }
  return static_cast<std::int32_t>(place);
}

void add(PieceColumns& columns, std::string_view text, std::size_t begin, std::size_t end) {
  columns.texts.add(text);
  columns.begins.push_back(offset(begin));
  columns.ends.push_back(offset(end));
}

nb::bytes bytes_of(const std::vector<std::int32_t>& numbers) {
  return nb::bytes(numbers.data(), numbers.size() * sizeof(std::int32_t));
}

nb::tuple tuple_of(const StringColumn& column) {
  return nb::make_tuple(bytes_of(column.offsets), nb::bytes(column.data.data(), column.data.size()));
}

nb::tuple tuple_of(const PieceColumns& columns) {
  nb::list labels;
  for (const StringColumn& head : columns.labels) labels.append(tuple_of(head));
  return nb::make_tuple(bytes_of(columns.offsets), tuple_of(columns.texts), bytes_of(columns.begins),
                        bytes_of(columns.ends), labels);
}

}  // namespace

void StringColumn::add(std::string_view text) {
  data += text;
  offsets.push_back(offset(data.size()));
}

TaggedColumns columns_of(std::span<const std::vector<TaggedSentence>> tagged, std::size_t heads,
                         std::string_view entities) {
  TaggedColumns columns;
  columns.tokens.labels.resize(heads);
  columns.entities.labels.resize(1);
  for (const std::vector<TaggedSentence>& sentences : tagged) {
    for (const TaggedSentence& sentence : sentences) {
      for (const TaggedToken& token : sentence.tokens) {
        add(columns.tokens, token.text, token.begin, token.end);
        for (std::size_t head = 0; head < heads; ++head) {
          columns.tokens.labels[head].add(token.labels[head].label);
        }
      }
      for (const TaggedSpan& span : sentence.spans) {
        if (span.head != entities) continue;
        add(columns.entities, span.text, span.begin, span.end);
        columns.entities.labels.front().add(span.type);
      }
    }
    columns.tokens.offsets.push_back(offset(columns.tokens.begins.size()));
    columns.entities.offsets.push_back(offset(columns.entities.begins.size()));
  }
  return columns;
}

nb::tuple tuple_of(const TaggedColumns& columns) {
  return nb::make_tuple(tuple_of(columns.tokens), tuple_of(columns.entities));
}

}  // namespace seqlab::python
