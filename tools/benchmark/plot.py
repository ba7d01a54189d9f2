#!/usr/bin/env python3
"""Draws the results of a benchmark run, as written by `tools/bench --json`, as SVG pictures.

    tools/benchmark/plot.py RESULTS.jsonl FOLDER

    FOLDER/speed.svg               at a glance: Seqlab, PyTorch and the machine's limit
    FOLDER/figures/training.svg    speed-up over the peer: training and single sentences
    FOLDER/figures/files.svg       the same: labelling from file to file
    FOLDER/figures/memory.svg      the same: labelling in memory
    FOLDER/figures/limit.svg       share of the machine's limit
    FOLDER/figures/growth.svg      speed by sentence length, batch, hidden size and vocabulary
    FOLDER/figures/threads.svg     speed by number of threads

A picture whose figures were not measured is left out. The pictures follow the reader's light or dark theme. The same
results give the same pictures, byte for byte, with one version of matplotlib, which is installed from PyPI into
build/peers if it is missing.
"""

import json
import os
import sys

import drawing
from drawing import BLUE, FAINT, GREY, GRID, LARGE, NORMAL, ORANGE, ROW, SMALL, TEXT, WIDTH, canvas, save

# Networks and measurements keep the order of the run.
GLANCE = [("Training", "training, words 100, 1 x 100, batch 32", "peer",
           "one LSTM layer, 100 units per direction, batches of 32"),
          ("Labelling", "labelling file to file, words 100, 1 x 100", "loop",
           "Seqlab from file to file; PyTorch from ready tensors, in memory"),
          ("One sentence", "one sentence of 10 tokens, p50, words 100, 1 x 100", "peer",
           "10 tokens, from words to labels; Seqlab uses one thread")]
GROWTH = [("length", "tokens per sentence"), ("batch", "sentences per batch"),
          ("hidden", "units per direction"), ("vocabulary", "words in the vocabulary")]


class Results:
    """The rows of a run by part and name, in the order measured."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        self.facts = next((row for row in rows if row["part"] == "run"), {})
        self.parts = {}
        for row in rows:
            if "name" in row:
                self.parts.setdefault(row["part"], {})[row["name"]] = row

    def rows(self, part):
        return self.parts.get(part, {})

    def peer(self):
        return self.facts.get("peer", "the peer").split()[0]


def number(value):
    return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def spread(row):
    """A row's median with the least and the most, if known."""
    text = number(row["median"])
    return f"{text} ({number(row['least'])} to {number(row['most'])})" if "least" in row else text


def bars(path, title, groups, label, reference, left=170, right=118):
    """Horizontal bars under headings. groups: (heading, [(name, value, least, most, text, colour)])."""
    lines = sum(1.35 + len(rows) + 0.35 for _, rows in groups)
    top, bottom = 6, 44
    figure, axes = canvas(top + bottom + ROW * lines, left, right, top, bottom)
    longest = max(max(value, most or 0) for _, rows in groups for _, value, _, most, _, _ in rows)
    axes.set_xlim(0, 1.01 * longest)
    axes.set_ylim(lines, 0)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", length=0, labelsize=SMALL)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
    ticks = [tick for tick in axes.get_xticks() if 0 <= tick <= longest]
    axes.set_xticks(ticks)
    side = axes.get_yaxis_transform()  # x as a share of the axes, y in rows
    place = 0
    for heading, rows in groups:
        axes.text(-left / (WIDTH - left - right) + 0.02, place + 0.8, heading, transform=side, weight="bold",
                  va="center")
        place += 1.35
        # The lines stop at the headings, so that none runs through one.
        axes.vlines(ticks, place, place + len(rows), color=GRID, linewidth=0.7, zorder=0)
        axes.vlines(reference, place - 0.15, place + len(rows) + 0.15, color=TEXT, linewidth=1.2, zorder=3)
        for name, value, least, most, text, colour in rows:
            middle = place + 0.5
            axes.barh(middle, value, height=0.66, color=colour, linewidth=0)
            if least is not None:
                axes.plot([least, most], [middle, middle], color=TEXT, linewidth=1.1, solid_capstyle="butt")
                for end in (least, most):
                    axes.plot([end, end], [middle - 0.17, middle + 0.17], color=TEXT, linewidth=1.1)
            axes.text(-0.015, middle, name, transform=side, ha="right", va="center", size=SMALL)
            axes.text(1.02, middle, text, transform=side, ha="left", va="center", size=SMALL)
            place += 1
        place += 0.35
    axes.set_xlabel(label, size=SMALL, loc="left", labelpad=6)
    save(figure, path, title)


def ratio_groups(results, prefix, names, colour=BLUE):
    """Speed-ups over the peer of the rows that begin with `prefix`, by network."""
    groups = {}
    for name, row in results.rows("versus").items():
        if row["unit"] != "x" or not name.startswith(prefix):
            continue
        what, against = name.removeprefix(prefix).split(" / ")
        heading, label = names(what, against)
        groups.setdefault(heading, []).append(
            (label, row["median"], row.get("least"), row.get("most"), spread(row), colour))
    return list(groups.items())


def ratio_label(results):
    return f"times as fast as {results.peer()}: median, and least to most of the pairs"


def draw_training(results, path):
    groups = ratio_groups(results, "training, ", lambda what, against: ("Training", what))
    groups += ratio_groups(results, "one sentence of ", lambda what, against: (
        "One sentence", "{1}, {0}".format(*what.split(", p50, "))))
    if groups:
        bars(path, "Training and single sentences", groups, ratio_label(results), 1, left=222)
    return groups


def draw_labelling(prefix, title):
    def draw(results, path):
        called = {"loop": "fastest loop", "loop, packed": "loop over packed batches"}
        groups = ratio_groups(results, prefix, lambda what, against: (what, called.get(against, against)))
        if groups:
            bars(path, title, groups, ratio_label(results), 1)
        return groups
    return draw


def draw_limit(results, path):
    groups = {}
    for part, colour in (("training", BLUE), ("labelling", ORANGE)):
        for name, row in results.rows(part).items():
            if "share" not in row:
                continue
            network, what = name.rsplit(", ", 1)
            percent = 100 * row["share"]
            label = f"training, {what}" if part == "training" else f"labelling, {what}"
            groups.setdefault(network, []).append((label, percent, None, None, f"{percent:.0f}%", colour))
    if groups:
        bars(path, "Share of the machine's limit", list(groups.items()),
             "nominal arithmetic as a percentage of the dense product measured at the same moment", 100, right=60)
    return groups


def draw_growth(results, path):
    swept = {}
    for name, row in results.rows("growth").items():
        for varied in row.get("at", {}):
            swept.setdefault(varied, {}).setdefault(name.split(",")[0], []).append(row)
    shown = [(varied, label) for varied, label in GROWTH if varied in swept]
    if not shown:
        return False
    figure, grid = drawing.panels(len(shown), 235, top=34, bottom=44)
    for axes, (varied, label) in zip(grid.flat, shown):
        for what, colour in (("labelling", ORANGE), ("training", BLUE)):
            rows = swept[varied].get(what, [])
            at = [row["at"][varied] for row in rows]
            middle = [row["median"] / 1e3 for row in rows]
            least = [row.get("least", row["median"]) / 1e3 for row in rows]
            most = [row.get("most", row["median"]) / 1e3 for row in rows]
            axes.fill_between(at, least, most, color=colour, alpha=0.18, linewidth=0)
            axes.plot(at, middle, color=colour, marker="o", markersize=4, linewidth=1.6, label=what)
        axes.set_xscale("log")
        ticks = sorted({row["at"][varied] for rows in swept[varied].values() for row in rows})
        axes.set_xticks(ticks, [f"{tick:,.0f}" for tick in ticks])
        axes.minorticks_off()
        axes.set_ylim(bottom=0)
        drawing.plain(axes, label)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    for axes in grid[:, 0]:
        axes.set_ylabel("thousand tokens/s", size=SMALL)
    handles, labels = grid.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper left", ncols=2, frameon=False, fontsize=NORMAL, borderaxespad=0.3)
    save(figure, path, "Speed by length, batch, hidden size and vocabulary")
    return True


def draw_threads(results, path):
    networks = {}
    for name, row in results.rows("growth").items():
        if "threads" in row.get("at", {}):
            what, network = name.rsplit(", ", 1)[0].split(", ", 1)
            networks.setdefault(network, {}).setdefault(what, []).append(row)
    if not networks:
        return False
    groups = [(f"{network}: {what}", rows) for network, by in networks.items() for what, rows in by.items()]
    # Each group has its own scale: the fastest is a hundred times as fast as the slowest.
    scaled = []
    for heading, rows in groups:
        first = rows[0]["median"]
        scaled.append((heading, [
            ("{:.0f} thread{}".format(row["at"]["threads"], "" if row["at"]["threads"] == 1 else "s"),
             row["median"] / first, row["least"] / first if "least" in row else None,
             row["most"] / first if "most" in row else None, f"{row['median']:,.0f} tokens/s",
             BLUE if heading.endswith("training") else ORANGE) for row in rows]))
    bars(path, "Speed by number of threads", scaled, "times the median of one thread, and least to most", 1, left=100)
    return True


def draw_glance(results, path):
    """Six bars: Seqlab and the peer in three tasks, as shares of the machine's limit."""
    versus = results.rows("versus")
    tasks = []
    for heading, name, against, note in GLANCE:
        own, ratio = versus.get(f"{name}: Seqlab"), versus.get(f"{name} / {against}")
        if not own or not ratio or "share" not in own:
            return False
        # If the peer has no share, the ratio of the pairs gives the length of its bar.
        theirs = versus.get(f"{name}: {against}", {}).get("share")
        tasks.append((heading, note,
                      [("Seqlab", own["share"], f"{100 * own['share']:.0f}%", BLUE),
                       (results.peer(), theirs or own["share"] / ratio["median"],
                        f"{100 * theirs:.0f}%" if theirs else "", GREY)], ratio["median"]))
    left, right, top, bottom, group = 70, 126, 30, 46, 82
    height = top + bottom + group * len(tasks)
    figure, axes = canvas(height, left, right, top, bottom)
    axes.set_xlim(0, max(1, *(1.05 * value for _, _, pair, _ in tasks for _, value, _, _ in pair)))
    axes.set_ylim(group * len(tasks), 0)
    axes.set_yticks([])
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    axes.tick_params(axis="x", length=0, labelsize=SMALL)
    axes.spines["left"].set_visible(False)
    axes.spines["bottom"].set_visible(False)
    side = axes.get_yaxis_transform()
    start = -(left - 14) / (WIDTH - left - right)
    for place, (heading, note, pair, ratio) in enumerate(tasks):
        y = place * group
        axes.text(start, y + 14, heading, transform=side, weight="bold", va="center", size=NORMAL + 1)
        axes.text(0.085, y + 14.5, note, transform=side, va="center", size=SMALL, color=FAINT)
        for (name, value, percent, colour), middle in zip(pair, (y + 37, y + 60)):
            axes.barh(middle, value, height=19, color=colour, linewidth=0)
            axes.text(start, middle, name, transform=side, va="center", size=NORMAL)
            axes.text(value + 0.012, middle, percent, va="center", size=SMALL, color=FAINT)
        axes.text(1 + 0.05, y + 42, f"{ratio:.1f}×", transform=side, va="center", size=LARGE, weight="bold",
                  color=BLUE)
        axes.text(1 + 0.05, y + 62, "as fast", transform=side, va="center", size=NORMAL, color=FAINT)
    axes.axvline(1, color=TEXT, linewidth=1.6, clip_on=False)
    axes.text(1, -9, "the machine's limit", ha="center", va="center", size=NORMAL, weight="bold")
    axes.set_xlabel("share of the machine's fastest matrix product, measured at the same moment", size=SMALL,
                    loc="left", labelpad=6)
    save(figure, path, "Seqlab and PyTorch beside the machine's limit")
    return True


PICTURES = {
    "speed.svg": draw_glance,
    "figures/training.svg": draw_training,
    "figures/files.svg": draw_labelling("labelling file to file, ", "Labelling from file to file"),
    "figures/memory.svg": draw_labelling("labelling in memory, ", "Labelling in memory"),
    "figures/limit.svg": draw_limit,
    "figures/growth.svg": draw_growth,
    "figures/threads.svg": draw_threads,
}


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: plot.py RESULTS.jsonl FOLDER")
    results = Results(sys.argv[1])
    drawing.prepare()
    os.makedirs(os.path.join(sys.argv[2], "figures"), exist_ok=True)
    drawn = [name for name, draw in PICTURES.items() if draw(results, os.path.join(sys.argv[2], name))]
    if not drawn:
        sys.exit(f"{sys.argv[1]}: holds nothing to draw")
    print("\n".join(os.path.join(sys.argv[2], name) for name in drawn))


if __name__ == "__main__":
    main()
