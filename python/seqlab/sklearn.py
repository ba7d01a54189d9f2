"""Seqlab as estimators of scikit-learn: for pipelines, cross-validation and grid search.

    SequenceTagger(epochs=10).fit(sentences, labels)        # lists of words, lists of labels
    TextClassifier(epochs=5).fit(texts, labels)

Parameters are the options of `seqlab.train()` and `seqlab.train_classifier()` by name.
"""

from __future__ import annotations

from typing import Any, Iterable, Literal, Sequence

import numpy
from sklearn.base import BaseEstimator, ClassifierMixin  # type: ignore[import-untyped]
from sklearn.utils.validation import check_is_fitted  # type: ignore[import-untyped]

import seqlab

Words = Sequence[str]


class _Estimator(BaseEstimator):  # type: ignore[misc]
    """Parameters are options of training, kept as given; None or an absent one is the default."""

    _task: Literal["tagger", "classifier"]

    def __init__(self, *, embeddings: Any = None, **options: Any) -> None:
        known = {option.name for option in seqlab.training_options(self._task)}
        for name in options:
            if name not in known:
                raise TypeError(f"{type(self).__name__} has no parameter {name}; see seqlab.training_options()")
        self.embeddings = embeddings
        self._options = options

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        return {"embeddings": self.embeddings, **self._options}

    def set_params(self, **params: Any) -> Any:
        self.__init__(**{**self.get_params(), **params})  # type: ignore[misc]
        return self

    def _training(self) -> dict[str, Any]:
        return {"embeddings": self.embeddings, **self._options}


class SequenceTagger(_Estimator):
    """A label for each word of a sentence. score() is the F1 of spans, or accuracy where labels mark no spans.

    model_: the trained seqlab.Tagger.
    """

    _task = "tagger"

    def fit(self, X: Sequence[Words], y: Sequence[Sequence[str]]) -> SequenceTagger:
        """X: sentences as lists of words; y: their labels. A tenth is held out to choose the best epoch."""
        self.model_ = seqlab.train([(list(words), list(labels)) for words, labels in _pairs(X, y)], **self._training())
        self.classes_ = numpy.array(self.model_.labels[self.model_.heads[0]])
        return self

    def predict(self, X: Iterable[Words]) -> list[list[str]]:
        """The labels of each sentence."""
        check_is_fitted(self)
        head = self.model_.heads[0]
        return [[token.labels[head] for token in doc] for doc in self.model_.pipe([list(words) for words in X])]

    def score(self, X: Sequence[Words], y: Sequence[Sequence[str]]) -> float:
        check_is_fitted(self)
        score = seqlab.evaluate(self.model_, [(list(words), list(labels)) for words, labels in _pairs(X, y)])[0]
        return float(score["total"]["f1"] if score["spans"] else score["accuracy"])


class TextClassifier(ClassifierMixin, _Estimator):  # type: ignore[misc]
    """A label for each text. score() is accuracy.

    model_: the trained seqlab.Classifier; classes_: the labels, sorted, as they were given; class_prior_: the share of
    each in the training data, which is the answer for a text without words.
    """

    _task = "classifier"

    def fit(self, X: Sequence[str], y: Sequence[Any]) -> TextClassifier:
        """X: texts; y: their labels. A tenth is held out to choose the best epoch."""
        pairs = _pairs(X, y)
        self.classes_, counts = numpy.unique(numpy.asarray(y), return_counts=True)
        self.class_prior_ = counts / counts.sum()
        self.model_ = seqlab.train_classifier([(text, str(label)) for text, label in pairs], **self._training())
        return self

    def predict(self, X: Iterable[str]) -> Any:
        check_is_fitted(self)
        return self.classes_[self.predict_proba(X).argmax(axis=1)]

    def predict_proba(self, X: Iterable[str]) -> Any:
        """[texts x classes], in the order of classes_."""
        check_is_fitted(self)
        columns = {label: column for column, label in enumerate(self.model_.labels)}
        found = self.model_.predict_proba(X)
        # A label that only held-out data had is none of the model's.
        absent = numpy.zeros(len(found))
        result = numpy.column_stack(
            [found[:, columns[str(label)]] if str(label) in columns else absent for label in self.classes_]
        )
        result[numpy.isnan(found[:, 0])] = self.class_prior_
        return result


def _pairs(X: Sequence[Any], y: Sequence[Any]) -> list[tuple[Any, Any]]:
    if len(X) != len(y):
        raise ValueError(f"X has {len(X)} entries, y {len(y)}")
    return list(zip(X, y))
