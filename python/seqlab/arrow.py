"""Columns of Apache Arrow: texts in, what a model found out, without an object of Python per token.

    >>> import pyarrow, seqlab, seqlab.arrow
    >>> column = seqlab.arrow.tag(seqlab.load("en"), pyarrow.array(["Anna Berg moved to Bergen.", None]))
    >>> column[0]["entities"].as_py()[1]
    {'text': 'Bergen', 'start': 19, 'end': 25, 'label': 'LOC'}

Needs the package pyarrow. `seqlab.spark` and `seqlab.ray` stand on it.
"""

from __future__ import annotations

from typing import Any, Callable, Iterator, Sequence

import pyarrow  # type: ignore[import-untyped]

from seqlab.classifier import Classifier
from seqlab.errors import DataError
from seqlab.inputs import Given, given
from seqlab.tagger import Tagger

# Longer texts are not read, since memory grows with the longest; as in spaCy.
MAX_LENGTH = 1_000_000

# Code points of texts that are labelled together.
_CHARACTERS_AT_A_TIME = 100_000

_PLACE = [("text", pyarrow.string()), ("start", pyarrow.int32()), ("end", pyarrow.int32())]


def tagged_type(heads: Sequence[str]) -> pyarrow.StructType:
    """The type of the values of tag(), for a tagger with these heads.

    Raises DataError for a head named text, start or end.
    """
    for head in heads:
        if head in ("text", "start", "end"):
            raise DataError(f"a head is named {head}, as another field of a token")
    tokens = pyarrow.struct([*_PLACE, *((head, pyarrow.string()) for head in heads)])
    entities = pyarrow.struct([*_PLACE, ("label", pyarrow.string())])
    return pyarrow.struct(
        [("tokens", pyarrow.list_(tokens)), ("entities", pyarrow.list_(entities)), ("error", pyarrow.string())]
    )


def classified_type() -> pyarrow.StructType:
    """The type of the values of classify()."""
    return pyarrow.struct([("label", pyarrow.string()), ("score", pyarrow.float64()), ("error", pyarrow.string())])


def tag(tagger: Tagger, texts: pyarrow.Array, *, max_length: int = MAX_LENGTH) -> pyarrow.StructArray:
    """Tags a column of texts, or of lists of words. Each value is a struct:

    tokens: text, start, end, and a label from each head, by the head's name. entities: text, start, end, label, as
    Doc.ents. error: why the text was not tagged; null if it was. The other two are null then.

    Places are code points of a text, indices of a list of words. A null text gives null. A text that cannot be tagged,
    or is longer than `max_length` code points, gives the error. Raises TypeError for a column of another type.
    """
    kind = tagged_type(tagger.heads)
    entities = tagger._heads.entities or ""

    def found(inputs: list[Given]) -> pyarrow.StructArray:
        tokens, spans = tagger._core.tag_columns(inputs, tagger._options, entities)
        errors = pyarrow.nulls(len(inputs), pyarrow.string())
        columns = [_pieces(kind.field(0).type, tokens), _pieces(kind.field(1).type, spans), errors]
        return pyarrow.StructArray.from_arrays(columns, fields=list(kind))

    return _labelled(texts, kind, found, max_length)


def classify(classifier: Classifier, texts: pyarrow.Array, *, max_length: int = MAX_LENGTH) -> pyarrow.StructArray:
    """Classifies a column of texts, or of lists of words, as tag(). Each value is a struct: label, score, error."""
    kind = classified_type()

    def found(inputs: list[Given]) -> pyarrow.StructArray:
        answers = classifier._core.classify(inputs, classifier._options)
        labels = pyarrow.array([label for label, _ in answers], pyarrow.string())
        scores = pyarrow.array([score for _, score in answers], pyarrow.float64())
        errors = pyarrow.nulls(len(inputs), pyarrow.string())
        return pyarrow.StructArray.from_arrays([labels, scores, errors], fields=list(kind))

    return _labelled(texts, kind, found, max_length)


Found = Callable[[list[Given]], pyarrow.StructArray]
Words = list[str | None]


def _labelled(texts: pyarrow.Array, kind: pyarrow.StructType, found: Found, max_length: int) -> pyarrow.StructArray:
    _check_type(texts.type)
    inputs: list[Given] = []
    rows: list[int | None] = []  # the index of each text's value: among those of the inputs, or -1 - that of an error
    errors: list[str] = []
    for text in _values(texts):
        if text is None:
            rows.append(None)
        elif problem := _problem(text, max_length):
            errors.append(problem)
            rows.append(-len(errors))
        else:
            rows.append(len(inputs))
            inputs.append(given(text))  # type: ignore[arg-type]  # neither an error nor words that are null
    pieces = [piece for some in _at_a_time(inputs) for piece in _found_or_errors(some, kind, found)]
    if len(inputs) < len(rows):
        pieces += [_error(problem, kind) for problem in reversed(errors)]
        size = len(inputs) + len(errors)
        places = [None if row is None else row % size for row in rows]
        pieces = [
            pyarrow.concat_arrays(pieces or [pyarrow.nulls(0, kind)]).take(pyarrow.array(places, pyarrow.int64()))
        ]
    return pyarrow.concat_arrays(pieces) if pieces else pyarrow.nulls(0, kind)


def _check_type(kind: pyarrow.DataType) -> None:
    types = pyarrow.types
    words = types.is_list(kind) or types.is_large_list(kind)
    text = kind.value_type if words else kind
    if not (types.is_string(text) or types.is_large_string(text) or types.is_null(text)):
        raise TypeError(f"the texts are {kind}; they must be strings, or lists of strings")


def _values(texts: pyarrow.Array) -> list[str | Words | UnicodeDecodeError | None]:
    """The texts as objects of Python. Other programs put bytes that are not UTF-8 into columns, Spark for one."""
    try:
        return texts.to_pylist()  # type: ignore[no-any-return]
    except UnicodeDecodeError:
        return [_value(text) for text in texts]


def _value(text: pyarrow.Scalar) -> str | Words | UnicodeDecodeError | None:
    try:
        return text.as_py()  # type: ignore[no-any-return]
    except UnicodeDecodeError as error:
        return error


def _problem(text: str | Words | UnicodeDecodeError, max_length: int) -> str:
    """Why a text cannot be read; empty if it can, as far as can be said beforehand."""
    if isinstance(text, UnicodeDecodeError):
        return f"byte {text.start + 1} is not valid UTF-8"
    if isinstance(text, list) and None in text:
        return f"word {text.index(None) + 1} is null"
    length = _length(text)
    return f"the text has {length} characters; max_length is {max_length}" if length > max_length else ""


def _length(text: str | Words | Given) -> int:
    if isinstance(text, str):
        return len(text)
    return sum(len(word or "") for word in (text[0] if isinstance(text, tuple) else text))


def _at_a_time(inputs: list[Given]) -> Iterator[list[Given]]:
    """The inputs, cut so that memory does not grow with the column."""
    begin = length = 0
    for end, one in enumerate(inputs, start=1):
        length += _length(one)
        if length >= _CHARACTERS_AT_A_TIME or end == len(inputs):
            yield inputs[begin:end]
            begin, length = end, 0


def _found_or_errors(inputs: list[Given], kind: pyarrow.StructType, found: Found) -> list[pyarrow.StructArray]:
    """Labels inputs together; if that fails, finds those that are to blame by halving."""
    try:
        return [found(inputs)]
    except (DataError, MemoryError) as error:
        if len(inputs) == 1:
            return [_error(str(error) or "memory does not suffice", kind)]
    half = len(inputs) // 2
    return [*_found_or_errors(inputs[:half], kind, found), *_found_or_errors(inputs[half:], kind, found)]


def _error(problem: str, kind: pyarrow.StructType) -> pyarrow.StructArray:
    columns = [pyarrow.nulls(1, field.type) for field in kind if field.name != "error"]
    return pyarrow.StructArray.from_arrays([*columns, pyarrow.array([problem])], fields=list(kind))


def _pieces(kind: pyarrow.ListType, columns: Any) -> pyarrow.ListArray:
    """Lists of tokens or of entities from the columns of the extension module."""
    offsets, texts, begins, ends, labels = columns
    count = len(begins) // 4
    values = [_strings(count, texts), _numbers(begins), _numbers(ends), *(_strings(count, label) for label in labels)]
    pieces = pyarrow.StructArray.from_arrays(values, fields=list(kind.value_type))
    return pyarrow.ListArray.from_arrays(_numbers(offsets), pieces, type=kind)


def _numbers(data: bytes) -> pyarrow.Int32Array:
    return pyarrow.Array.from_buffers(pyarrow.int32(), len(data) // 4, [None, pyarrow.py_buffer(data)])


def _strings(count: int, column: tuple[bytes, bytes]) -> pyarrow.StringArray:
    offsets, data = column
    buffers = [None, pyarrow.py_buffer(offsets), pyarrow.py_buffer(data)]
    return pyarrow.Array.from_buffers(pyarrow.string(), count, buffers)
