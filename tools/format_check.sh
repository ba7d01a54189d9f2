#!/bin/sh
# Fails if a C++ source is not formatted as in .clang-format. With --fix, formats the sources instead.
set -eu
cd "$(dirname "$0")/.."

# Versions of clang-format differ; Debian 12's decides.
program=clang-format-14
command -v $program >/dev/null || program=clang-format
case "${1:-}" in
  "") mode="--dry-run -Werror" ;;
  --fix) mode="-i" ;;
  *) echo "usage: tools/format_check.sh [--fix]" >&2; exit 2 ;;
esac
# shellcheck disable=SC2086  # two words
git ls-files -z '*.h' '*.cpp' | xargs -0 $program --style=file $mode
