"""Transducers."""

from __future__ import annotations

import itertools
import json
import pathlib
import pickle
from typing import Callable

import pytest

import seqlab

WORDS = ["".join(letters) for size in (1, 2, 3, 4) for letters in itertools.product("abc", repeat=size)]
PAIRS = [((word, ["BACK"]), word[::-1]) for word in WORDS] + [((word, ["SAME"]), word) for word in WORDS]
SMALL = {"cell": "gru", "hidden": 16, "dimension": 8, "epochs": 15, "learning_rate": 0.02, "dropout": 0, "batch_size": 8}


@pytest.fixture(scope="module")
def model() -> seqlab.Transducer:
    epochs: list[seqlab.Epoch] = []
    result = seqlab.train_transducer(PAIRS, PAIRS, data="words", on_epoch=epochs.append, **SMALL)
    assert len(epochs) == 15
    assert epochs[-1].dev_scores["exact_match"] > 0.9
    return result


def test_it_runs_alone_and_in_a_batch(model: seqlab.Transducer) -> None:
    target = model.run(("abc", ["BACK"]), attention=True)
    assert str(target) == target.text == "cba"
    assert target.ended and target.log_probability < 0
    assert len(target.attention) == 4 and all(len(weights) == 4 for weights in target.attention)
    assert not model.run("abc").attention
    sources = [source for source, _ in PAIRS[:50]]
    assert model.run_many(sources) == [model.run(source) for source in sources]
    assert model.run(("ab", ["SAME"]), beam=3).text == "ab"
    for bad in ["\ud800", ("a", [""]), [[1.0, 2.0]]]:
        with pytest.raises(seqlab.DataError):
            model.run(bad)  # type: ignore[arg-type]
    with pytest.raises(seqlab.DataError):
        model.run("a", beam=0)


def test_it_agrees_with_the_program(
    model: seqlab.Transducer, program: Callable[..., str], tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "words.model"
    model.save(path)
    sources = [source for source, _ in PAIRS[::7]]
    lines = "".join(f"{word}\t\t{tags[0]}\n" for word, tags in sources)
    printed = program("seq2seq", "run", "-q", "-m", str(path), text=lines)
    assert printed == "".join(f"{target.text}\n" for target in model.run_many(sources))
    assert seqlab.load_transducer(path, threads=2).run_many(sources) == model.run_many(sources)
    with pytest.raises(seqlab.ModelError):
        seqlab.load(path)


def test_it_reads_files_and_vectors(tmp_path: pathlib.Path) -> None:
    file = tmp_path / "vectors.jsonl"
    examples = [([[number / 4, 1.0], [0.5, number]], "x" * (1 + number)) for number in range(3)] * 40
    file.write_text("".join(json.dumps({"source": source, "target": target}) + "\n" for source, target in examples))
    from_file = seqlab.train_transducer(file, file, **SMALL)
    from_memory = seqlab.train_transducer(examples, examples, **SMALL)
    assert from_file.reads_vectors and from_memory.reads_vectors
    for source, target in examples[:3]:
        assert from_file.run(source) == from_memory.run(source)
        assert from_memory.run(source).text == target


def test_it_survives_pickling_and_describes_itself(model: seqlab.Transducer) -> None:
    again = pickle.loads(pickle.dumps(model))
    assert again.run(("abca", ["BACK"])) == model.run(("abca", ["BACK"]))
    assert model.meta["task"] == "transducer"
    assert "words" in repr(model)
    names = [option.name for option in seqlab.training_options("transducer")]
    assert "source_symbols" in names and "bptt" not in names
