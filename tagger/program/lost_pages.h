// What a program says when a file that it has mapped is cut short.
#pragma once

#include <string>

namespace seqlab::programs {

// From now on, reading what a mapped file no longer has ends the program with a message and an exit code,
// that of a bad model or, for a file of data, that of bad data. Any other SIGBUS has the effect that it had
// before. where: "PROGRAM VERB", for the message.
void report_lost_pages(const std::string& where);

}  // namespace seqlab::programs
