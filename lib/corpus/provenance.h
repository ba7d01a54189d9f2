// Where a record or review came from, for writing it back.
#pragma once

namespace seqlab::corpus {

// Everything the input has around words and labels (comments, other columns, unknown JSON keys), so that a
// writer of the same format can give it back. Each format has its own.
struct Provenance {
  virtual ~Provenance() = default;
};

}  // namespace seqlab::corpus
