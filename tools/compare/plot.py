#!/usr/bin/env python3
"""Draws the tables of a comparison of cells, as written by `tools/compare_cells --output FOLDER`, as SVG pictures.

    tools/compare/plot.py FOLDER

    FOLDER/learning-TASK-LENGTH.svg     the score on the test set by step; dotted: where a task counts as solved
    FOLDER/gradients-TASK-LENGTH.svg    norms of gradients by distance from the last token, before training and after

A line is the median of the seeds, an area reaches from the least to the most. A cell has a colour, a variant of it a
dash. See tools/benchmark/drawing.py.
"""

import csv
import math
import os
import statistics
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "benchmark"))

import drawing
from drawing import BLUE, FAINT, GREY, ORANGE, SMALL, TEXT

COLOURS = {"lstm": BLUE, "gru": ORANGE, "rnn": GREY}  # other cells: TEXT
DASHES = ["-", "--", ":", "-.", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 4))]
LEGEND_COLUMNS = 3
LEGEND_ROW = 15
SOLVED = {"copy": 99, "adding": 0.01}


def read(path):
    """The rows of a table by task and length, in the order of the file."""
    tasks = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            tasks.setdefault((row["task"], row["length"]), []).append(row)
    return tasks


def finite(text):
    """What a line can show: not the numbers of a network that has diverged."""
    value = float(text)
    return value if math.isfinite(value) else math.nan


def styles(rows):
    """A colour and a dash for each network."""
    chosen, used = {}, {}
    for row in rows:
        network = row["network"]
        if network not in chosen:
            colour = COLOURS.get(network.split()[0], TEXT)
            dash = used.get(colour, 0)
            used[colour] = dash + 1
            chosen[network] = colour, DASHES[dash % len(DASHES)]
    return chosen


def draw_lines(axes, rows, at, value, scale):
    """A line for each network: column `value` by column `at`."""
    for network, (colour, dash) in styles(rows).items():
        points = {}
        for row in rows:
            if row["network"] == network:
                points.setdefault(int(row[at]), []).append(scale * finite(row[value]))
        places = sorted(points)
        if max(len(values) for values in points.values()) > 1:
            axes.fill_between(places, [min(points[place]) for place in places],
                              [max(points[place]) for place in places], color=colour, alpha=0.12, linewidth=0)
        axes.plot(places, [statistics.median(points[place]) for place in places], color=colour, linestyle=dash,
                  linewidth=1.4, label=network)


def add_legend(figure, axes):
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower center", ncols=LEGEND_COLUMNS, frameon=False, fontsize=SMALL,
                  borderaxespad=0.3, handlelength=3.4)


def legend_height(rows):
    return 12 + LEGEND_ROW * math.ceil(len(styles(rows)) / LEGEND_COLUMNS)


def file_name(kind, task, length):
    return f"{kind}-{task}" + ("" if length == "-" else f"-{length}") + ".svg"


def title(what, task, length):
    return f"{what}: {task}" + ("" if length == "-" else f", length {length}")


def draw_learning(folder, task, length, rows):
    bottom = 40 + legend_height(rows)
    figure, axes = drawing.canvas(220 + bottom, left=56, right=16, top=12, bottom=bottom)
    draw_lines(axes, rows, "step", "score", 1 if task == "adding" else 100)
    drawing.plain(axes, "steps")
    if task == "adding":
        axes.set_yscale("log")
        axes.minorticks_off()
        axes.set_ylabel("squared error", size=SMALL)
    else:
        # Words are mostly right soon; the scale shows what comes after the first test.
        tested = [finite(row["score"]) for row in rows if row["step"] != "0"]
        axes.set_ylim((0, 102) if task in SOLVED else (5 * math.floor(20 * min(tested, default=0)), None))
        axes.set_ylabel("accuracy, %", size=SMALL)
    if task in SOLVED:
        axes.axhline(SOLVED[task], color=FAINT, linewidth=0.9, linestyle=":")
    add_legend(figure, axes)
    path = os.path.join(folder, file_name("learning", task, length))
    drawing.save(figure, path, title("Learning curves", task, length))
    return path


def draw_gradients(folder, task, length, rows):
    bottom = 40 + legend_height(rows)
    steps = sorted({int(row["step"]) for row in rows})
    figure, grid = drawing.panels(len(steps), 220 + bottom, top=24, bottom=bottom)
    for axes, step in zip(grid.flat, steps):
        draw_lines(axes, [row for row in rows if int(row["step"]) == step], "distance", "norm", 1)
        axes.set_yscale("log", nonpositive="mask")
        axes.minorticks_off()
        axes.set_title("before training" if step == 0 else f"after {step:,} steps", size=SMALL, loc="left")
        drawing.plain(axes, "tokens from the last")
    grid.flat[0].set_ylabel("norm of the gradient", size=SMALL)
    add_legend(figure, grid.flat[0])
    path = os.path.join(folder, file_name("gradients", task, length))
    drawing.save(figure, path, title("Norms of gradients", task, length))
    return path


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: plot.py FOLDER")
    folder = sys.argv[1]
    drawing.prepare()
    for name, draw in (("learning.tsv", draw_learning), ("gradients.tsv", draw_gradients)):
        for (task, length), rows in read(os.path.join(folder, name)).items():
            print(draw(folder, task, length, rows))


if __name__ == "__main__":
    main()
