"""Ray: labels a column of a data set, batch by batch.

    >>> ds.map_batches(seqlab.ray.Tagger, fn_constructor_kwargs={"model": "en"}, batch_format="pyarrow", concurrency=2)

The package seqlab has to be installed on the workers. Needs ray[data].
"""

from __future__ import annotations

import os
from typing import Any

import pyarrow  # type: ignore[import-untyped]

from seqlab import arrow, tagger as taggers
from seqlab import classifier as classifiers
from seqlab.models import load, load_classifier


class _Labeller:
    """Adds a column of structs to a batch: a table of Arrow, or a dict of arrays, in which structs are dicts."""

    def __init__(self, model: Any, text_column: str, output_column: str, max_length: int) -> None:
        self._model = model
        self._text_column = text_column
        self._output_column = output_column
        self._max_length = max_length

    def __call__(self, batch: Any) -> Any:
        """The batch with the column. Raises ValueError if it has no column of texts, or one of the output's name."""
        names = batch.column_names if isinstance(batch, pyarrow.Table) else list(batch)
        if self._text_column not in names:
            raise ValueError(f"there is no column {self._text_column}; the columns are {', '.join(names)}")
        if self._output_column in names:
            raise ValueError(f"there is a column {self._output_column} already; choose another output_column")
        if isinstance(batch, pyarrow.Table):
            labels = [self._labels(chunk) for chunk in batch.column(self._text_column).chunks]
            return batch.append_column(self._output_column, pyarrow.chunked_array(labels, self._type()))
        import numpy

        given = batch[self._text_column]
        texts = pyarrow.array([one if one is None or isinstance(one, str) else list(one) for one in given])
        values = numpy.empty(len(texts), dtype=object)
        values[:] = self._labels(texts).to_pylist()
        return {**batch, self._output_column: values}

    def _labels(self, texts: pyarrow.Array) -> pyarrow.StructArray:
        raise NotImplementedError

    def _type(self) -> pyarrow.StructType:
        raise NotImplementedError


class Tagger(_Labeller):
    """Tags a column of texts, or of lists of words, of a data set, for `Dataset.map_batches`."""

    def __init__(
        self,
        model: str | os.PathLike[str] | taggers.Tagger = "en",
        *,
        text_column: str = "text",
        output_column: str = "seqlab",
        max_length: int = arrow.MAX_LENGTH,
        **options: Any,
    ) -> None:
        """The column that is added has structs as seqlab.arrow.tag() gives them.

        model: a tagger, which Ray brings to the workers, or what seqlab.load() takes there, with its options.
        """
        tagger = model if isinstance(model, taggers.Tagger) else load(model, **options)
        super().__init__(tagger, text_column, output_column, max_length)

    def _labels(self, texts: pyarrow.Array) -> pyarrow.StructArray:
        return arrow.tag(self._model, texts, max_length=self._max_length)

    def _type(self) -> pyarrow.StructType:
        return arrow.tagged_type(self._model.heads)


class Classifier(_Labeller):
    """Classifies a column of texts, as Tagger tags it."""

    def __init__(
        self,
        model: str | os.PathLike[str] | classifiers.Classifier = "en-sentiment",
        *,
        text_column: str = "text",
        output_column: str = "seqlab",
        max_length: int = arrow.MAX_LENGTH,
        **options: Any,
    ) -> None:
        """The structs are as seqlab.arrow.classify() gives them. model, options: as for seqlab.load_classifier()."""
        classifier = model if isinstance(model, classifiers.Classifier) else load_classifier(model, **options)
        super().__init__(classifier, text_column, output_column, max_length)

    def _labels(self, texts: pyarrow.Array) -> pyarrow.StructArray:
        return arrow.classify(self._model, texts, max_length=self._max_length)

    def _type(self) -> pyarrow.StructType:
        return arrow.classified_type()
