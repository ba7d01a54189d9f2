#include "sentiment/verbs.h"

int main(int argc, char** argv) {
  return seqlab::programs::run(seqlab::programs::sentiment_program(), argc, argv);
}
