"""Forecasters: the next numbers of a series."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from seqlab import _seqlab, stored
from seqlab.errors import DataError

if TYPE_CHECKING:
    import numpy.typing

    Series = numpy.typing.ArrayLike
    Numbers = numpy.typing.NDArray[numpy.float64]


class ForecastErrors(NamedTuple):
    """Errors of forecasts."""

    mase: float | None  #: the mean absolute scaled error; None for a series that is the same each season
    mae: float  #: the mean absolute error
    rmse: float  #: the root mean squared error


class Forecaster:
    """A forecaster, as `seqlab.load_forecaster()` gives it.

    Any number of threads may use one. A pickled one holds its model. A series is an array [rows, columns], a row per time at
    equal distances, or [rows] for a model that reads one column.
    """

    def __init__(self, core: _seqlab.Forecaster) -> None:
        """Use `seqlab.load_forecaster()`."""
        self._core = core
        self._info = core.info()

    @property
    def meta(self) -> dict[str, Any]:
        """What the model says of itself, as Tagger.meta."""
        return dict(self._info)

    @property
    def columns(self) -> list[str]:
        """The columns that it reads, in their order."""
        return self._core.columns()

    @property
    def targets(self) -> list[str]:
        """The columns that it forecasts."""
        return self._core.targets()

    @property
    def horizon(self) -> int:
        """The rows of a forecast."""
        return self._core.horizon()

    @property
    def rows_before(self) -> int:
        """The rows that a series must have before a forecast."""
        return self._core.rows_before()

    def predict(self, series: Series) -> Numbers:
        """The rows that follow a series: [horizon, targets], or [horizon] of a series [rows].

        Raises DataError for a series that is too short, of another shape, or with numbers that are not finite.
        """
        import numpy

        rows = numpy.asarray(series)
        forecast = numpy.frombuffer(self._core.predict(series_bytes(rows, len(self.columns)))).copy()
        return forecast if rows.ndim == 1 else forecast.reshape(self.horizon, -1)

    def score(self, series: Series, test_rows: int, every: int = 1) -> ForecastErrors:
        """The errors of the forecasts of the last rows, one every so many rows, each from all rows before it."""
        return ForecastErrors(**self._core.score(series_bytes(series, len(self.columns)), test_rows, every))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model file, whole or not at all; replaces an existing one."""
        self._core.save(os.fsencode(path))

    def __repr__(self) -> str:
        return f"Forecaster({', '.join(self.targets)}; {self._info['data'] or 'data not known'})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (stored.to_bytes(self._core),)


def series_bytes(series: Series, columns: int) -> bytes:
    """The numbers of a series of so many columns, row by row."""
    import numpy

    rows = numpy.asarray(series, dtype=numpy.float64)
    if rows.ndim not in (1, 2) or (rows.shape[1] if rows.ndim == 2 else 1) != columns:
        raise DataError(f"the series has the shape {rows.shape}, not [rows, {columns}]")
    return rows.tobytes()


def _restored(data: bytes) -> Forecaster:
    return Forecaster(_seqlab.Forecaster.from_bytes(data))
