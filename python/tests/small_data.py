"""Small corpora, and options that learn them in a moment."""

from __future__ import annotations

import pathlib
import random

ROOT = pathlib.Path(__file__).resolve().parents[2]

NAMES = ["Anna", "Ben", "Chloe", "Dmitri", "Émile", "Farah"]
PLACES = ["Rome", "Oslo", "Lima", "Accra"]
VERBS = ["sees", "likes", "left", "knows"]


def sentences(count: int, seed: int) -> list[tuple[list[str], list[str]]]:
    """Sentences such as "Anna Smith likes Rome ." with names in IOB2."""
    rng = random.Random(seed)
    result = []
    for _ in range(count):
        words = [rng.choice(NAMES), "Smith", rng.choice(VERBS), rng.choice(PLACES), "."]
        result.append((words, ["B-PER", "I-PER", "O", "B-LOC", "O"]))
    return result


def reviews(count: int, seed: int) -> list[tuple[str, str]]:
    rng = random.Random(seed)
    words = {"good": ["great", "lovely", "fine"], "bad": ["dull", "awful", "weak"]}
    labels = [rng.choice(["good", "bad"]) for _ in range(count)]
    return [(f"a {rng.choice(words[label])} film", label) for label in labels]


SMALL = {"hidden": 8, "dimension": 8, "epochs": 6, "batch_size": 8, "learning_rate": 0.02}
