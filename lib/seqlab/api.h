// Marks what the shared library shows to other programs.
#pragma once

#if defined(__GNUC__)
#define SEQLAB_API __attribute__((visibility("default")))
#else
#define SEQLAB_API
#endif
