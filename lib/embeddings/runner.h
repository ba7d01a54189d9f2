// How independent pieces of work are run.
#pragma once

#include <cstddef>
#include <functional>

namespace seqlab::embeddings {

// Calls work(0) ... work(pieces - 1), each once and on any thread, and returns when all are done. The caller
// brings the threads; the pieces never depend on how many there are.
using Runner = std::function<void(std::size_t pieces, const std::function<void(std::size_t)>& work)>;

// One piece after the other, in the calling thread.
inline void run_serially(std::size_t pieces, const std::function<void(std::size_t)>& work) {
  for (std::size_t piece = 0; piece < pieces; ++piece) work(piece);
}

}  // namespace seqlab::embeddings
