"""Taggers: a label for every token of a text."""

from __future__ import annotations

import itertools
import os
from typing import Any, Callable, Iterable, Iterator, Mapping, Sequence, TypeVar, overload

from seqlab import _seqlab, stored
from seqlab.doc import Doc, Heads
from seqlab.errors import DataError
from seqlab.found import FoundBefore, SpanRow, TokenRow
from seqlab.inputs import Given, Input, Words, given

Key = TypeVar("Key")


def heads_of(info: dict[str, Any], only: str) -> Heads:
    """The heads of a model, or the only one that is computed. Raises DataError if there is no such head."""
    heads = [head for head in info["heads"] if not only or head["name"] == only]
    names = tuple(head["name"] for head in heads)
    if only and not names:
        known = ", ".join(head["name"] for head in info["heads"])
        raise DataError(f"the model has no head {only}; its heads are {known}")
    with_spans = tuple(head["name"] for head in heads if head["tag_scheme"] != "none")

    def index(name: str) -> int | None:
        return names.index(name) if name in names else None

    entities = "NER" if "NER" in with_spans else (with_spans[0] if with_spans else None)
    return Heads(names, with_spans, entities, index("UPOS"), index("XPOS"), index("FEATS"))


class FoundNow:
    """What a tagger has just found."""

    __slots__ = ("_given", "_tagger", "_tagged")

    def __init__(self, given: Given, tagger: Tagger, tagged: _seqlab.Tagged) -> None:
        self._given = given
        self._tagger = tagger
        self._tagged = tagged

    def sentence_lengths(self) -> list[int]:
        return self._tagged.sentence_lengths()

    def tokens(self) -> list[TokenRow]:
        return self._tagged.tokens()

    def spans(self) -> list[SpanRow]:
        return self._tagged.spans()

    def scored(self) -> FoundNow:
        return FoundNow(self._given, self._tagger, self._tagger._tag_scored(self._given))

    def written(self, form: str) -> str:
        return self._tagger._written(form, self._given, self._tagged)

    def __reduce__(self) -> tuple[Any, ...]:
        scored = self.scored()
        written: dict[str, str | DataError] = {}
        for form in ("json", "conllu"):
            try:
                written[form] = self.written(form)
            except DataError as error:
                written[form] = error
        return FoundBefore, (scored.sentence_lengths(), scored.tokens(), scored.spans(), written)


class Tagger:
    """A tagger, as `seqlab.load()` gives it.

    Any number of threads may use one tagger, and a forked process may go on with it. A pickled tagger holds its model.
    """

    def __init__(
        self,
        core: _seqlab.Tagger,
        *,
        threads: int = 1,
        probabilities: bool = False,
        raw_probabilities: bool = False,
        min_confidence: float = 0.0,
        head: str = "",
    ) -> None:
        """Use `seqlab.load()`, which describes the options."""
        self._core = core
        self._info = core.info()
        self._options: dict[str, Any] = {
            "threads": threads,
            "probabilities": probabilities,
            "raw_probabilities": raw_probabilities,
            "min_confidence": min_confidence,
            "head": head,
        }
        self._heads = heads_of(self._info, head)

    @property
    def heads(self) -> tuple[str, ...]:
        """The names of the heads that are computed, such as "UPOS" and "NER"."""
        return self._heads.names

    @property
    def labels(self) -> dict[str, tuple[str, ...]]:
        """The labels that each head can give, by the head's name."""
        return {h["name"]: tuple(h["labels"]) for h in self._info["heads"] if h["name"] in self.heads}

    @property
    def meta(self) -> dict[str, Any]:
        """What the model says of itself.

        Keys: task, language, licence, data, heads, feature_columns, options (that made it) and facts (sizes, scores).
        """
        return dict(self._info)

    def __call__(
        self,
        text: Input | None = None,
        *,
        words: Sequence[str] | None = None,
        columns: Mapping[str, Sequence[str]] | None = None,
    ) -> Doc:
        """Tags a text, or words that are one sentence.

        columns: a value per word of each of the feature columns that the model reads (`meta["feature_columns"]`).
        Raises DataError for text that cannot be UTF-8, for an empty word, and for columns that do not fit.
        """
        if (text is None) == (words is None):
            raise TypeError("give a text or words")
        if columns is not None and words is None:
            raise TypeError("columns go with words")
        one = given(Words(words, columns) if words is not None else text)  # type: ignore[arg-type]
        return self._docs([one])[0]

    @overload
    def pipe(
        self,
        texts: Iterable[tuple[Input, Key]],
        *,
        as_tuples: bool,
        batch_size: int = 256,
        on_error: Callable[[Input, DataError], Any] | None = None,
    ) -> Iterator[tuple[Doc, Key]]: ...
    @overload
    def pipe(
        self,
        texts: Iterable[Input],
        *,
        batch_size: int = 256,
        on_error: Callable[[Input, DataError], Any] | None = None,
    ) -> Iterator[Doc]: ...
    def pipe(
        self,
        texts: Iterable[Any],
        *,
        as_tuples: bool = False,
        batch_size: int = 256,
        on_error: Callable[[Input, DataError], Any] | None = None,
    ) -> Iterator[Any]:
        """Tags many texts, in their order, reading `batch_size` of them ahead.

        texts: as for a call; with as_tuples, pairs of such a text and anything, which comes back beside its document.
        on_error: called with a text that cannot be tagged and the DataError; what it returns takes the place of the
        document. Without it, the error ends the iteration.
        """
        if batch_size < 1:
            raise ValueError("batch_size must be at least 1")
        if as_tuples:
            texts, keyed = itertools.tee(texts)
            docs = self.pipe((text for text, _ in texts), batch_size=batch_size, on_error=on_error)
            yield from zip(docs, (key for _, key in keyed))
            return
        iterator = iter(texts)
        while batch := list(itertools.islice(iterator, batch_size)):
            if on_error is None:
                yield from self._docs([given(text) for text in batch])
            else:
                yield from self._docs_or_errors(batch, on_error)

    def with_head(self, head: str) -> Tagger:
        """The same tagger with one of its heads alone, which is faster. Raises DataError for an unknown one."""
        return self._with(head=head)

    def n_best(
        self, words: Sequence[str], n: int, *, columns: Mapping[str, Sequence[str]] | None = None
    ) -> list[tuple[list[str], float]]:
        """The n best label sequences of a sentence, best first, each with its probability.

        There are fewer if the tag scheme allows fewer. A tagger with several heads needs with_head() first.
        """
        one = given(Words(words, columns))
        return self._core.n_best([one], {**self._options, "min_confidence": 0.0, "n_best": n})

    def map_batch(self, batch: Mapping[str, Sequence[Any]], column: str = "text") -> dict[str, list[Any]]:
        """For `dataset.map(nlp.map_batch, batched=True)`: tokens, a list of labels for each head, and entities.

        batch: columns by name; the one named by `column` has the texts, or lists of words.
        """
        docs = list(self.pipe(batch[column]))
        result: dict[str, list[Any]] = {"tokens": [[token.text for token in doc] for doc in docs]}
        for index, head in enumerate(self.heads):
            result[head] = [[row[3][index] for row in doc._tokens()] for doc in docs]
        result["entities"] = [
            [{"text": e.text, "start": e.start_char, "end": e.end_char, "label": e.label_} for e in doc.ents]
            for doc in docs
        ]
        return result

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model file, whole or not at all; replaces an existing one."""
        self._core.save(os.fsencode(path))

    def __repr__(self) -> str:
        return f"Tagger(heads={', '.join(self.heads)}; {self._info['data'] or 'data not known'})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (stored.to_bytes(self._core), self._options)

    def _with(self, **options: Any) -> Tagger:
        return Tagger(self._core, **{**self._options, **options})

    def _tag(self, inputs: list[Given]) -> list[_seqlab.Tagged]:
        return self._core.tag(inputs, self._options)

    def _docs(self, inputs: list[Given]) -> list[Doc]:
        heads = self._heads
        return [Doc(one, heads, FoundNow(one, self, tagged)) for one, tagged in zip(inputs, self._tag(inputs))]

    def _docs_or_errors(self, batch: list[Input], on_error: Callable[[Input, DataError], Any]) -> list[Any]:
        """Tags the texts of a batch together, or one by one if that fails."""
        try:
            return self._docs([given(text) for text in batch])
        except DataError:
            return [self._doc_or_error(text, on_error) for text in batch]

    def _doc_or_error(self, text: Input, on_error: Callable[[Input, DataError], Any]) -> Any:
        try:
            return self._docs([given(text)])[0]
        except DataError as error:
            return on_error(text, error)

    def _tag_scored(self, one: Given) -> _seqlab.Tagged:
        return self._core.tag([one], {**self._options, "probabilities": True})[0]

    def _written(self, form: str, one: Given, tagged: _seqlab.Tagged) -> str:
        return getattr(self._core, form)([one], tagged, self._options)  # type: ignore[no-any-return]


def _restored(data: bytes, options: dict[str, Any]) -> Tagger:
    return Tagger(_seqlab.Tagger.from_bytes(data), **options)
