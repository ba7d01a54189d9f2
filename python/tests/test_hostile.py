"""No input ends the interpreter."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

import seqlab
from seqlab.tagger import _restored

ODD = [
    "", " ", "\n", "\0", "a\0b", "\ufeff", "\u2028", "e\u0301" * 50, "👩‍👩‍👧" * 30, "\U0010ffff", "א ב ג", "ไทยภาษา", "東京都",
    "x" * 200_000, "a " * 20_000, "." * 5_000, "\ud800", "a\udfffb", "<b>" * 1000, "%s%n{}" * 10, "\t\r\n\v\f", "\u202e abc",
]


@pytest.mark.parametrize("model", ["en", "en-ner"])
def test_texts(model: str) -> None:
    nlp = seqlab.load(model)
    for text in ODD:
        try:
            doc = nlp(text)
        except seqlab.DataError:
            continue
        assert doc.text == text
        assert all(text[t.idx : t.idx + len(t)] == t.text for t in doc)
        if "\0" in text:
            with pytest.raises(seqlab.DataError, match="NUL"):
                doc.to_conllu()
        else:
            doc.to_conllu()
        doc.to_json(), doc._repr_html_(), repr(doc), list(doc.sents)


def test_words() -> None:
    nlp = seqlab.load("en-ner")
    for word in ODD:
        try:
            doc = nlp(words=[word, "x"])
        except seqlab.DataError:
            continue
        assert [t.text for t in doc] == [word, "x"]
        repr(doc), doc._repr_html_(), doc.to_json()
    assert len(nlp(words=[])) == 0 and list(nlp(words=[]).sents) == []


def test_random_bytes_are_no_model(tmp_path: Any) -> None:
    rng = random.Random(1)
    good = open(seqlab.models()[1].path, "rb").read()
    for number in range(60):
        data = bytearray(good if number % 2 else rng.randbytes(rng.randrange(0, 4000)))
        for _ in range(rng.randrange(1, 20)):
            if data:
                data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path = tmp_path / "bad.model"
        path.write_bytes(bytes(data[: rng.randrange(len(data) + 1)] if number % 3 else data))
        with pytest.raises(seqlab.Error):
            seqlab.load(path)
        with pytest.raises(seqlab.Error):
            _restored(path.read_bytes(), {})


@pytest.mark.parametrize(
    "options",
    [
        {"threads": 0}, {"threads": -1}, {"threads": 10**30}, {"threads": "many"}, {"min_confidence": 2.0},
        {"min_confidence": float("nan")}, {"probabilities": "yes"}, {"head": 3}, {"head": "\ud800"},
    ],
)
def test_options(options: dict[str, Any]) -> None:
    with pytest.raises((seqlab.DataError, TypeError, ValueError, OverflowError, RuntimeError)):
        seqlab.load("en-ner", **options)("Anna")


@pytest.mark.parametrize("path", ["", "\0", "a\0b", "/", "/dev/null", ".", "\udcff"])
def test_paths(path: str) -> None:
    with pytest.raises((seqlab.Error, ValueError)):
        seqlab.load(path)


def test_odd_training_data() -> None:
    for data in (
        [(["a"], [""])], [([], [])], [(["\0"], ["O"])], [(["a"], ["\ud800"])], [(["a" * 100_000], ["O"])], [(["a"], [3])], [3],
        [None], ["ab"], [(["a"], ["B-X", ["O"]])],
    ):
        try:
            seqlab.train(data, data, hidden=2, dimension=2, epochs=1)  # type: ignore[arg-type]
        except (seqlab.Error, TypeError, ValueError):
            pass


def test_a_file_that_changes_while_it_is_used_is_an_error_of_the_model(tmp_path: Any) -> None:
    path = tmp_path / "m.model"
    path.write_bytes(open(seqlab.models()[1].path, "rb").read())
    nlp = seqlab.load(path)
    os.utime(path, (1, 1))
    with open(path, "r+b") as file:
        file.seek(100)
        file.write(b"x")
    with pytest.raises(seqlab.ModelError, match="overwritten"):
        nlp("Anna")
