#!/usr/bin/env python3
"""Writes tests/embeddings/fixtures: small models of fastText, and the vectors that fastText gives for their words.

usage: tools/fasttext_fixtures.py          needs Python's fasttext (https://fasttext.cc) and NumPy below 2
"""

import os
import tempfile

import fasttext

FOLDER = os.path.join(os.path.dirname(__file__), "..", "tests", "embeddings", "fixtures")
TEXT = "Ørsted går på isen the cat sat on the mat über straße 北京 很 大 don't naïve\n"


def write(name, model):
    model.save_model(os.path.join(FOLDER, name + ".bin"))
    with open(os.path.join(FOLDER, name + ".txt"), "w", encoding="utf-8") as file:
        for word in model.get_words():
            values = " ".join(repr(float(value)) for value in model.get_word_vector(word))
            file.write(f"{word} {values}\n")


def main():
    with tempfile.TemporaryDirectory() as folder:
        text = os.path.join(folder, "text")
        with open(text, "w", encoding="utf-8") as file:
            file.write(TEXT * 20)
        labelled = os.path.join(folder, "labelled")
        with open(labelled, "w", encoding="utf-8") as file:
            file.write(("__label__a " + TEXT + "__label__b the mat\n") * 20)
        # Eleven threads, because each gives the first values to a tenth of the vectors.
        small = {"dim": 3, "bucket": 11, "epoch": 1, "thread": 11, "minCount": 1}
        write("fasttext_skipgram", fasttext.train_unsupervised(text, "skipgram", minn=2, maxn=4, **small))
        write("fasttext_cbow", fasttext.train_unsupervised(text, "cbow", minn=1, maxn=6, **small))
        write("fasttext_classifier", fasttext.train_supervised(labelled, minn=0, maxn=0, wordNgrams=2, **small))


if __name__ == "__main__":
    main()
