#!/usr/bin/env python3
"""Draws what the benchmark wrote with --json as an SVG.

    tools/benchmark/plot.py RESULTS.jsonl PICTURE.svg

How many times faster than the peer, with the spread of the pairs, beside floor and goal; how the rate grows with
length, batch, hidden size, vocabulary and threads; and shares of the machine's limit. matplotlib is installed
from PyPI into build/peers where it is missing.
"""

import json
import os
import sys

import environment

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
environment.enter(os.path.join(ROOT, "build", "peers"), ["matplotlib"])

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot

COLOURS = {"training": "#1f5fa8", "labelling": "#c2571a"}
VARIED = ["length", "batch", "hidden", "vocabulary", "threads"]


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def draw_ratios(axes, rows):
    """Bars of the ratios to the peer, the spread on them, floor and goal as ticks."""
    ratios = [row for row in rows if row["part"] == "versus" and row["unit"] == "x"]
    goals = {row["name"]: row for row in rows if row["part"] == "goals" and row["of"] == "versus"}
    for place, row in enumerate(ratios):
        spread = [[row["median"] - row["least"]], [row["most"] - row["median"]]]
        axes.barh(place, row["median"], xerr=spread, color="#1f5fa8", ecolor="#222222", capsize=2)
        if row["name"] in goals:
            for wanted, style in (("floor", ":"), ("goal", "-")):
                value = goals[row["name"]][wanted]
                axes.plot([value, value], [place - 0.45, place + 0.45], color="#c2571a", linestyle=style)
    axes.axvline(1, color="#888888", linewidth=0.8)
    axes.set_yticks(range(len(ratios)), [row["name"] for row in ratios], fontsize=7)
    axes.invert_yaxis()
    axes.set_xlabel("times as fast as the peer; orange: floor (dotted) and goal")


def draw_shares(axes, rows):
    """Bars of the shares of the limit in training and in labelling."""
    shares = [row for row in rows if row["part"] in COLOURS and "share" in row]
    for place, row in enumerate(shares):
        axes.barh(place, 100 * row["share"], color=COLOURS[row["part"]])
    axes.set_yticks(range(len(shares)), [f"{row['part']}, {row['name']}" for row in shares], fontsize=7)
    axes.invert_yaxis()
    axes.set_xlabel("% of the dense product of the same moment")


def draw_growth(axes, rows, varied):
    """Rate over what is varied, a line a sweep."""
    lines = {}
    for row in rows:
        if row["part"] == "growth" and varied in row.get("at", {}):
            lines.setdefault(row["name"].rsplit(", ", 1)[0], []).append(row)
    for name, points in lines.items():
        at = [row["at"][varied] for row in points]
        rates = [row["median"] for row in points]
        spread = [[row["median"] - row["least"] for row in points], [row["most"] - row["median"] for row in points]]
        style = "--" if "2 x" in name else "-"
        axes.errorbar(at, rates, yerr=spread, label=name, marker="o", markersize=3, capsize=2, linestyle=style,
                      color=COLOURS[name.split(",")[0]])
    axes.set_xscale("log")
    ticks = sorted({row["at"][varied] for points in lines.values() for row in points})
    axes.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
    axes.minorticks_off()
    axes.set_ylim(bottom=0)
    axes.set_xlabel(varied)
    axes.set_ylabel("tokens/s")
    axes.legend(fontsize=7)


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: plot.py RESULTS.jsonl PICTURE.svg")
    rows = read(sys.argv[1])
    panels = []
    if any(row["part"] == "versus" for row in rows):
        panels.append(draw_ratios)
    if any(row["part"] in COLOURS for row in rows):
        panels.append(draw_shares)
    for varied in VARIED:
        if any(varied in row.get("at", {}) for row in rows):
            panels.append(lambda axes, rows, varied=varied: draw_growth(axes, rows, varied))
    if not panels:
        sys.exit(f"{sys.argv[1]}: holds nothing to draw")
    height = (len(panels) + 1) // 2
    figure, grid = pyplot.subplots(height, 2, figsize=(13, 3.6 * height), squeeze=False, layout="constrained")
    for axes in grid.flat[len(panels):]:
        axes.remove()
    for axes, draw in zip(grid.flat, panels):
        draw(axes, rows)
    # No date and no random names, so that the same figures give the same picture.
    matplotlib.rcParams.update({"svg.hashsalt": "seqlab", "svg.fonttype": "none"})
    figure.savefig(sys.argv[2], bbox_inches="tight", metadata={"Date": None})


if __name__ == "__main__":
    main()
