"""What a tagger found in one input, as documents need it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from seqlab.errors import DataError

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
