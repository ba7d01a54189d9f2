#!/bin/sh
# Builds everything with the release preset and runs every test. Arguments go to ctest: tools/test.sh -R corpus
set -eu
cd "$(dirname "$0")/.."

tools/setup.sh
[ -f build/release/build.ninja ] || cmake --preset release
cmake --build --preset release
ctest --preset release --parallel "$(nproc)" "$@"
