"""Classifiers."""

from __future__ import annotations

import json
import pickle
from typing import Callable

import numpy
import pytest

import seqlab

TEXTS = ["a warm and clever film", "Two hours I will never get back.", "", "It is 20 degrees."]


def test_predictions_and_probabilities_agree() -> None:
    clf = seqlab.load_classifier("en-sentiment", threads=2)
    labels = clf.predict(TEXTS)
    probabilities = clf.predict_proba(TEXTS)
    assert list(labels[:3]) == ["positive", "negative", ""]
    assert probabilities.shape == (4, 3) and probabilities.dtype == numpy.float64
    assert numpy.isnan(probabilities[2]).all()
    full = [0, 1, 3]
    assert numpy.allclose(probabilities[full].sum(axis=1), 1)
    assert list(clf.classes_[probabilities[full].argmax(axis=1)]) == list(labels[full])
    for text, label, row in zip(TEXTS, labels, probabilities):
        one = clf(text)
        assert one.label == label
        assert one.score == (0 if label == "" else row.max())
    assert [answer.label for answer in clf.pipe(iter(TEXTS), batch_size=2)] == list(labels)
    assert clf.predict_proba([]).shape == (0, 3)
    assert clf.predict([]).shape == (0,)


def test_the_program_says_the_same(program: Callable[..., str]) -> None:
    texts = [text for text in TEXTS if text]
    lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    expected = program("sentiment", "classify", "-q", "--input-format", "jsonl", text=lines)
    clf = seqlab.load_classifier()
    assert "".join(clf.to_json(text) + "\n" for text in texts) == expected
    assert "probabilities" in clf.to_json(texts[0], probabilities=True)


def test_labels_are_left_out_or_withheld() -> None:
    two = seqlab.load_classifier(leave_out=["neutral"])
    proba = two.predict_proba(TEXTS)
    assert (proba[[0, 1, 3], list(two.labels).index("neutral")] == 0).all()
    assert numpy.allclose(proba[[0, 1, 3]].sum(axis=1), 1)
    assert seqlab.load_classifier(min_confidence=1.0).predict(TEXTS[:1])[0] == ""
    with pytest.raises(seqlab.DataError, match="sad"):
        seqlab.load_classifier(leave_out=["sad"])


def test_a_classifier_survives_pickling(small_classifier: seqlab.Classifier) -> None:
    again = pickle.loads(pickle.dumps(small_classifier))
    texts = ["a great film", "a dull film"]
    assert (again.predict_proba(texts) == small_classifier.predict_proba(texts)).all()
    assert list(again.predict(texts)) == ["good", "bad"]
    assert again.classes_.tolist() == list(small_classifier.labels)


def test_words_and_wrong_types(small_classifier: seqlab.Classifier) -> None:
    assert small_classifier(["a", "great", "film"]).label == "good"
    with pytest.raises(TypeError):
        small_classifier.predict([3])  # type: ignore[list-item]
    with pytest.raises(seqlab.DataError, match="surrogate"):
        small_classifier("\ud800")


def test_datasets_can_map_batches(small_classifier: seqlab.Classifier) -> None:
    found = small_classifier.map_batch({"review": ["a great film", "a dull film"]}, column="review")
    assert found["label"] == ["good", "bad"] and len(found["score"]) == 2
