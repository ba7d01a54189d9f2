"""Training and evaluation."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

import seqlab
from small_data import ROOT, SMALL, reviews, sentences

NEWS = ROOT / "corpora/news.train.conllu"
NEWS_DEV = ROOT / "corpora/news.dev.conllu"


def test_a_tagger_learns_from_data_in_memory(small_tagger: seqlab.Tagger) -> None:
    doc = small_tagger("Farah Smith knows Accra .".split())
    assert [(e.text, e.label_) for e in doc.ents] == [("Farah Smith", "PER"), ("Accra", "LOC")]
    score = seqlab.evaluate(small_tagger, sentences(50, 3))[0]
    assert score["spans"] and score["total"]["f1"] > 0.95 and set(score["by_type"]) == {"PER", "LOC"}


def test_files_epochs_and_the_written_model(tmp_path: pathlib.Path) -> None:
    epochs: list[seqlab.Epoch] = []
    notes: list[str] = []
    path = tmp_path / "m.model"
    nlp = seqlab.train(
        NEWS, NEWS_DEV, model=path, hidden=16, dimension=16, epochs=3, label_column=["UPOS", "MISC:NER"],
        on_epoch=epochs.append, on_note=notes.append,
    )
    assert [e.epoch for e in epochs] == [1, 2, 3] and epochs[0].epochs == 3
    assert any(e.best for e in epochs) and "epoch 3 of 3" in str(epochs[2])
    assert nlp.heads == ("UPOS", "NER")
    scores = seqlab.evaluate(path, NEWS_DEV, threads=2)
    assert [score["head"] for score in scores] == ["UPOS", "NER"]
    assert scores == seqlab.evaluate(nlp, [str(NEWS_DEV)])


def test_a_seed_gives_one_model_with_any_number_of_threads(tmp_path: pathlib.Path) -> None:
    for threads in (1, 2):
        seqlab.train(NEWS, NEWS_DEV, model=tmp_path / f"{threads}", hidden=8, epochs=2, seed=7, threads=threads)
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes()


def test_training_ends_when_on_epoch_says_so(tmp_path: pathlib.Path) -> None:
    seen: list[int] = []

    def second(epoch: seqlab.Epoch) -> bool:
        seen.append(epoch.epoch)
        return epoch.epoch < 2

    seqlab.train(sentences(20, 1), sentences(5, 2), **{**SMALL, "epochs": 9}, on_epoch=second)
    assert seen == [1, 2]


def test_what_a_function_raises_comes_out() -> None:
    def fail(_: Any) -> None:
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        seqlab.train(sentences(20, 1), sentences(5, 2), **SMALL, on_epoch=fail)


def test_training_goes_on_from_a_model(small_tagger: seqlab.Tagger, tmp_path: pathlib.Path) -> None:
    small_tagger.save(tmp_path / "start.model")
    nlp = seqlab.train(sentences(20, 5), sentences(5, 2), start=tmp_path / "start.model", epochs=1, licence="CC0", data="toy")
    assert nlp.meta["licence"] == "CC0" and nlp.meta["data"] == "toy"


def test_a_classifier_learns(small_classifier: seqlab.Classifier, tmp_path: pathlib.Path) -> None:
    score = seqlab.evaluate(small_classifier, reviews(40, 3))
    assert score["texts"] == 40 and score["accuracy"] > 0.95 and set(score["by_label"]) == {"good", "bad"}
    dev = ROOT / "corpora/reviews.dev.tsv"
    clf = seqlab.train_classifier(ROOT / "corpora/reviews.train.tsv", dev, epochs=1, hidden=8, model=tmp_path / "c")
    assert seqlab.evaluate(tmp_path / "c", dev) == seqlab.evaluate(clf, dev)


def test_every_option_has_a_name_and_a_description() -> None:
    for task in ("tagger", "classifier"):
        options = {option.name: option for option in seqlab.training_options(task)}  # type: ignore[arg-type]
        assert options["batch_size"].kind == "integer" and options["batch_size"].default
        assert "gru" in options["cell"].choices
        assert all(option.help and option.group for option in options.values())
    assert "pooling" in options
    with pytest.raises(ValueError):
        seqlab.training_options("parser")  # type: ignore[arg-type]


def test_bad_options_and_data_say_what_is_wrong(tmp_path: pathlib.Path) -> None:
    with pytest.raises(seqlab.DataError, match="unknown option 'hiden'; the nearest is 'hidden'"):
        seqlab.train(sentences(5, 1), hiden=3)
    with pytest.raises(ValueError, match="hidden"):
        seqlab.train(sentences(5, 1), hidden="many")
    with pytest.raises(seqlab.DataError, match="no token"):
        seqlab.train([], sentences(5, 1))
    with pytest.raises(seqlab.DataError, match="2 labels for 1 tokens"):
        seqlab.train([(["a"], ["O", "O"])])
    with pytest.raises(seqlab.DataError, match="both"):
        seqlab.train(NEWS, sentences(5, 1))
    with pytest.raises(seqlab.Error):
        seqlab.train(tmp_path / "absent.conll")
    bad = tmp_path / "bad.conll"
    bad.write_text("a\tO\nb\tO\n\nc\n", encoding="utf-8")
    with pytest.raises(seqlab.DataError) as caught:
        seqlab.train(bad, input_format="conll")
    assert (caught.value.file, caught.value.line) == (str(bad), 4)
    with pytest.raises(seqlab.DataError) as caught:
        seqlab.train(sentences(5, 1), hiden=3)
    assert caught.value.file is None and caught.value.line is None and caught.value.column is None
    with pytest.raises(seqlab.DataError, match="only files"):
        seqlab.evaluate("en", [(["a"], ["O"])], label_column="3")
