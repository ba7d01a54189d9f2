#!/bin/sh
# Recomputes models of every shape in Python (tools/verify_model.py): the shipped ones, those of tools/try.sh, and small
# ones trained here. Uses the release preset.
set -eu
cd "$(dirname "$0")/.."

models=build/verify
rm -rf $models
mkdir -p $models
tools/try.sh > /dev/null

# train_tagger NAME OPTION..., train_sentiment NAME OPTION...: a small model build/verify/NAME.model.
train_tagger() {
  name=$1
  shift
  build/release/tagger/tagger train --quiet --train corpora/news.train.conllu --epochs 2 --hidden 9 --dimension 7 \
    "$@" --model "$models/$name.model"
}
train_sentiment() {
  name=$1
  shift
  build/release/tagger/sentiment train --quiet --train corpora/reviews.train.tsv --epochs 2 --hidden 9 --dimension 7 \
    "$@" --model "$models/$name.model"
}

# train_lm NAME OPTION...: the same of a language model.
train_lm() {
  name=$1
  shift
  build/release/tagger/lm train --quiet --train corpora/reviews.train.tsv --epochs 1 --hidden 9 --dimension 7 "$@" --model "$models/$name.model"
}

# train_seq2seq NAME OPTION...: the same of a transducer, on words and their tags.
train_seq2seq() {
  name=$1
  shift
  build/release/tagger/seq2seq train --quiet --epochs 1 --hidden 9 --dimension 7 "$@" --model "$models/$name.model"
}

# train_forecast NAME OPTION...: the same of a forecaster, with a copy in bf16 and one in int8.
train_forecast() {
  name=$1
  shift
  build/release/tagger/forecast train --quiet --train corpora/air-passengers.csv --columns passengers --epochs 2 --hidden 9 \
    --window 8 "$@" --model "$models/$name.model"
  for precision in bf16 int8; do
    build/release/tagger/forecast quantize --quiet --model "$models/$name.model" \
      --output "$models/$name-$precision.model" --to "$precision"
  done
}

# quantize NAME PRECISION...: copies of a tagger, build/verify/NAME-PRECISION.model.
quantize() {
  name=$1
  shift
  for precision in "$@"; do
    build/release/tagger/tagger quantize --quiet --model "$models/$name.model" \
      --output "$models/$name-$precision.model" --to "$precision"
  done
}

for layers in 1 3; do
  for directions in 1 2; do
    set -- --layers $layers --directions $directions --initial-state learned
    train_tagger tagger-$layers-$directions "$@"
    for pooling in last mean max attention; do
      train_sentiment sentiment-$layers-$directions-$pooling "$@" --pooling $pooling
    done
  done
done

for connections in none residual highway; do
  for norm in "" --layer-norm; do
    set -- --layers 3 --initial-state learned --connections $connections ${norm:+$norm}
    train_tagger tagger-$connections$norm "$@"
    quantize tagger-$connections$norm bf16 int8
    train_sentiment sentiment-$connections$norm "$@" --pooling last
  done
done

# Each cell with each option that changes its formulas. The width of the input is that of the cell in the first layer of
# half of them, so that raw input is read as it is.
for cell in "gru" "gru --reset-gate before" "rnn" "rnn --activation logistic" "rnn --activation relu" "mut1" "mut2" "mut3" \
  "lstm --forget-gate none" "lstm --forget-gate coupled --peepholes" "lstm --peepholes --block-size 2" \
  "lstm --forget-gate coupled --block-size 4"; do
  own=$(echo "$cell" | tr -d ' -')
  # The unquoted $cell is split into options.
  train_tagger tagger-$own --layers 2 --hidden 8 --dimension 8 --initial-state learned --cell $cell
  quantize tagger-$own bf16 int8
  train_sentiment sentiment-$own --hidden 8 --pooling last --characters "${cell%% *}" --cell $cell
done

# Without recurrence: a perceptron, windows, a convolution with a maximum, a bag of vectors.
train_tagger tagger-perceptron --cell none --layers 2
train_tagger tagger-window --cell none --layers 2 --context 2 --activation relu --connections highway --layer-norm
quantize tagger-window bf16 int8
train_sentiment sentiment-convolution --cell none --context 1 --activation relu --pooling max
train_sentiment sentiment-bag --cell none --layers 0
train_sentiment sentiment-attention-bag --cell none --layers 0 --pooling attention

set -- --character-dimension 5 --filters 6 --window 4 --character-hidden 4
for characters in cnn lstm; do
  for decoder in softmax crf; do
    train_tagger tagger-$characters-$decoder "$@" --characters $characters --decoder $decoder \
      --label-column MISC:NER --scheme iobes
    quantize tagger-$characters-$decoder bf16 int8
  done
done
train_tagger tagger-heads "$@" --characters cnn --label-column UPOS,MISC:NER --decoder softmax,crf

# A table of vectors for every second word of the corpus, and one for every third; each also has a word that the corpus
# lacks.
for step in 2 3; do
  awk -F'\t' -v step=$step '
    function row(word, place) {
      printf "%s", word
      for (i = 1; i <= step + 1; ++i) printf " %.2f", step ^ 3 * ((place * i) % 11 - 5) / 10
      print ""
    }
    $1 ~ /^[0-9]+$/ && !seen[$2]++ && ++count % step == 0 { row($2, count) }
    END { row("zyzzyva", step) }' corpora/news.train.conllu > $models/vectors-$step.txt
done
for mode in tuned frozen both both,tuned; do
  train_tagger tagger-$mode --embeddings $models/vectors-2.txt --embeddings $models/vectors-3.txt \
    --embedding-mode $mode
done
quantize tagger-both int8

for cell in lstm gru rnn; do
  train_lm lm-$cell --layers 2 --cell $cell --initial-state learned
  build/release/tagger/lm quantize --quiet --model "$models/lm-$cell.model" --output "$models/lm-$cell-int8.model" --to int8
done
train_lm lm-words --symbols words --direction back --min-count 2
train_lm lm-adaptive --symbols words --softmax adaptive
train_lm lm-tied --tied
train_lm lm-tied-adaptive --symbols words --softmax adaptive --cutoffs 20,50,300 --tied
build/release/tagger/lm quantize --quiet --model "$models/lm-tied-adaptive.model" --output "$models/lm-tied-int8.model" --to int8
train_lm lm-cutoffs --symbols words --softmax adaptive --cutoffs 20,50,300

awk '{ print "{\"vector\": [" NR % 3 ", 0.5, " NR % 2 "]}" }' corpora/reviews.train.tsv > $models/conditions.jsonl
train_lm lm-condition --condition $models/conditions.jsonl --layers 2 --cell gru
build/release/tagger/lm quantize --quiet --model "$models/lm-condition.model" --output "$models/lm-condition-int8.model" --to int8
# Taggers with language models inside.
for direction in ahead back; do
  train_lm characters-$direction --direction $direction
done
train_tagger tagger-contexts --language-models "$models/characters-ahead.model,$models/characters-back.model"
train_tagger tagger-contexts-mut1 --cell mut1 --layers 2 --language-models "$models/characters-ahead.model"
quantize tagger-contexts bf16 int8

for cell in lstm gru rnn mut2; do
  train_seq2seq seq2seq-$cell --train corpora/news.train.conllu --target UPOS --source FORM --layers 2 --cell $cell \
    --connections residual --layer-norm
  for precision in bf16 int8; do
    build/release/tagger/seq2seq quantize --quiet --model "$models/seq2seq-$cell.model" \
      --output "$models/seq2seq-$cell-$precision.model" --to $precision
  done
done
train_seq2seq seq2seq-words --train corpora/reviews.train.tsv --dev corpora/reviews.dev.tsv --symbols words --min-count 2 --initial-state learned
awk 'BEGIN { for (i = 0; i < 200; ++i) print "{\"source\": [[" i % 7 ", 0.5], [-1, " i % 3 "]], \"target\": \"" i % 7 "\"}" }' \
  > $models/vectors.jsonl
train_seq2seq seq2seq-vectors --train $models/vectors.jsonl

train_forecast forecast-season --season 12
train_forecast forecast-layers --cell gru --layers 3 --connections highway --layer-norm --initial-state learned --relative
train_forecast forecast-logarithms --cell rnn --season 12 --seasons 2 --horizon 3 --logarithms

[ -x build/venv/bin/python ] || python3 -m venv build/venv
build/venv/bin/pip install --quiet numpy safetensors xxhash
build/venv/bin/python tools/verify_model.py $models/*.model build/try/*.model models/*.model
