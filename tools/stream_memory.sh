#!/bin/sh
# Shows that the memory of `tagger tag` stays flat over a long stream: tags TOKENS tokens (default: 100 million), prints
# the resident memory every 15 seconds, and fails if tokens are missing in the output.
#   tools/stream_memory.sh MODEL [TOKENS] [CORPUS.conllu] [TAGGER OPTIONS...]
set -eu
cd "$(dirname "$0")/.."

model=$1
tokens=${2:-100000000}
corpus=${3:-corpora/news.train.conllu}
if [ $# -ge 3 ]; then shift 3; else shift $#; fi
tagger=${TAGGER:-build/release/tagger/tagger}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
$tagger convert --quiet --output-format tokens "$corpus" > "$folder/sentences"

# The corpus over and over, up to the sentence that completes $tokens tokens.
repeat() {
  awk -v most="$tokens" '
    { line[NR] = $0; words[NR] = NF }
    END {
      while (1) for (i = 1; i <= NR; i++) { print line[i]; n += words[i]; if (n >= most) exit }
    }' "$folder/sentences"
}

mkfifo "$folder/in" "$folder/out"
repeat > "$folder/in" &
awk '{ n += NF } END { print n + 0 }' < "$folder/out" > "$folder/count" &
counter=$!
$tagger tag --quiet --model "$model" --input-format tokens --output-format inline "$@" \
  < "$folder/in" > "$folder/out" &
process=$!

begin=$(date +%s)
early=0
while status=$(awk '/^VmRSS/ { now = $2 } /^VmHWM/ { peak = $2 } END { if (peak) print now, peak; else exit 1 }' \
    "/proc/$process/status" 2> /dev/null); do
  elapsed=$(($(date +%s) - begin))
  peak=${status#* }
  echo "after $elapsed s: resident ${status% *} kB, peak $peak kB"
  if [ "$elapsed" -lt 30 ]; then early=$peak; fi
  sleep 15
done
wait "$process"
wait "$counter"
echo "tokens out: $(cat "$folder/count"); expected: at least $tokens"
echo "peak within the first 30 s: $early kB; at the end: $peak kB"
[ "$(cat "$folder/count")" -ge "$tokens" ]
