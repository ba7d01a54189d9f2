"""What tests share: data, small models, the programs."""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess
from typing import Callable

import pytest

import seqlab
from small_data import ROOT, SMALL, reviews, sentences


@pytest.fixture(scope="session")
def small_tagger() -> seqlab.Tagger:
    return seqlab.train(sentences(100, 1), sentences(20, 2), **SMALL)


@pytest.fixture(scope="session")
def small_classifier() -> seqlab.Classifier:
    return seqlab.train_classifier(reviews(100, 1), reviews(20, 2), **SMALL)


@pytest.fixture(scope="session")
def en() -> seqlab.Tagger:
    return seqlab.load("en")


@pytest.fixture(scope="session")
def program() -> Callable[..., str]:
    """Runs `tagger` or `sentiment` with arguments and an input, and gives what it prints."""
    folder = pathlib.Path(os.environ.get("SEQLAB_PROGRAMS", ROOT / "build/release/tagger"))

    def run(name: str, *arguments: str, text: str = "") -> str:
        path = folder / name if (folder / name).exists() else shutil.which(name)
        if path is None:
            pytest.skip(f"the program {name} is not built; SEQLAB_PROGRAMS names its folder")
        done = subprocess.run([path, *arguments], input=text.encode(), capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode()

    return run


@pytest.fixture(scope="session")
def web_text() -> list[str]:
    """Texts of the English Web Treebank, for comparisons at scale; skips where they are absent."""
    path = ROOT.parent / "shared/data/ud-ewt/dev.conllu"
    if not path.exists():
        pytest.skip("../shared/data/ud-ewt is absent")
    with path.open(encoding="utf-8") as file:
        return [line[9:].rstrip("\n") for line in file if line.startswith("# text = ")]
