#include "lm/verbs.h"

int main(int argc, char** argv) {
  return seqlab::programs::run(seqlab::programs::lm_program(), argc, argv);
}
