#!/bin/sh
# Trains forecasters on the three series of tools/fetch_series.py, five seeds each, and prints the errors of their forecasts of
# the test part. Options were chosen on the rows before it; then all of these rows are learned from.
#   tools/forecast_series.sh FOLDER      the folder has air.csv, electricity.csv and wine.csv
# tools/classical_forecasts.py prints those of classical methods: FOLDER/air.csv 12 24 1, electricity.csv 336 1344 48.
set -eu
folder=${1:?usage: tools/forecast_series.sh FOLDER}
program=${FORECAST:-$(dirname "$0")/../build/release/tagger/forecast}
model=$(mktemp)
trap 'rm -f "$model"' EXIT

# train NAME OPTION...
train() {
  echo "$1"
  series=$folder/$1.csv
  shift
  "$program" train --quiet --train "$series" --model "$model" --force --dev-rows 0 --seeds 5 "$@"
}

train air --season 12 --test-rows 24 --window 12 --cell gru --hidden 16 --epochs 100
train electricity --season 336 --test-rows 1344 --every 48 --window 48 --relative --cell gru --hidden 32 --loss absolute --epochs 2
train wine --season 12 --test-rows 24 --window 24 --cell gru --hidden 16 --seasons 6 --logarithms --loss absolute --epochs 40
