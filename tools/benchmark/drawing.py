"""What pictures share: colours, sizes, and SVG that follows the reader's light or dark theme.

The same figures give the same pictures, byte for byte, with one version of matplotlib, which is installed from PyPI
into build/peers if it is missing.
"""

import os
import re

import environment

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
environment.enter(os.path.join(ROOT, "build", "peers"), ["matplotlib"])

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot

# Each colour on a light background, and its replacement on a dark one.
PAPER, TEXT, FAINT, GRID = "#ffffff", "#1f2328", "#59636e", "#d1d9e0"
BLUE, GREY, ORANGE = "#0969da", "#a0a8b1", "#bc4c00"
DARK = {PAPER: "#0d1117", TEXT: "#e6edf3", FAINT: "#9198a1", GRID: "#3d444d",
        BLUE: "#4493f8", GREY: "#6e7681", ORANGE: "#f0883e"}

# Lengths are in points; in a picture at its natural size, a point is 4/3 pixels.
WIDTH = 610
ROW = 21
SMALL, NORMAL, LARGE = 9.5, 10.5, 20


def prepare():
    matplotlib.rcParams.update({
        "svg.fonttype": "none", "svg.hashsalt": "seqlab", "font.size": NORMAL,
        "font.family": ["DejaVu Sans"], "text.color": TEXT, "axes.labelcolor": FAINT, "axes.edgecolor": GRID,
        "xtick.color": FAINT, "ytick.color": FAINT, "figure.facecolor": PAPER, "axes.facecolor": "none",
        "savefig.facecolor": PAPER, "axes.axisbelow": True, "axes.spines.top": False, "axes.spines.right": False})


def save(figure, path, title):
    """Writes the figure with a style sheet for dark themes."""
    figure.savefig(path, metadata={"Date": None, "Title": title})
    pyplot.close(figure)
    with open(path, encoding="utf-8") as file:
        svg = file.read()
    # Readers need not have matplotlib's own font; none of these is wider.
    svg = svg.replace("'DejaVu Sans'", "-apple-system, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif")
    rules = "".join(f'[style*="{what}: {light}"] {{ {what}: {dark} !important }}\n'
                    for light, dark in DARK.items() for what in ("fill", "stroke"))
    style = f"<style>\n@media (prefers-color-scheme: dark) {{\n{rules}}}\n</style>\n"
    svg = re.sub(r"(?=<defs>)", style, svg, count=1)
    with open(path, "w", encoding="utf-8") as file:
        file.write(re.sub(r"[ \t]+$", "", svg, flags=re.MULTILINE))


def canvas(height, left, right, top, bottom):
    """A figure of WIDTH x height points with one pair of axes, `left`, ... points from its edges."""
    figure = pyplot.figure(figsize=(WIDTH / 72, height / 72))
    axes = figure.add_axes((left / WIDTH, bottom / height, (WIDTH - left - right) / WIDTH,
                            (height - top - bottom) / height))
    return figure, axes


def panels(count, height, top, bottom, left=0.105):
    """A figure with two axes to a row of `height` points, and the grid of axes. `top` and `bottom` points of the figure
    stay free."""
    lines = (count + 1) // 2
    figure, grid = pyplot.subplots(lines, 2, figsize=(WIDTH / 72, height * lines / 72), squeeze=False)
    for axes in grid.flat[count:]:
        axes.remove()
    figure.subplots_adjust(left=left, right=0.97, top=1 - top / (height * lines), bottom=bottom / (height * lines),
                           hspace=0.32, wspace=0.2)
    return figure, grid


def plain(axes, label):
    """Faint horizontal lines, no ticks, small numbers; the label is that of x."""
    axes.grid(axis="y", color=GRID, linewidth=0.7)
    axes.tick_params(length=0, labelsize=SMALL)
    axes.set_xlabel(label, size=SMALL)
