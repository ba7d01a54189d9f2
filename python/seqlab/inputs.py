"""What callers give to taggers and classifiers."""

from __future__ import annotations

from typing import Mapping, Sequence

# A text, or words with the values of feature columns.
Given = str | tuple[list[str], dict[str, list[str]]]


class Words:
    """A sentence that is already cut into words, with the values of feature columns, for models that read such columns.

    A model without feature columns takes a plain list of words too.
    """

    __slots__ = ("words", "columns")

    def __init__(self, words: Sequence[str], columns: Mapping[str, Sequence[str]] | None = None) -> None:
        self.words = list(words)
        self.columns = {name: list(values) for name, values in (columns or {}).items()}


# What a tagger reads.
Input = str | Sequence[str] | Words


def given(text: Input) -> Given:
    """An input as the extension module takes it. Raises TypeError for another type."""
    if isinstance(text, str):
        return text
    if isinstance(text, Words):
        return text.words, text.columns
    if isinstance(text, (bytes, bytearray)) or not isinstance(text, Sequence):
        raise TypeError(f"a text is a str, and words are a list of str, not {type(text).__name__}")
    return list(text), {}
