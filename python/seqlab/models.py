"""Models by name or path."""

from __future__ import annotations

import os
from typing import NamedTuple, Sequence

from seqlab import _seqlab
from seqlab.classifier import Classifier
from seqlab.forecaster import Forecaster
from seqlab.language_model import LanguageModel
from seqlab.tagger import Tagger
from seqlab.transducer import Transducer


class InstalledModel(NamedTuple):
    """A model that load() knows by name."""

    name: str
    path: str
    bytes: int  #: size of the file
    task: str | None  #: "tagger", "classifier", "language_model", "transducer" or "forecaster"; None if the file is damaged
    licence: str
    data: str  #: what it was trained on
    problem: str  #: what is wrong with a damaged file


def models() -> list[InstalledModel]:
    """The models of the package, or of the folders that the environment variable SEQLAB_MODELS names."""
    return [InstalledModel(**one) for one in _seqlab.installed_models()]


def instruction_set() -> str:
    """The vector instructions that compute, such as "avx2"; SEQLAB_INSTRUCTION_SET in the environment forces lower ones."""
    return _seqlab.instruction_set()


def load(
    model: str | os.PathLike[str] = "en",
    *,
    threads: int = 1,
    probabilities: bool = False,
    raw_probabilities: bool = False,
    min_confidence: float = 0.0,
    head: str = "",
) -> Tagger:
    """Loads a tagger.

    model: the name of an installed model (models()), or the path of a file.
    threads: how many a call may use; the results are the same, to the last bit, with any number.
    probabilities: whether probabilities are computed with the labels, rather than when they are first asked for.
    raw_probabilities: the network's own, not those calibrated on development data.
    min_confidence: spans less probable than this are not given, and labels of a head without spans are empty.
    head: the only head to compute.

    Raises DataError for an unknown name or head, Error for a file that cannot be read, ModelError for a damaged one or
    a classifier.
    """
    return Tagger(
        _seqlab.Tagger.load(os.fsencode(model)),
        threads=threads,
        probabilities=probabilities,
        raw_probabilities=raw_probabilities,
        min_confidence=min_confidence,
        head=head,
    )


def load_classifier(
    model: str | os.PathLike[str] = "en-sentiment",
    *,
    threads: int = 1,
    raw_probabilities: bool = False,
    min_confidence: float = 0.0,
    leave_out: Sequence[str] = (),
) -> Classifier:
    """Loads a classifier; model, threads, raw_probabilities and errors are as for load().

    min_confidence: labels less probable than this are empty.
    leave_out: labels that are never given; the probabilities of the others sum to 1.
    """
    return Classifier(
        _seqlab.Classifier.load(os.fsencode(model)),
        threads=threads,
        raw_probabilities=raw_probabilities,
        min_confidence=min_confidence,
        leave_out=leave_out,
    )


def load_language_model(model: str | os.PathLike[str], *, threads: int = 1) -> LanguageModel:
    """Loads a language model; model, threads and errors are as for load()."""
    return LanguageModel(_seqlab.LanguageModel.load(os.fsencode(model)), threads=threads)


def load_transducer(model: str | os.PathLike[str], *, threads: int = 1) -> Transducer:
    """Loads a transducer; model, threads and errors are as for load()."""
    return Transducer(_seqlab.Transducer.load(os.fsencode(model)), threads=threads)


def load_forecaster(model: str | os.PathLike[str]) -> Forecaster:
    """Loads a forecaster; model and errors are as for load()."""
    return Forecaster(_seqlab.Forecaster.load(os.fsencode(model)))
