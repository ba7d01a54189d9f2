"""Language models."""

from __future__ import annotations

import math
import pathlib
import pickle
from typing import Callable

import pytest

import seqlab

SONG = "row row row your boat\ngently down the stream\n" * 60


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    path = tmp_path_factory.mktemp("song") / "song.txt"
    path.write_text(SONG, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def model(song: pathlib.Path) -> seqlab.LanguageModel:
    epochs: list[seqlab.Epoch] = []
    result = seqlab.train_language_model(
        song, hidden=24, dimension=8, batch_size=4, bptt=20, epochs=6, learning_rate=0.02, on_epoch=epochs.append
    )
    assert [one.epoch for one in epochs] == [1, 2, 3, 4, 5, 6]
    assert epochs[-1].dev_scores["bits"] < 1 and epochs[-1].sample
    return result


def test_it_writes_the_same_for_the_same_seed_and_sample(model: seqlab.LanguageModel) -> None:
    assert model.generate("row row row y", line=True, temperature=0) == "our boat"
    assert len(model.generate(length=30)) == 30
    many = model.generate_many(["row"] * 40, length=20, seed=3)
    assert many == [model.generate("row", length=20, seed=3, sample=sample) for sample in range(40)]
    assert len(set(many)) > 1
    with pytest.raises(seqlab.DataError):
        model.generate(temperature=-1)
    with pytest.raises(seqlab.DataError):
        model.generate("\ud800")


def test_scores_agree_with_the_program(
    model: seqlab.LanguageModel, song: pathlib.Path, program: Callable[..., str], tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "song.model"
    model.save(path)
    lines = ["row row row your boat", "boat your row", "", "xyz"]
    scores = model.score_lines(lines)
    printed = program("lm", "score", "-q", "-m", str(path), text="".join(line + "\n" for line in lines))
    assert printed == "".join(f"{score.log_probability:.4f}\n" for score in scores)
    assert [score.unknown for score in scores] == [0, 0, 0, 2]
    whole = model.score(SONG)
    assert whole.symbols == len(SONG) - 1
    assert f"perplexity: {whole.perplexity:.4f}" in program("lm", "eval", "-m", str(path), str(song))
    assert math.isclose(whole.perplexity, math.exp(-whole.log_probability / whole.symbols))
    with pytest.raises(seqlab.DataError, match="line end"):
        model.score_lines(["a\nb"])
    assert seqlab.load_language_model(path, threads=2).score(SONG) == whole
    with pytest.raises(seqlab.ModelError):
        seqlab.load(path)
    with pytest.raises(seqlab.DataError):
        seqlab.evaluate(path, song)


def test_it_survives_pickling_and_describes_itself(model: seqlab.LanguageModel) -> None:
    again = pickle.loads(pickle.dumps(model))
    assert again.generate(length=40) == model.generate(length=40)
    assert model.meta["task"] == "language_model"
    assert model.meta["options"]["symbols"] == "characters"
    assert "song.txt" in repr(model)
    names = [option.name for option in seqlab.training_options("language_model")]
    assert "symbols" in names and "decoder" not in names
