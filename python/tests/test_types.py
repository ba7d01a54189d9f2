"""The stub and the annotations, checked by mypy."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest

import seqlab

PACKAGE = pathlib.Path(seqlab.__file__).parent
# A package that is not installed is found by its folder.
ENVIRONMENT = dict(os.environ, **({} if PACKAGE.parent.name == "site-packages" else {"MYPYPATH": str(PACKAGE.parent)}))


def mypy(folder: pathlib.Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(folder / "cache"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=ENVIRONMENT)


def test_the_stub_is_that_of_the_module(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("nanobind")
    made = tmp_path / "_seqlab.pyi"
    command = [sys.executable, "-m", "nanobind.stubgen", "-q", "-m", "seqlab._seqlab", "-o", str(made)]
    subprocess.run(command, check=True)
    assert made.read_text() == (PACKAGE / "_seqlab.pyi").read_text()


def test_programs_are_checked_by_mypy(tmp_path: pathlib.Path) -> None:
    pytest.importorskip("mypy")
    good = tmp_path / "good.py"
    good.write_text(
        "import typing\n"
        "import seqlab\n"
        "nlp = seqlab.load('en', threads=2)\n"
        "doc = nlp('Anna')\n"
        "for e in doc.ents:\n"
        "    a: tuple[str, str, int, int, float] = (e.text, e.label_, e.start_char, e.end_char, e.score)\n"
        "for t in doc:\n"
        "    b: tuple[str, int, str, str, str, str] = (t.text, t.idx, t.pos_, t.tag_, t.morph, t.labels['NER'])\n"
        "for d, key in nlp.pipe([('a', 1)], as_tuples=True):\n"
        "    c: tuple[seqlab.Doc, int] = (d, key)\n"
        "x: list[tuple[list[str], float]] = nlp.n_best(['a'], 3)\n"
        "with seqlab.Client('http://127.0.0.1:8080', token=None, timeout=5) as client:\n"
        "    found: list[dict[str, typing.Any]] = client.tag(['a', ['b', 'c'], seqlab.Words(['d'])], heads=['NER'])\n"
        "    for one in client.tag_stream(iter(['a']), on_error=lambda text, error: error.line):\n"
        "        pass\n"
    )
    bad = tmp_path / "bad.py"
    bad.write_text("import seqlab\nx: int = seqlab.load('en')('Anna').ents[0].label_\nseqlab.load(threads='2')\n")
    done = mypy(tmp_path, str(good))
    assert done.returncode == 0, done.stdout
    done = mypy(tmp_path, str(bad))
    assert done.returncode == 1 and done.stdout.count("error:") == 2, done.stdout


def test_the_package_is_checked_by_mypy(tmp_path: pathlib.Path) -> None:
    for needed in ("mypy", "pyarrow", "pyspark", "ray", "spacy", "sklearn"):
        pytest.importorskip(needed)
    done = mypy(tmp_path, "-p", "seqlab")
    assert done.returncode == 0, done.stdout
