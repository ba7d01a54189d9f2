"""What a tagger found in one input, for documents: of the tagger itself, or kept in a pickled document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from seqlab.errors import DataError

if TYPE_CHECKING:
    from seqlab._seqlab import Tagged
    from seqlab.tagger import Given, Tagger

# (text, begin, end, label of each head, probability of each label or None)
TokenRow = tuple[str, int, int, list[str], list[float | None]]
# (text, begin, end, type, probability or None, head, first token, token after the last)
SpanRow = tuple[str, int, int, str, float | None, str, int, int]


class Found(Protocol):
    """Places are those of the input: in a text, or the indices of words."""

    def sentence_lengths(self) -> list[int]: ...
    def tokens(self) -> list[TokenRow]: ...
    def spans(self) -> list[SpanRow]: ...

    def scored(self) -> Found:
        """The same with probabilities."""

    def written(self, form: str) -> str:
        """As the program writes it; form: "json" or "conllu"."""


class FoundNow:
    """What a tagger has just found."""

    __slots__ = ("_given", "_tagger", "_tagged")

    def __init__(self, given: Given, tagger: Tagger, tagged: Tagged) -> None:
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


class FoundBefore(NamedTuple):
    """What was kept of it when its document was pickled: everything, but not the tagger."""

    lengths: list[int]
    token_rows: list[TokenRow]
    span_rows: list[SpanRow]
    forms: dict[str, str | DataError]

    def sentence_lengths(self) -> list[int]:
        return self.lengths

    def tokens(self) -> list[TokenRow]:
        return self.token_rows

    def spans(self) -> list[SpanRow]:
        return self.span_rows

    def scored(self) -> FoundBefore:
        return self

    def written(self, form: str) -> str:
        written = self.forms[form]
        if isinstance(written, DataError):
            raise written
        return written
