#include "tagger/verbs.h"

int main(int argc, char** argv) {
  return seqlab::programs::run(seqlab::programs::tagger_program(), argc, argv);
}
