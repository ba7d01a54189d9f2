"""Language models: how probable the next symbol of a text is, and texts that they write."""

from __future__ import annotations

import math
import os
from typing import Any, Iterable, NamedTuple, Sequence

from seqlab import _seqlab, stored


class TextScore(NamedTuple):
    """How probable a text is."""

    log_probability: float  #: the sum of ln p over its symbols
    symbols: int  #: that are predicted
    unknown: int  #: of these, symbols that the model does not know; it predicts them as one

    @property
    def bits(self) -> float:
        """Bits a symbol; 0 for a text without symbols."""
        return -self.log_probability / math.log(2) / self.symbols if self.symbols else 0.0

    @property
    def perplexity(self) -> float:
        """Among how many equally probable symbols the model is in doubt, on average."""
        return 2**self.bits


class LanguageModel:
    """A language model, as `seqlab.load_language_model()` gives it.

    Any number of threads may use one. A pickled one holds its model. A model of direction back reads and writes symbols in
    reverse order.
    """

    def __init__(self, core: _seqlab.LanguageModel, *, threads: int = 1) -> None:
        """Use `seqlab.load_language_model()`."""
        self._core = core
        self._info = core.info()
        self._threads = threads

    @property
    def meta(self) -> dict[str, Any]:
        """What the model says of itself, as Tagger.meta."""
        return dict(self._info)

    def generate(
        self,
        prefix: str = "",
        *,
        length: int = 500,
        line: bool = False,
        temperature: float = 1.0,
        top: int = 0,
        seed: int = 1,
        sample: int = 0,
    ) -> str:
        """What the model writes behind a prefix, which begins a line; before it, if it reads back.

        length: symbols at most. line: end before a line end. temperature: 0 writes the most probable symbol each time.
        top: draw from so many most probable symbols; 0: from all. The same seed and sample give the same text.
        """
        return self.generate_many(
            [prefix], length=length, line=line, temperature=temperature, top=top, seed=seed, sample=sample
        )[0]

    def generate_many(
        self,
        prefixes: Iterable[str],
        *,
        length: int = 500,
        line: bool = False,
        temperature: float = 1.0,
        top: int = 0,
        seed: int = 1,
        sample: int = 0,
    ) -> list[str]:
        """The same for many prefixes, which are written side by side; `sample` is the number of the first."""
        options = {
            "length": length,
            "line": line,
            "temperature": temperature,
            "top": top,
            "seed": seed,
            "first_sample": sample,
            "threads": self._threads,
        }
        return self._core.generate(list(prefixes), options)

    def score_lines(self, lines: Sequence[str]) -> list[TextScore]:
        """How probable each line is, given that a line begins; its line end counts.

        Raises DataError for a line with a line end in it.
        """
        return [TextScore(*score) for score in self._core.score_lines(list(lines), self._threads)]

    def score(self, text: str) -> TextScore:
        """How probable a whole text is, but for its first symbol, as `lm eval` reads it."""
        return TextScore(*self._core.score(text, self._threads))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model file, whole or not at all; replaces an existing one."""
        self._core.save(os.fsencode(path))

    def __repr__(self) -> str:
        return f"LanguageModel({self._info['options'].get('symbols')}; {self._info['data'] or 'data not known'})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (stored.to_bytes(self._core), self._threads)


def _restored(data: bytes, threads: int) -> LanguageModel:
    return LanguageModel(_seqlab.LanguageModel.from_bytes(data), threads=threads)
