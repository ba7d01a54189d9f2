#include "seq2seq/verbs.h"

int main(int argc, char** argv) {
  return seqlab::programs::run(seqlab::programs::seq2seq_program(), argc, argv);
}
