// Writes a mended copy of a file.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "check/corpus_check.h"
#include "corpus/reader.h"
#include "io/input.h"

namespace seqlab::check {

// Whether mend() removes all findings of this kind from the records of such a file that can be read.
bool mends(Kind kind, const FileReport& report);

// What mend() does to a file: the kind of what it changes, and where.
struct Mended {
  Kind kind;
  std::string where;  // "3 places", or the message of the only one
};
std::vector<Mended> mended(const FileReport& report);

// Copies a file that was checked and mends what is certain:
// - no byte order mark at the start, lines that end in LF;
// - except in JSON, whose offsets count characters: no byte order marks inside the file, and words in
// Unicode's
//   normalisation form C;
// - in columns, no spaces around fields that tabs, commas or semicolons separate or inside their quotes, no
//   empty fields behind the last column, and label sequences that the scheme does not allow as conlleval
//   reads them, and labels of another scheme with them. Labels of no scheme stay, and so does every record
//   that cannot be read.
// The rest is the input, byte for byte, in UTF-8. Throws DataError if the file is not valid UTF-8.
void mend(std::unique_ptr<io::Input> input, const corpus::ReaderOptions& options, const FileReport& report,
          std::ostream& output);

}  // namespace seqlab::check
