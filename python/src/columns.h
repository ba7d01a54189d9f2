// What a tagger found in a batch as flat columns, laid out as those of Apache Arrow: a copy per column rather
// than an object of Python per token.
#pragma once

#include <nanobind/nanobind.h>
#include <seqlab/tagger.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace seqlab::python {

// Strings one after the other. String i lies in `data` from offsets[i] up to offsets[i + 1].
struct StringColumn {
  std::vector<std::int32_t> offsets = {0};
  std::string data;

  // Throws BadInput beyond 2 GiB, which offsets cannot hold.
  void add(std::string_view text);
};

// The tokens or the entities of all inputs one after the other. Those of input i lie from offsets[i] up to
// offsets[i + 1]. Places are those of the input.
struct PieceColumns {
  std::vector<std::int32_t> offsets = {0};
  StringColumn texts;
  std::vector<std::int32_t> begins;
  std::vector<std::int32_t> ends;
  std::vector<StringColumn> labels;  // of each head; of entities one
};

struct TaggedColumns {
  PieceColumns tokens;
  PieceColumns entities;
};

// heads: how many labels each token has. entities: the head whose spans are the entities.
TaggedColumns columns_of(std::span<const std::vector<TaggedSentence>> tagged, std::size_t heads,
                         std::string_view entities);

// (tokens, entities), each (offsets, text, begins, ends, labels), with (offsets, data) for a column of
// strings; bytes.
nanobind::tuple tuple_of(const TaggedColumns& columns);

}  // namespace seqlab::python
