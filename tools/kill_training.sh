#!/bin/sh
# Shows that a training that is killed and resumed ends with the same bytes as one that is not: kills it TIMES times
# (default: 50) with SIGKILL, each time at a random moment of a training of its own, and resumes it.
#   tools/kill_training.sh [TIMES] [CORPUS.conllu] [TRAIN OPTIONS...]
set -eu
cd "$(dirname "$0")/.."

times=${1:-50}
corpus=${2:-corpora/news.train.conllu}
if [ $# -ge 2 ]; then shift 2; else shift $#; fi
tagger=${TAGGER:-build/release/tagger/tagger}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The corpus twice, as if it were two, of which an epoch sees one whole and half of the other.
cat > "$folder/conf" <<END
[whole]
train = $corpus
[half]
train = $corpus
dev-every = 0
sampling-rate = 0.5
END

# Becomes a training with characters, CRF, averages and case noise, into the folder $1; to be called in a subshell.
train() {
  into=$1
  shift
  exec "$tagger" train --config "$folder/conf" --model "$into/model" --log "$into/log" --hidden 20 --dimension 20 --epochs 6 \
    --characters cnn --decoder crf --average ema --case-noise 0.2 "$@" 2> "$into/messages"
}

mkdir "$folder/whole"
begin=$(date +%s%N)
(train "$folder/whole" "$@")
length=$(($(date +%s%N) - begin))
echo "a training takes $((length / 1000000)) ms"

equal=0
for number in $(seq "$times"); do
  into=$folder/$number
  mkdir "$into"
  train "$into" --resume "$into/checkpoint" --checkpoint-every 0.5s "$@" &
  training=$!
  moment=$(awk -v seed="$number" -v most="$length" 'BEGIN { srand(seed); printf "%.3f", rand() * most / 1e9 }')
  sleep "$moment"
  kill -KILL "$training" 2> /dev/null || true
  wait "$training" 2> /dev/null || true
  (train "$into" --resume "$into/checkpoint" "$@")
  if cmp -s "$into/model" "$folder/whole/model"; then
    equal=$((equal + 1))
    result="the same bytes"
  else
    result="OTHER BYTES"
  fi
  echo "$number: killed after $moment s; $(grep -m 1 -e 'goes on' -e 'starts anew' "$into/messages" | sed 's/^[^:]*: //'); $result"
  rm -r "$into"
done
echo "the same bytes $equal of $times"
[ "$equal" -eq "$times" ]
