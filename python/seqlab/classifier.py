"""Classifiers: a label for a whole text."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, Any, Iterable, Iterator, Mapping, NamedTuple, Sequence

from seqlab import _seqlab, stored
from seqlab.errors import DataError
from seqlab.inputs import Given, Input, given

if TYPE_CHECKING:
    import numpy
    import numpy.typing


class Classification(NamedTuple):
    """The answer for one text.

    label: empty for a text without tokens, or if its probability is below `min_confidence`; score: its probability.
    """

    label: str
    score: float


class Classifier:
    """A classifier, as `seqlab.load_classifier()` gives it.

    Any number of threads may use one, and a forked process may go on with it. A pickled classifier holds its model.
    Texts are str, or lists of words.
    """

    def __init__(
        self,
        core: _seqlab.Classifier,
        *,
        threads: int = 1,
        raw_probabilities: bool = False,
        min_confidence: float = 0.0,
        leave_out: Sequence[str] = (),
    ) -> None:
        """Use `seqlab.load_classifier()`, which describes the options."""
        self._core = core
        self._info = core.info()
        for label in leave_out:
            if label not in self.labels:
                raise DataError(f"the model has no label {label}; its labels are {', '.join(self.labels)}")
        self._options: dict[str, Any] = {
            "threads": threads,
            "raw_probabilities": raw_probabilities,
            "min_confidence": min_confidence,
            "leave_out": list(leave_out),
        }

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in the order of predict_proba()."""
        return tuple(self._info["heads"][0]["labels"])

    @property
    def classes_(self) -> numpy.typing.NDArray[numpy.str_]:
        """The labels as scikit-learn has them."""
        import numpy

        return numpy.array(self.labels)

    @property
    def meta(self) -> dict[str, Any]:
        """What the model says of itself, as Tagger.meta."""
        return dict(self._info)

    def __call__(self, text: Input) -> Classification:
        """Classifies one text. Raises DataError for text that cannot be UTF-8 and for an empty word."""
        return Classification(*self._core.classify([given(text)], self._options)[0])

    def pipe(self, texts: Iterable[Input], *, batch_size: int = 256) -> Iterator[Classification]:
        """Classifies many texts, in their order, reading `batch_size` of them ahead."""
        for batch in self._batches(texts, batch_size):
            for answer in self._core.classify(batch, self._options):
                yield Classification(*answer)

    def predict(self, texts: Iterable[Input]) -> numpy.typing.NDArray[numpy.str_]:
        """The label of each text."""
        import numpy

        return numpy.array([answer.label for answer in self.pipe(texts)], dtype=numpy.str_)

    def predict_proba(self, texts: Iterable[Input]) -> numpy.typing.NDArray[numpy.float64]:
        """The probabilities of all labels, [texts x labels]; NaN for a text without tokens."""
        import numpy

        data = b"".join(self._core.probabilities(batch, self._options) for batch in self._batches(texts, 256))
        return numpy.frombuffer(data, dtype=numpy.float64).reshape(-1, len(self.labels)).copy()

    def to_json(self, text: Input, *, probabilities: bool = False) -> str:
        """The line that `sentiment classify` writes for a line of JSON with this text, without a line end."""
        return self._core.json([given(text)], {**self._options, "probabilities": probabilities})[0]

    def map_batch(self, batch: Mapping[str, Sequence[Any]], column: str = "text") -> dict[str, list[Any]]:
        """For `dataset.map(classifier.map_batch, batched=True)`: columns label and score."""
        answers = list(self.pipe(batch[column]))
        return {"label": [answer.label for answer in answers], "score": [answer.score for answer in answers]}

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model file, whole or not at all; replaces an existing one."""
        self._core.save(os.fsencode(path))

    def __repr__(self) -> str:
        return f"Classifier(labels={', '.join(self.labels)}; {self._info['data'] or 'data not known'})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (stored.to_bytes(self._core), self._options)

    @staticmethod
    def _batches(texts: Iterable[Input], batch_size: int) -> Iterator[list[Given]]:
        if batch_size < 1:
            raise ValueError("batch_size must be at least 1")
        iterator = iter(texts)
        while batch := [given(text) for text in itertools.islice(iterator, batch_size)]:
            yield batch


def _restored(data: bytes, options: dict[str, Any]) -> Classifier:
    return Classifier(_seqlab.Classifier.from_bytes(data), **options)
