"""Transducers: read a sequence and write another."""

from __future__ import annotations

import os
from typing import Any, Iterable, NamedTuple, Sequence

from seqlab import _seqlab, stored

# A text; a text with tags; or vectors of equal length.
Source = str | tuple[str, Sequence[str]] | Sequence[Sequence[float]]


class Target(NamedTuple):
    """What a transducer gives for a source."""

    text: str
    log_probability: float  #: ln P of its symbols and, if it ended, of its end
    ended: bool  #: False: it was cut off at twice the symbols of its source, and twenty
    #: For each symbol of the target, and its end, the weight of each symbol, tag or vector of the source; empty unless asked
    #: for.
    attention: list[list[float]]

    def __str__(self) -> str:
        return self.text


class Transducer:
    """A transducer, as `seqlab.load_transducer()` gives it.

    Any number of threads may use one. A pickled one holds its model.
    """

    def __init__(self, core: _seqlab.Transducer, *, threads: int = 1) -> None:
        """Use `seqlab.load_transducer()`."""
        self._core = core
        self._info = core.info()
        self._threads = threads

    @property
    def meta(self) -> dict[str, Any]:
        """What the model says of itself, as Tagger.meta."""
        return dict(self._info)

    @property
    def reads_vectors(self) -> bool:
        """Whether its sources are vectors, not text."""
        return self._core.reads_vectors()

    def run(self, source: Source, *, beam: int = 1, attention: bool = False) -> Target:
        """The most probable target of a source.

        source: a text, (text, tags), or a list of vectors, as the model was trained on. beam: targets that search keeps at
        each step; 1: greedy. attention: return it. Raises DataError for what the model cannot read.
        """
        return self.run_many([source], beam=beam, attention=attention)[0]

    def run_many(self, sources: Iterable[Source], *, beam: int = 1, attention: bool = False) -> list[Target]:
        """The same for many sources, which is faster."""
        options = {"beam": beam, "attention": attention, "threads": self._threads}
        return [Target(*one) for one in self._core.run([source_parts(source) for source in sources], options)]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model file, whole or not at all; replaces an existing one."""
        self._core.save(os.fsencode(path))

    def __repr__(self) -> str:
        return f"Transducer({self._info['options'].get('symbols')}; {self._info['data'] or 'data not known'})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (stored.to_bytes(self._core), self._threads)


def _restored(data: bytes, threads: int) -> Transducer:
    return Transducer(_seqlab.Transducer.from_bytes(data), threads=threads)


def source_parts(source: Source) -> tuple[str, list[str], list[list[float]]]:
    """A source as the extension module takes it: text, tags, vectors."""
    if isinstance(source, str):
        return source, [], []
    if isinstance(source, tuple) and len(source) == 2 and isinstance(source[0], str):
        return source[0], [str(tag) for tag in source[1]], []
    return "", [], [[float(number) for number in vector] for vector in source]
