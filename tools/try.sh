#!/bin/sh
# A first tour: installs missing packages, builds the programs, tries the shipped models, then trains and tries a
# tagger and a sentiment classifier on the small corpora. A second run does only what is left to do.
set -eu
cd "$(dirname "$0")/.."

tools/setup.sh
[ -f build/release/build.ninja ] || cmake --preset release
cmake --build --preset release --target tagger sentiment lm seq2seq forecast

tagger=build/release/tagger/tagger
sentiment=build/release/tagger/sentiment
models=build/try
mkdir -p $models

echo
echo 'try: echo "Apple CEO Tim Cook eats an apple." | tagger tag'
echo "Apple CEO Tim Cook eats an apple." | $tagger tag --quiet
echo 'try: echo "a warm and clever film" | sentiment classify'
echo "a warm and clever film" | $sentiment classify --quiet
echo

# fresh MODEL FILE...: whether the model is newer than the files that it was made from.
fresh() {
  model=$1
  shift
  [ -e "$model" ] && [ -z "$(find "$@" -newer "$model")" ]
}

if ! fresh $models/names.model $tagger corpora/news.train.conllu corpora/news.dev.conllu; then
  echo "try: train a tagger for names of persons, organisations and places"
  $tagger train --train corpora/news.train.conllu --dev corpora/news.dev.conllu --label-column MISC:NER \
    --shape-dimension 8 --epochs 20 --batch-size 4 --learning-rate 0.005 --model $models/names.model --force
fi
if ! fresh $models/reviews.model $sentiment corpora/reviews.train.tsv corpora/reviews.dev.tsv; then
  echo "try: train a classifier for positive and negative reviews"
  $sentiment train --train corpora/reviews.train.tsv --dev corpora/reviews.dev.tsv --pooling mean \
    --epochs 20 --batch-size 4 --learning-rate 0.005 --model $models/reviews.model --force
fi

echo
echo "try: echo 'Anna Berg lives in Lisbon.' | tagger tag --model $models/names.model"
echo "Anna Berg lives in Lisbon." | $tagger tag --quiet --model $models/names.model
echo "try: echo 'The soup was cold and the waiter was rude.' | sentiment classify --model $models/reviews.model"
echo "The soup was cold and the waiter was rude." | $sentiment classify --quiet --model $models/reviews.model

cat <<END

Now try it yourself:
  $tagger tag --output-format inline      (type sentences; Ctrl-D ends)
  $tagger models
  $tagger eval --model $models/names.model corpora/news.dev.conllu
  $tagger train --train corpora/news.train.conllu --dev corpora/news.dev.conllu --model pos.model
Small corpora make weak models; docs/training.md shows how to train on real ones.
END
