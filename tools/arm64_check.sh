#!/bin/sh
# Checks that lib/kernels and lib/nn, whose code depends on the instruction set, compile for 64-bit Arm. Needs
# g++-aarch64-linux-gnu. Nothing is linked or run; header-only libraries come from this machine.
set -eu
cd "$(dirname "$0")/.."

# Highway's headers alone, since the rest of /usr/include is for this machine's architecture.
out=build/arm64
mkdir -p $out/include
ln -sfn /usr/include/hwy $out/include/hwy
sets=$(sed -n 's/.*"\(HWY_DISABLED_TARGETS=[^"]*\)".*/\1/p' lib/kernels/CMakeLists.txt | sed 's/\${[^}]*}//')
[ -n "$sets" ] || { echo "arm64_check: lib/kernels/CMakeLists.txt names no instruction sets" >&2; exit 1; }
# Those that include themselves again for each instruction set are compiled alone, the others of lib/nn together.
grep -rL HWY_TARGET_INCLUDE --include='*.cpp' lib/nn | sort | sed 's|lib/\(.*\)|#include "\1"|' > $out/nn.cpp
{ grep -rl HWY_TARGET_INCLUDE --include='*.cpp' lib/nn; ls lib/kernels/*.cpp $out/nn.cpp; } | xargs -P "$(nproc)" -I SOURCE \
  aarch64-linux-gnu-g++ -std=c++20 -O1 -Wall -Wextra -Wconversion -Wno-subobject-linkage -Werror -fsyntax-only \
  "-D$sets" -DEIGEN_DONT_PARALLELIZE -Ilib -idirafter $out/include -isystem /usr/include/eigen3 SOURCE
echo "arm64_check: lib/kernels and lib/nn compile"
