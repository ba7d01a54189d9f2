#!/usr/bin/env python3
"""Errors of the seasonal naive forecast and of Holt-Winters from a rolling origin, to compare `forecast eval` with.

usage: classical_forecasts.py FILE.csv SEASON TEST_ROWS EVERY [COLUMN]

Holt-Winters (additive trend, additive or multiplicative season, Winters 1960) is fitted to the rows before the test
part, once; its states then follow the series, and its horizon is a season. MASE divides by the mean seasonal difference
of the rows before the test part. Needs: pip install statsmodels
"""
import csv
import sys
import warnings

import numpy
from statsmodels.tsa.holtwinters import ExponentialSmoothing


def read(path, column):
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))
    place = rows[0].index(column) if column else 0
    return numpy.array([float(row[place]) for row in rows[1:] if row])


def forecasts_of_holt_winters(series, origins, season, seasonal):
    """With the parameters and initial states that fit best before the first origin."""
    def model(values, **known):
        return ExponentialSmoothing(values, trend="add", seasonal=seasonal, seasonal_periods=season, **known)

    fitted = model(series[:origins[0]], initialization_method="estimated").fit()
    known = fitted.params
    for origin in origins:
        later = model(series[:origin], initialization_method="known", initial_level=known["initial_level"],
                      initial_trend=known["initial_trend"], initial_seasonal=known["initial_seasons"])
        result = later.fit(smoothing_level=known["smoothing_level"], smoothing_trend=known["smoothing_trend"],
                           smoothing_seasonal=known["smoothing_seasonal"], optimized=False)
        yield result.forecast(season)


def report(name, series, origins, forecasts, season):
    errors = numpy.concatenate([series[origin:origin + season] - own for origin, own in zip(origins, forecasts)])
    before = series[:origins[0]]
    scale = numpy.abs(before[season:] - before[:-season]).mean()
    mae, rmse = numpy.abs(errors).mean(), numpy.sqrt((errors ** 2).mean())
    print(f"{name}: {errors.size} numbers; MAE: {mae:.5g}; RMSE: {rmse:.5g}; MASE: {mae / scale:.5g}")


def main():
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    season, test, every = map(int, sys.argv[2:5])
    series = read(sys.argv[1], sys.argv[5] if len(sys.argv) == 6 else None)
    origins = list(range(len(series) - test, len(series) - season + 1, every))
    report("seasonal naive", series, origins, [series[origin - season:origin] for origin in origins], season)
    warnings.simplefilter("ignore")
    for seasonal in ("add", "mul"):
        report(f"Holt-Winters ({seasonal})", series, origins,
               forecasts_of_holt_winters(series, origins, season, seasonal), season)


if __name__ == "__main__":
    main()
