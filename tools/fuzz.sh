#!/bin/sh
# Runs fuzz targets (tests/fuzz) side by side, each for a time. Logs and findings are in build/fuzz/TARGET; exit code 1 if
# there are findings.
#   tools/fuzz.sh [SECONDS] [TARGET...]     default: 600 s each, all targets
# FUZZ_JOBS targets run at a time; by default as many as there are cores.
set -eu
cd "$(dirname "$0")/.."

seconds=${1:-600}
case $seconds in
  *[!0-9]* | "") echo "usage: tools/fuzz.sh [SECONDS] [TARGET...]" >&2; exit 2 ;;
esac
[ $# -eq 0 ] || shift
# shellcheck disable=SC2046  # lists of names
[ $# -gt 0 ] || set -- $(sed -n 's/^seqlab_fuzz_target(\([a-z_]*\).*/\1/p' tests/fuzz/CMakeLists.txt)

[ -f build/asan/build.ninja ] || cmake --preset asan
# shellcheck disable=SC2046
cmake --build --preset asan --target $(printf '%s_fuzz ' "$@")

mkdir -p build/fuzz
export UBSAN_OPTIONS=print_stacktrace=1
run='mkdir -p build/fuzz/$0
  if tests/fuzz/run.sh $0 build/asan/tests/fuzz "$1" build/fuzz/$0 > build/fuzz/$0/log 2>&1
  then echo "fuzz: $0: nothing in $1 s, $(sed -n "s/^stat::number_of_executed_units: *//p" build/fuzz/$0/log) inputs"
  else echo "fuzz: $0: a finding; see build/fuzz/$0/log and findings"; exit 1
  fi'
printf '%s\n' "$@" | xargs -P "${FUZZ_JOBS:-$(nproc)}" -I TARGET sh -c "$run" TARGET "$seconds" || exit 1
