#!/bin/sh
# Shows that `tagger tag` holds flat memory over a long stream: tags TOKENS tokens (100 million unless said),
# prints the resident memory now and then, and checks that as many tokens came out as went in.
#
#   tools/stream_memory.sh MODEL [TOKENS] [CORPUS.conllu] [TAGGER OPTIONS...]
set -eu
cd "$(dirname "$0")/.."

model=$1
tokens=${2:-100000000}
corpus=${3:-corpora/news.train.conllu}
[ $# -ge 3 ] && shift 3 || shift $#
tagger=${TAGGER:-build/release/tagger/tagger}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
$tagger convert --quiet --output-format tokens "$corpus" > "$folder/sentences"

# The corpus over and over, cut off after so many tokens.
repeat() {
  awk -v most="$tokens" '
    { line[NR] = $0; words[NR] = NF }
    END { while (1) for (i = 1; i <= NR; i++) { print line[i]; n += words[i]; if (n >= most) exit } }' "$folder/sentences"
}

mkfifo "$folder/in"
repeat > "$folder/in" &
$tagger tag --quiet --model "$model" --input-format tokens --output-format inline "$@" < "$folder/in" |
  awk '{ n += NF } END { print n }' > "$folder/count" &
counter=$!
sleep 1
process=$(pgrep -n -f "tag --quiet --model $model --input-format tokens")
begin=$(date +%s)
peak_early=0
while kill -0 "$process" 2> /dev/null; do
  status=$(awk '/^VmRSS/ { now = $2 } /^VmHWM/ { peak = $2 } END { print now, peak }' "/proc/$process/status" 2> /dev/null) || break
  [ -n "$status" ] && [ "$status" != " " ] || break
  elapsed=$(($(date +%s) - begin))
  echo "after $elapsed s: resident ${status% *} kB, at most ${status#* } kB"
  [ "$elapsed" -lt 30 ] && peak_early=${status#* }
  peak_late=${status#* }
  sleep 15
done
wait "$counter"
echo "tokens out: $(cat "$folder/count"); wanted: at least $tokens"
echo "peak within the first 30 s: $peak_early kB; at the end: $peak_late kB"
[ "$(cat "$folder/count")" -ge "$tokens" ]
