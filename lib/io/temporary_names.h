// Temporary files with a name: how they are named and held, and what is done with those that are left.
#pragma once

#include <string>

namespace seqlab::io {

// A name that this process has not used: ".seqlab-PID-N.tmp". Other processes may have it, because containers
// number their processes from 1.
std::string temporary_name();

// Marks an open file as being written until it is closed, by a lock (flock). False if another process holds
// the lock; true also where the file system has no locks.
bool hold_temporary(int descriptor);

// Removes the files with such names that no process holds: programs that were killed have left them. Looks
// into each folder once in the life of a process. Leaves alone what is not a regular file, and file systems
// whose locks may not be seen by all machines that write there.
void remove_left_temporaries(const std::string& folder);

}  // namespace seqlab::io
