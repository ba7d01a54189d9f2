// Man pages, in the man(7) macros of troff.
#pragma once

#include <string>

#include "pages/reference.h"

namespace seqlab::programs {

// "tagger-embeddings-info" for the verb "tagger embeddings info".
std::string page_name(const CommandReference& command);

// The page of a command, which is `program` or one of its verbs.
std::string man_page(const CommandReference& command, const CommandReference& program);

}  // namespace seqlab::programs
