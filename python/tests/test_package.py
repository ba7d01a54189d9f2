"""What the package brings along."""

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

import seqlab

FOLDER = Path(seqlab.__file__).parent

pytestmark = pytest.mark.skipif(not (FOLDER / "lib").exists(), reason="the package is not a wheel's")


def test_version_is_that_of_the_distribution() -> None:
    assert seqlab.__version__ == importlib.metadata.version("seqlab")


def test_the_shipped_models_are_known_by_name() -> None:
    models = {model.name: model for model in seqlab.models()}
    assert {"en", "en-ner", "en-pos", "en-sentiment"} <= set(models)
    assert Path(models["en"].path).parent == FOLDER / "share/seqlab/models"


def test_library_of_the_package_is_the_one_in_use() -> None:
    program = "import seqlab; print(open('/proc/self/maps').read())"
    maps = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout
    libraries = {line.split()[-1] for line in maps.splitlines() if "libseqlab.so" in line}
    assert {Path(library).parent for library in libraries} == {FOLDER / "lib"}
