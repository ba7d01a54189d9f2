from __future__ import annotations

import os
import pathlib
import sys
from typing import Any, Iterator

import pytest

REPOSITORY = pathlib.Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark")
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "2").getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="session")
def tagger_program() -> str:
    """The program, of the environment variable SEQLAB_PROGRAMS or of the release build."""
    folder = os.environ.get("SEQLAB_PROGRAMS", REPOSITORY / "build" / "release" / "tagger")
    program = pathlib.Path(folder) / "tagger"
    if not program.exists():
        pytest.skip(f"there is no {program}")
    return str(program)
