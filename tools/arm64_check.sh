#!/bin/sh
# Compiles for 64-bit Arm what is written for several instruction sets, lib/kernels and lib/nn. Needs
# g++-aarch64-linux-gnu; nothing is linked or run. Libraries that are headers are taken from this machine.
set -eu
cd "$(dirname "$0")/.."

out=build/arm64
mkdir -p $out/include
ln -sfn /usr/include/hwy $out/include/hwy
sets=$(sed -n 's/.*"\(HWY_DISABLED_TARGETS=[^"]*\)".*/\1/p' lib/kernels/CMakeLists.txt)
[ -n "$sets" ] || { echo "arm64_check: lib/kernels/CMakeLists.txt names no instruction sets" >&2; exit 1; }
for source in lib/kernels/*.cpp lib/nn/*.cpp; do
  echo "$source"
done | xargs -P "$(nproc)" -I SOURCE aarch64-linux-gnu-g++ -std=c++20 -O1 -Wall -Wextra -Wconversion -Werror -fsyntax-only \
  "-D$sets" -DEIGEN_DONT_PARALLELIZE -Ilib -idirafter $out/include -isystem /usr/include/eigen3 SOURCE
echo "arm64_check: lib/kernels and lib/nn compile"
