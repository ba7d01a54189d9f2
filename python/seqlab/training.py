"""Training and evaluation of models."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Callable, Iterable, Literal, Mapping, NamedTuple, Sequence

from seqlab import _seqlab
from seqlab.classifier import Classifier
from seqlab.errors import DataError, TrainingInterrupted
from seqlab.forecaster import Forecaster, series_bytes
from seqlab.language_model import LanguageModel
from seqlab.tagger import Tagger
from seqlab.transducer import Source, Transducer, source_parts

if TYPE_CHECKING:
    from seqlab.forecaster import Series

Path = str | os.PathLike[str]
Task = Literal["tagger", "classifier", "language_model", "transducer", "forecaster"]

# A sentence with its labels: words and a label per word, or for several heads a list of labels for each.
LabelledWords = tuple[Sequence[str], Sequence[str]] | tuple[Sequence[str], Sequence[Sequence[str]]]
# A text, or its words, with its label.
LabelledText = tuple[str | Sequence[str], str]
# A source with its target.
Pair = tuple[Source, str]


class Epoch(NamedTuple):
    """What one epoch of a training gave."""

    epoch: int  #: from 1
    epochs: int
    train_loss: float  #: mean per token (tagger) or text (classifier), with dropout
    dev_loss: float
    dev_scores: dict[str, float]  #: "accuracy", "f1", ..., from 0 to 1; of a language model "bits" and "perplexity"
    sample: str  #: what a language model writes
    learning_rate: float
    tokens_per_second: float  #: of training alone
    seconds: float  #: since training began
    score: float  #: what selects the best epoch; higher is better
    best: bool  #: whether this is the best epoch so far

    def __str__(self) -> str:
        scores = ", ".join(f"{name} {value:.4f}" for name, value in self.dev_scores.items())
        return (
            f"epoch {self.epoch} of {self.epochs}: loss {self.train_loss:.4f}, on dev {self.dev_loss:.4f}; {scores}"
            f"{' (best)' if self.best else ''}"
        )


class Option(NamedTuple):
    """An option of training."""

    name: str  #: as an argument of train(): "batch_size"
    group: str
    help: str
    kind: str  #: "flag", "text", "integer", "real", "choice", "list" or "repeated"
    choices: tuple[str, ...]
    range: str  #: "1 to 10"; empty: any
    unit: str
    default: str


def training_options(task: Task = "tagger") -> list[Option]:
    """The options that train() or, by the task, another function takes, as `train --help` describes them."""
    return [
        Option(
            one["name"].replace("-", "_"),
            one["group"],
            one["help"],
            one["kind"],
            tuple(one["choices"]),
            one["range"],
            one["unit"],
            one["default"],
        )
        for one in _seqlab.training_options(task)
    ]


def option_text(value: Any) -> str:
    """A value as the programs read it: true, 0.5, "UPOS,XPOS"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return ",".join(option_text(one) for one in value)
    return os.fspath(value) if isinstance(value, os.PathLike) else str(value)


def option_pairs(options: Mapping[str, Any], known: Iterable[Option] = ()) -> list[tuple[str, str]]:
    """Options by name as the library takes them; None leaves one at its default."""
    repeated = {option.name for option in known if option.kind == "repeated"}
    pairs: list[tuple[str, str]] = []
    for name, value in options.items():
        if value is None:
            continue
        values = value if name in repeated and isinstance(value, (list, tuple)) else [value]
        pairs += [(name.replace("_", "-"), option_text(one)) for one in values]
    return pairs


def paths(files: Path | Sequence[Path]) -> list[bytes]:
    """One path or several as the library takes them."""
    return [os.fsencode(files)] if isinstance(files, (str, os.PathLike)) else [os.fsencode(file) for file in files]


def are_files(data: Any) -> bool:
    """Whether data are given as paths."""
    return isinstance(data, (str, os.PathLike)) or (
        isinstance(data, (list, tuple)) and len(data) > 0 and all(isinstance(one, (str, os.PathLike)) for one in data)
    )


def _trained(
    kind: str,
    convert: Callable[[Any], list[Any]],
    wrap: Callable[..., Any],
    train: Any,
    dev: Any,
    model: Path | None,
    on_epoch: Callable[[Epoch], Any] | None,
    settings: dict[str, Any],
) -> Any:
    files = are_files(train)
    if dev is not None and are_files(dev) != files:
        raise DataError("train and dev are both files, or both data in memory")
    read = paths if files else convert
    settings["epoch"] = None if on_epoch is None else lambda one: on_epoch(Epoch(**one))
    function = getattr(_seqlab, f"train_{kind}_on_files" if files else f"train_{kind}")
    return _kept(function(read(train), [] if dev is None else read(dev), settings), wrap, model)


def _kept(trained: tuple[Any, bool], wrap: Callable[..., Any], model: Path | None) -> Any:
    core, interrupted = trained
    result = wrap(core)
    if model is not None:
        result.save(model)
    if interrupted:
        where = "" if model is None else f" It is in {os.fspath(model)}."
        raise TrainingInterrupted(f"Training was interrupted; the best epoch so far is kept.{where}", result)
    return result


def _settings(
    task: Task,
    options: dict[str, Any],
    embeddings: Path | Sequence[Path] | None,
    start: Path | None,
    licence: str,
    data: str,
    on_note: Callable[[str], Any] | None,
) -> dict[str, Any]:
    return {
        "options": option_pairs(options, training_options(task)),
        "embeddings": [] if embeddings is None else paths(embeddings),
        "from": b"" if start is None else os.fsencode(start),
        "licence": licence,
        "data": data,
        "note": on_note,
    }


def _sentences(data: Iterable[LabelledWords]) -> list[Any]:
    """Sentences as the extension module takes them; each is a document of its own."""
    result: list[Any] = []
    for number, (words, labels) in enumerate(data):
        heads = [list(labels)] if all(isinstance(label, str) for label in labels) else [list(one) for one in labels]
        result.append((list(words), {}, heads, number))
    return result


def _texts(data: Iterable[LabelledText]) -> list[Any]:
    return [(label, text, None) if isinstance(text, str) else (label, "", list(text)) for text, label in data]


def _pairs(data: Iterable[Pair]) -> list[Any]:
    return [(source_parts(source), target) for source, target in data]


def train(
    train: Path | Sequence[Path] | Iterable[LabelledWords],
    dev: Path | Sequence[Path] | Iterable[LabelledWords] | None = None,
    *,
    model: Path | None = None,
    embeddings: Path | Sequence[Path] | None = None,
    start: Path | None = None,
    licence: str = "",
    data: str = "",
    on_epoch: Callable[[Epoch], Any] | None = None,
    on_note: Callable[[str], Any] | None = None,
    **options: Any,
) -> Tagger:
    """Trains a tagger and returns the model of the epoch that is best on dev.

    train, dev: files, or sentences as (words, labels), with a list of labels for each head if there are several. Without
    dev, a tenth of the training data is held out.
    model: where to write it; an existing file is replaced.
    embeddings: files of pretrained word vectors. start: a model to go on from (`--from`).
    licence, data: the licence of the model and the name of data in memory, kept in the model.
    on_epoch: called after each epoch; if it returns False, training ends. on_note: called with remarks for people.
    options: those of `tagger train` by name, such as epochs=10, label_column="3"; training_options() describes them.

    The same data and options, the seed among them, give the same model, byte for byte, with any number of threads. Ctrl-C
    ends training: the best epoch so far is written and TrainingInterrupted raised, which has it (in the first epoch: what
    was learned until then). Raises DataError for an unknown or unfit option and for bad data.
    """
    settings = _settings("tagger", options, embeddings, start, licence, data, on_note)
    threads = int(options.get("threads") or 1)
    result: Tagger = _trained(
        "tagger", _sentences, lambda core: Tagger(core, threads=threads), train, dev, model, on_epoch, settings
    )
    return result


def train_classifier(
    train: Path | Sequence[Path] | Iterable[LabelledText],
    dev: Path | Sequence[Path] | Iterable[LabelledText] | None = None,
    *,
    model: Path | None = None,
    embeddings: Path | Sequence[Path] | None = None,
    start: Path | None = None,
    licence: str = "",
    data: str = "",
    on_epoch: Callable[[Epoch], Any] | None = None,
    on_note: Callable[[str], Any] | None = None,
    **options: Any,
) -> Classifier:
    """Trains a classifier, as train() a tagger.

    train, dev: files, folders with a folder for each label, or pairs (text, label), the text as a str or a list of words.
    options: those of `sentiment train` by name; training_options("classifier") describes them.
    """
    settings = _settings("classifier", options, embeddings, start, licence, data, on_note)
    threads = int(options.get("threads") or 1)
    result: Classifier = _trained(
        "classifier", _texts, lambda core: Classifier(core, threads=threads), train, dev, model, on_epoch, settings
    )
    return result


def train_language_model(
    train: Path,
    dev: Path | None = None,
    *,
    model: Path | None = None,
    start: Path | None = None,
    licence: str = "",
    on_epoch: Callable[[Epoch], Any] | None = None,
    on_note: Callable[[str], Any] | None = None,
    **options: Any,
) -> LanguageModel:
    """Trains a language model on a file of text, as train() a tagger.

    dev: another file, to choose the best epoch by; without it, the last twentieth of the text.
    options: those of `lm train` by name; training_options("language_model") describes them.
    """
    settings = _settings("language_model", options, None, start, licence, "", on_note)
    settings["epoch"] = None if on_epoch is None else lambda one: on_epoch(Epoch(**one))
    threads = int(options.get("threads") or 1)
    trained = _seqlab.train_language_model(os.fsencode(train), b"" if dev is None else os.fsencode(dev), settings)
    result: LanguageModel = _kept(trained, lambda core: LanguageModel(core, threads=threads), model)
    return result


def train_transducer(
    train: Path | Sequence[Path] | Iterable[Pair],
    dev: Path | Sequence[Path] | Iterable[Pair] | None = None,
    *,
    model: Path | None = None,
    start: Path | None = None,
    licence: str = "",
    data: str = "",
    on_epoch: Callable[[Epoch], Any] | None = None,
    on_note: Callable[[str], Any] | None = None,
    **options: Any,
) -> Transducer:
    """Trains a transducer, as train() a tagger.

    train, dev: files, or pairs (source, target), the source a text, (text, tags), or a list of vectors of equal length.
    Without dev, a tenth of the sources is held out.
    options: those of `seq2seq train` by name; training_options("transducer") describes them.
    """
    settings = _settings("transducer", options, None, start, licence, data, on_note)
    threads = int(options.get("threads") or 1)
    result: Transducer = _trained(
        "transducer", _pairs, lambda core: Transducer(core, threads=threads), train, dev, model, on_epoch, settings
    )
    return result


def train_forecaster(
    series: Path | Series,
    columns: Sequence[str] | None = None,
    *,
    model: Path | None = None,
    start: Path | None = None,
    licence: str = "",
    data: str = "",
    on_epoch: Callable[[Epoch], Any] | None = None,
    on_note: Callable[[str], Any] | None = None,
    **options: Any,
) -> Forecaster:
    """Trains a forecaster on a series in the order of time, as train() a tagger.

    series: a file in CSV whose first row names the columns, or an array [rows, columns] or [rows].
    columns: names of those to read in the file (None: all), or of those of the array (None: one, "value").
    The last rows choose the best epoch (dev_rows), but for those that are left out (test_rows).
    options: those of `forecast train` by name; training_options("forecaster") describes them.
    """
    if isinstance(series, (str, os.PathLike)) and columns is not None:
        options["columns"] = list(columns)
    settings = _settings("forecaster", options, None, start, licence, data, on_note)
    settings["epoch"] = None if on_epoch is None else lambda one: on_epoch(Epoch(**one))
    if isinstance(series, (str, os.PathLike)):
        trained = _seqlab.train_forecaster_on_file(os.fsencode(series), settings)
    else:
        names = ["value"] if columns is None else list(columns)
        trained = _seqlab.train_forecaster(series_bytes(series, len(names)), names, settings)
    result: Forecaster = _kept(trained, Forecaster, model)
    return result


def evaluate(
    model: Path | Tagger | Classifier,
    gold: Path | Sequence[Path] | Iterable[LabelledWords] | Iterable[LabelledText],
    *,
    threads: int = 1,
    **options: Any,
) -> Any:
    """Scores a model on labelled data, in files or as train() takes them, as the programs' `eval` does; all in [0, 1].

    options: for files, those of the input by name, such as label_column.
    Returns for a tagger a list with a dict for each head: head, spans (whether counts are of spans), tokens, accuracy,
    seen_accuracy and unseen_accuracy (words that the training data has, and others), total and by_type with gold, predicted,
    correct, precision, recall, f1. For a classifier a dict: texts, accuracy, macro_f1, by_label.
    """
    core = model._core if isinstance(model, (Tagger, Classifier)) else _seqlab.load(os.fsencode(model))
    if isinstance(core, _seqlab.LanguageModel):
        raise DataError("evaluate() is for taggers and classifiers; LanguageModel.score() scores a text")
    if isinstance(core, _seqlab.Forecaster):
        raise DataError("evaluate() is for taggers and classifiers; Forecaster.score() scores a series")
    tagger = isinstance(core, _seqlab.Tagger)
    kind = "tagger" if tagger else "classifier"
    if are_files(gold):
        on_files: Any = getattr(_seqlab, f"evaluate_{kind}_on_files")
        return on_files(core, paths(gold), option_pairs(options), threads)  # type: ignore[arg-type]
    if options:
        raise DataError(f"{', '.join(options)}: only files have options of input")
    on_data: Any = getattr(_seqlab, f"evaluate_{kind}")
    convert: Any = _sentences if tagger else _texts
    return on_data(core, convert(gold), threads)
