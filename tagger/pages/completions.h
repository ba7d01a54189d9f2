// Completions of a program's command line for three shells: verbs, options, values of options with choices,
// names of models, files.
#pragma once

#include <string>

#include "pages/reference.h"

namespace seqlab::programs {

// For bash 4.4 or newer; needs nothing of the package bash-completion.
std::string bash_completion(const CommandReference& program);

// For zsh 5 or newer: a file _tagger in a folder of $fpath.
std::string zsh_completion(const CommandReference& program);

// For fish 3 or newer.
std::string fish_completion(const CommandReference& program);

}  // namespace seqlab::programs
