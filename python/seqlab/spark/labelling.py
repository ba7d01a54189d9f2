"""Labels for a column of texts."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any, Callable, Iterator, Sequence

import pyarrow  # type: ignore[import-untyped]
from pyspark.sql.types import ArrayType, DataType, DoubleType, IntegerType, StringType, StructField, StructType

from seqlab import arrow
from seqlab.classifier import Classifier
from seqlab.models import load, load_classifier
from seqlab.spark import files
from seqlab.tagger import Tagger

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Batches = Iterator[pyarrow.RecordBatch]

# Bytes of text that become one batch of results, which is larger by a factor of about 20.
_BYTES_AT_A_TIME = 1 << 18


class Labelling:
    """Adds a column of labels to a DataFrame: `df.transform(labelling)`, or `labelling(df)`.

    Rows, their order within a partition and all other columns stay as they are. `function` and `schema` are what it
    hands to `DataFrame.mapInArrow`.
    """

    def __init__(self, model: Tagger | Classifier, text_column: str, output_column: str, max_length: int) -> None:
        """Use tag() or classify()."""
        if max_length < 0:
            raise ValueError("max_length must be at least 0")
        self._model = model
        self._text_column = text_column
        self._output_column = output_column
        self._max_length = max_length
        is_tagger = isinstance(model, Tagger)
        self._kind = arrow.tagged_type(model.heads) if isinstance(model, Tagger) else arrow.classified_type()
        self._load: Callable[..., Any] = load if is_tagger else load_classifier
        self._label: Callable[..., pyarrow.StructArray] = arrow.tag if is_tagger else arrow.classify

    def __call__(self, frame: DataFrame) -> DataFrame:
        """The DataFrame with the column. ValueError: there is no column of texts, or one of the output's name."""
        schema = self.schema(frame.schema)
        return frame.mapInArrow(self.function(frame.sparkSession), schema)

    def schema(self, schema: StructType) -> StructType:
        """The schema of a DataFrame with the column. Raises ValueError as a call."""
        names = schema.fieldNames()
        if self._text_column not in names:
            raise ValueError(f"there is no column {self._text_column}; the columns are {', '.join(names)}")
        if self._output_column.lower() in (name.lower() for name in names):
            raise ValueError(f"there is a column {self._output_column} already; choose another output_column")
        kind = schema[self._text_column].dataType
        text = kind.elementType if isinstance(kind, ArrayType) else kind
        if not isinstance(text, StringType):
            raise ValueError(
                f"the column {self._text_column} is {kind.simpleString()}; texts are string or array<string>"
            )
        return StructType([*schema.fields, StructField(self._output_column, _spark_type(self._kind))])

    def function(self, spark: SparkSession) -> Callable[[Batches], Batches]:
        """Gives the model to the workers of a session, and returns a function for `DataFrame.mapInArrow`."""
        path = os.path.join(files.folder(), "model")
        self._model.save(path)
        name = files.ship(spark, path)
        os.remove(path)
        read, label = self._load, self._label
        options = tuple(
            (key, tuple(value) if isinstance(value, list) else value) for key, value in self._model._options.items()
        )
        text_column, output_column, max_length = self._text_column, self._output_column, self._max_length

        def label_batches(batches: Batches) -> Batches:
            model = _loaded(read, files.local(name), options)
            for batch in batches:
                for part in _parts(batch, text_column):
                    labels = label(model, part.column(text_column), max_length=max_length)
                    yield part.append_column(output_column, labels)

        return label_batches


def tag(
    model: str | os.PathLike[str] | Tagger = "en",
    *,
    text_column: str = "text",
    output_column: str = "seqlab",
    max_length: int = arrow.MAX_LENGTH,
    threads: int = 1,
    raw_probabilities: bool = False,
    min_confidence: float = 0.0,
    head: str = "",
) -> Labelling:
    """Tags a column of texts, or of arrays of words, of a DataFrame: `df.transform(seqlab.spark.tag("en"))`.

    The column that is added has structs as seqlab.arrow.tag() gives them: tokens (text, start, end, a label from each
    head), entities (text, start, end, label) and error. A null text gives null.

    model: a tagger, or what seqlab.load() takes, with its options.
    max_length: longer texts, in characters, are not read and get an error.
    threads: how many a task may use; set spark.task.cpus to the same.

    Raises as seqlab.load().
    """
    if not isinstance(model, Tagger):
        model = load(
            model, threads=threads, raw_probabilities=raw_probabilities, min_confidence=min_confidence, head=head
        )
    return Labelling(model, text_column, output_column, max_length)


def classify(
    model: str | os.PathLike[str] | Classifier = "en-sentiment",
    *,
    text_column: str = "text",
    output_column: str = "seqlab",
    max_length: int = arrow.MAX_LENGTH,
    threads: int = 1,
    raw_probabilities: bool = False,
    min_confidence: float = 0.0,
    leave_out: Sequence[str] = (),
) -> Labelling:
    """Classifies a column of texts, as tag(). The structs have label, score and error.

    model: a classifier, or what seqlab.load_classifier() takes, with its options.
    """
    if not isinstance(model, Classifier):
        model = load_classifier(
            model,
            threads=threads,
            raw_probabilities=raw_probabilities,
            min_confidence=min_confidence,
            leave_out=leave_out,
        )
    return Labelling(model, text_column, output_column, max_length)


@functools.lru_cache(maxsize=4)
def _loaded(read: Callable[..., Any], path: str, options: tuple[tuple[str, Any], ...]) -> Any:
    """A model, loaded once a process, which Spark keeps from task to task."""
    return read(path, **dict(options))


def _parts(batch: pyarrow.RecordBatch, text_column: str) -> Iterator[pyarrow.RecordBatch]:
    """A batch cut into parts, so that neither memory nor the wait for results grows with its texts."""
    size = batch.column(text_column).nbytes
    rows = max(1, batch.num_rows * _BYTES_AT_A_TIME // max(1, size))
    return (batch.slice(begin, rows) for begin in range(0, batch.num_rows, rows))


def _spark_type(kind: pyarrow.DataType) -> DataType:
    if isinstance(kind, pyarrow.StructType):
        return StructType([StructField(field.name, _spark_type(field.type)) for field in kind])
    if isinstance(kind, pyarrow.ListType):
        return ArrayType(_spark_type(kind.value_type))
    simple: dict[Any, DataType] = {
        pyarrow.string(): StringType(),
        pyarrow.int32(): IntegerType(),
        pyarrow.float64(): DoubleType(),
    }
    return simple[kind]
