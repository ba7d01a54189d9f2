// Files that people have in place of a table of word vectors: archives, pickles, arrays, pages.
#pragma once

#include <string>
#include <string_view>

namespace seqlab::embeddings {

// Throws a DataError if a file that starts like this (1,000 bytes, if it has them) is of a kind that cannot
// be read, recognised by its first bytes. The message says which command makes a table of it. `name` is the
// file's.
void refuse_foreign_file(std::string_view start, const std::string& name);

}  // namespace seqlab::embeddings
