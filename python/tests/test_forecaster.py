"""Forecasters."""

from __future__ import annotations

import math
import pathlib
import pickle
from typing import Any, Callable

import numpy
import pytest

import seqlab

TIME = numpy.arange(80)
SALES = 100 + TIME + 10 * numpy.sin(TIME * math.pi / 2)
OPTIONS: dict[str, Any] = {"hidden": 8, "window": 6, "season": 4, "epochs": 5, "dev_rows": 8}


@pytest.fixture(scope="module")
def model() -> seqlab.Forecaster:
    epochs: list[seqlab.Epoch] = []
    result = seqlab.train_forecaster(SALES, data="invented", on_epoch=epochs.append, **OPTIONS)
    assert [one.epoch for one in epochs] == [1, 2, 3, 4, 5]
    assert list(epochs[-1].dev_scores) == ["mase", "mae", "rmse"]
    return result


def test_it_predicts_and_scores(model: seqlab.Forecaster) -> None:
    forecast = model.predict(SALES)
    assert forecast.shape == (4,) and forecast.dtype == numpy.float64
    assert (model.predict(SALES[:, None]) == forecast[:, None]).all()
    assert (model.predict(list(SALES)) == forecast).all()
    assert (model.columns, model.targets, model.horizon, model.rows_before) == (["value"], ["value"], 4, 10)
    errors = model.score(SALES, 4)
    assert math.isclose(errors.mae, numpy.abs(model.predict(SALES[:-4]) - SALES[-4:]).mean())
    assert errors.mase is not None and math.isclose(errors.mase, errors.mae / 4)


def test_what_it_cannot_read_is_refused(model: seqlab.Forecaster) -> None:
    for series in (SALES[:9], numpy.array([[1.0, 2.0]] * 20), numpy.array(3.0), numpy.append(SALES, numpy.nan)):
        with pytest.raises(seqlab.DataError):
            model.predict(series)
    with pytest.raises(seqlab.DataError):
        model.score(SALES, 3)
    with pytest.raises(seqlab.DataError, match="decoder"):
        seqlab.train_forecaster(SALES, decoder="crf")
    with pytest.raises(seqlab.DataError):
        seqlab.train_forecaster(SALES, columns=["a", "b"])


def test_several_columns_are_read_and_those_that_are_named_forecast() -> None:
    series = numpy.stack([SALES, 2 * SALES], axis=1)
    model = seqlab.train_forecaster(series, columns=["sales", "twice"], targets="twice", **OPTIONS)
    assert model.predict(series).shape == (4, 1)
    assert (model.columns, model.targets) == (["sales", "twice"], ["twice"])


def test_it_forecasts_as_the_program_does(
    model: seqlab.Forecaster, program: Callable[..., str], tmp_path: pathlib.Path
) -> None:
    path, file = tmp_path / "sales.model", tmp_path / "sales.csv"
    model.save(path)
    file.write_text("value\n" + "".join(f"{value!r}\n" for value in SALES.tolist()))
    printed = program("forecast", "run", "-q", "-m", str(path), str(file)).split("\n")
    assert printed[0] == "value"
    assert [float(line) for line in printed[1:5]] == list(model.predict(SALES))
    again = seqlab.train_forecaster(file, **OPTIONS)
    assert (again.predict(SALES) == model.predict(SALES)).all()
    assert (seqlab.load_forecaster(path).predict(SALES) == model.predict(SALES)).all()
    with pytest.raises(seqlab.ModelError):
        seqlab.load(path)
    with pytest.raises(seqlab.DataError):
        seqlab.evaluate(path, file)


def test_it_survives_pickling_and_describes_itself(model: seqlab.Forecaster) -> None:
    again = pickle.loads(pickle.dumps(model))
    assert (again.predict(SALES) == model.predict(SALES)).all()
    assert model.meta["task"] == "forecaster"
    assert model.meta["options"]["season"] == "4"
    assert repr(model) == "Forecaster(value; invented)"
    names = [option.name for option in seqlab.training_options("forecaster")]
    assert "season" in names and "dev_rows" in names and "decoder" not in names
