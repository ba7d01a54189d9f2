#!/bin/sh
# Runs one fuzz target from its seeds. Exit code 1, and the input in FOLDER/findings, if it finds something.
#   tests/fuzz/run.sh TARGET BUILD SECONDS FOLDER [OPTION...]     BUILD has TARGET_fuzz and the seeds that were made;
#                                                                FOLDER keeps findings; options are libFuzzer's
set -eu

target=$1
build=$2
seconds=$3
folder=$4
shift 4
sources=$(dirname "$0")

rm -rf "$folder/corpus"
mkdir -p "$folder/corpus" "$folder/findings"
set -- "$@" "$folder/corpus"
for seeds in "$sources/seeds/$target" "$build/seeds/$target"; do
  [ ! -d "$seeds" ] || set -- "$@" "$seeds"
done
[ ! -f "$sources/$target.dict" ] || set -- "-dict=$sources/$target.dict" "$@"
case $target in
  model) length=16384 ;;
  *) length=4096 ;;
esac

# One input may take 25 s on a busy machine, and a gigabyte: more is out of all proportion to its size.
"$build/${target}_fuzz" -max_total_time="$seconds" -timeout=25 -rss_limit_mb=2048 -malloc_limit_mb=1024 \
  -max_len=$length -entropic=0 -print_funcs=0 -print_final_stats=1 -artifact_prefix="$folder/findings/" "$@" || exit 1
