#include "forecast/verbs.h"

int main(int argc, char** argv) {
  return seqlab::programs::run(seqlab::programs::forecast_program(), argc, argv);
}
