"""Many trainings, each a task of Spark."""

from __future__ import annotations

import dataclasses
import os
import statistics
import tempfile
import time
from typing import TYPE_CHECKING, Any, Callable, Iterable, Literal, NamedTuple, Sequence

from pyspark import StorageLevel

from seqlab import training as trainings
from seqlab.classifier import Classifier
from seqlab.errors import Error
from seqlab.models import load, load_classifier
from seqlab.spark import files
from seqlab.spark.search_space import SearchSpace, Space
from seqlab.tagger import Tagger
from seqlab.training import Epoch, Path, are_files, training_options

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Trial(NamedTuple):
    """One training."""

    configuration: int  # from 1; the first has the options as given
    options: dict[str, Any]  # those that differ from the options as given
    seed: int
    score: float | None  # on dev, of the best epoch; higher is better
    scores: dict[str, float]  # all dev scores of that epoch
    epoch: int | None  # the best one
    seconds: float  # that the training took
    error: str | None  # why it failed


class Configuration(NamedTuple):
    """The trials of one configuration."""

    configuration: int
    options: dict[str, Any]
    trials: int  # that did not fail
    mean: float | None  # of their scores
    sd: float | None  # sample standard deviation; None below two trials


class Tuning:
    """What tune() found.

    trials: all of them, in order. best: the trial whose model was kept.
    """

    def __init__(self, trials: list[Trial], best: Trial, model: Tagger | Classifier) -> None:
        self.trials = trials
        self.best = best
        self.model = model

    @property
    def configurations(self) -> list[Configuration]:
        """Mean and standard deviation over the seeds of each configuration."""
        return _configurations(self.trials)

    def table(self, spark: SparkSession) -> Any:
        """The trials as a DataFrame; options and scores are maps of texts and of numbers."""
        rows = [one._replace(options={name: str(value) for name, value in one.options.items()}) for one in self.trials]
        return spark.createDataFrame([tuple(row) for row in rows], _TABLE)

    def __repr__(self) -> str:
        best = next(one for one in self.configurations if one.configuration == self.best.configuration)
        spread = "" if best.sd is None else f" ± {best.sd:.4f}"
        return f"Tuning({len(self.trials)} trials; best: {best.options or 'options as given'}, {best.mean:.4f}{spread})"


_TABLE = (
    "configuration int, options map<string,string>, seed long, score double, scores map<string,double>, epoch int, "
    "seconds double, error string"
)


def tune(
    spark: SparkSession,
    *,
    train: Any,
    dev: Any = None,
    model: Path | None = None,
    space: Space | None = None,
    trials: int = 10,
    seeds: int | Sequence[int] = (1,),
    search_seed: int = 1,
    task: Literal["tagger", "classifier"] = "tagger",
    embeddings: Path | Sequence[Path] | None = None,
    start: Path | None = None,
    licence: str = "",
    data: str = "",
    **options: Any,
) -> Tuning:
    """Trains many models, each on one core of a cluster, and keeps the best.

    train, dev: files of this machine, which are brought to the workers, or data in memory, as for seqlab.train().
    model: where to write the best model; an existing file is replaced.
    space: options to search: {"hidden": [50, 100], "learning_rate": "0.001..0.01:log", "layers": "1..3"}.
    trials: how many configurations to try: first the options as given, then random ones.
    seeds: each configuration is trained with each of these seeds; a number n means 1 to n.
    search_seed: the same number draws the same configurations.
    task: "tagger", or "classifier" for seqlab.train_classifier().
    embeddings, start, licence, data, options: as for these.

    The best configuration has the best mean score on dev over its seeds; one with a failed trial is the best only if
    there is no other. Its best model is kept. A training that fails is a trial with an error. Raises DataError for a
    space of another form and Error if all trainings fail.
    """
    seeds = list(range(1, seeds + 1)) if isinstance(seeds, int) else list(seeds)
    if trials < 1 or not seeds or len(set(seeds)) < len(seeds):
        raise ValueError("there must be at least one trial, and at least one seed, each once")
    if "seed" in options or "threads" in options:
        raise ValueError("give seeds=, not seed; each training has one thread")
    configurations = SearchSpace(space or {}, training_options(task)).configurations(
        trials if space else 1, search_seed
    )
    training = _Training(
        task,
        _Data(spark, train),
        None if dev is None else _Data(spark, dev),
        None if embeddings is None else _Data(spark, embeddings),
        None if start is None else _Data(spark, start),
        {**options, "licence": licence, "data": data},
    )
    planned = [(number, one, seed) for number, one in enumerate(configurations, start=1) for seed in seeds]
    # Models stay on the workers. A lost one is trained again, to the same bytes.
    trained = spark.sparkContext.parallelize(planned, len(planned)).map(training).persist(StorageLevel.DISK_ONLY)
    try:
        rows = trained.map(lambda one: one[0]).collect()
        best = _best(rows)
        found = trained.filter(lambda one: one[0].configuration == best.configuration and one[0].seed == best.seed)
        content = found.map(lambda one: one[1]).collect()[0]
    finally:
        trained.unpersist()
    return Tuning(rows, best, _kept(content, model, task))


# The number of a configuration, the configuration, a seed.
_Planned = tuple[int, dict[str, Any], int]


class _Data:
    """Data of a training, on their way to the workers: files, or data in memory."""

    def __init__(self, spark: SparkSession, data: Any) -> None:
        self._names: dict[str, str] | None = None
        self._broadcast: Any = None
        if not are_files(data):
            self._broadcast = spark.sparkContext.broadcast(list(data))
            return
        self._names = {}
        for path in map(os.fspath, [data] if isinstance(data, (str, os.PathLike)) else data):
            if os.path.isdir(path):
                raise ValueError(f"{path} is a folder; give files or data in memory")
            self._names[path] = files.ship(spark, path)

    def get(self) -> Any:
        if self._names is None:
            return self._broadcast.value
        return [files.local(name) for name in self._names.values()]

    def named(self, message: str) -> str:
        """A message with the names that the files have for the caller."""
        for path, name in (self._names or {}).items():
            message = message.replace(files.local(name), path)
        return message


@dataclasses.dataclass(frozen=True)
class _Training:
    """A training, to be run on a worker."""

    task: Literal["tagger", "classifier"]
    train: _Data
    dev: _Data | None
    embeddings: _Data | None
    start: _Data | None
    options: dict[str, Any]

    def __call__(self, planned: _Planned) -> tuple[Trial, bytes]:
        number, configuration, seed = planned
        function: Callable[..., Any] = trainings.train if self.task == "tagger" else trainings.train_classifier
        best: list[Epoch] = []
        begin = time.monotonic()
        error = None
        content = b""
        try:
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "model")
                function(
                    self.train.get(),
                    self.dev and self.dev.get(),
                    model=path,
                    embeddings=self.embeddings and self.embeddings.get(),
                    start=self.start and self.start.get()[0],
                    on_epoch=lambda epoch: best.append(epoch) if epoch.best else None,
                    **{**self.options, **configuration, "seed": seed, "threads": 1},
                )
                with open(path, "rb") as file:
                    content = file.read()
        except (Error, MemoryError) as failure:
            error = str(failure) or "memory does not suffice"
            for one in (self.train, self.dev, self.embeddings, self.start):
                error = one.named(error) if one else error
            best.clear()
        seconds = time.monotonic() - begin
        if not best:
            error = error or "no epoch was completed"
            return Trial(number, configuration, seed, None, {}, None, seconds, error), b""
        return Trial(
            number, configuration, seed, best[-1].score, best[-1].dev_scores, best[-1].epoch, seconds, None
        ), content


def _configurations(trials: Iterable[Trial]) -> list[Configuration]:
    by_number: dict[int, list[Trial]] = {}
    for trial in trials:
        by_number.setdefault(trial.configuration, []).append(trial)
    result = []
    for number, ones in by_number.items():
        scores = [one.score for one in ones if one.score is not None]
        mean = statistics.fmean(scores) if scores else None
        sd = statistics.stdev(scores) if len(scores) > 1 else None
        result.append(Configuration(number, ones[0].options, len(scores), mean, sd))
    return result


def _best(trials: list[Trial]) -> Trial:
    scored = [one for one in _configurations(trials) if one.mean is not None]
    if not scored:
        raise Error(f"all trainings failed, the first with: {trials[0].error}")
    chosen = max(scored, key=lambda one: (one.trials, one.mean))
    return max((t for t in trials if t.configuration == chosen.configuration and t.score is not None), key=_score_of)


def _score_of(trial: Trial) -> float:
    assert trial.score is not None
    return trial.score


def _kept(content: bytes, model: Path | None, task: str) -> Tagger | Classifier:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model")
        with open(path, "wb") as file:
            file.write(content)
        best: Tagger | Classifier = load(path) if task == "tagger" else load_classifier(path)
        if model is not None:
            best.save(model)
        return best
