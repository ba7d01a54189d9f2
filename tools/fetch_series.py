#!/usr/bin/env python3
"""Writes three well-known series as CSV: air.csv, electricity.csv and wine.csv, and SOURCES.txt with their origins.

usage: fetch_series.py FOLDER

They come from the Python package pmdarima (MIT licence), which has to be installed: pip install pmdarima
"""
import pathlib
import sys

SERIES = {
    "air": ("load_airpassengers", "passengers",
            "Monthly totals of international airline passengers in thousands, 1949 to 1960. Box, G. E. P. and Jenkins, "
            "G. M. (1976): Time Series Analysis, Forecasting and Control, Holden-Day, Series G. Published figures, "
            "which no licence restricts."),
    "electricity": ("load_taylor", "load",
                    "Half-hourly electricity demand in England and Wales in megawatts, from 5 June to 27 August 2000. "
                    "Taylor, J. W. (2003): Short-term electricity demand forecasting using double seasonal exponential "
                    "smoothing, Journal of the Operational Research Society 54, 799-805. pmdarima has it from the R "
                    "package forecast (GPL-3)."),
    "wine": ("load_wineind", "sales",
             "Australian total wine sales by wine makers in bottles of up to one litre, monthly, January 1980 to August "
             "1994. Makridakis, S., Wheelwright, S. C. and Hyndman, R. J. (1998): Forecasting: Methods and Applications, "
             "Wiley. pmdarima has it from the R package forecast (GPL-3)."),
}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        import pmdarima
    except ImportError:
        sys.exit("fetch_series.py: needs pmdarima: pip install pmdarima")
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    sources = [f"From the Python package pmdarima {pmdarima.__version__} (MIT licence).\n"]
    for name, (load, column, source) in SERIES.items():
        values = getattr(pmdarima.datasets, load)()
        lines = [column, *(format(float(value), ".10g") for value in values)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="ascii")
        sources.append(f"{name}.csv: {source}\n")
    (folder / "SOURCES.txt").write_text("\n".join(sources), encoding="utf-8")


if __name__ == "__main__":
    main()
