"""Spark Connect, in a process of its own: it cannot share one with a plain session."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytest.importorskip("pyspark")
pytest.importorskip("grpc_status")

PROGRAM = """
import seqlab.spark
from pyspark.sql import SparkSession
spark = SparkSession.builder.remote("local[1]").getOrCreate()
df = spark.createDataFrame([("Anna Berg moved to Bergen.",), (None,)], "text string")
for _ in range(2):
    rows = df.transform(seqlab.spark.tag("en")).selectExpr("seqlab.entities.text AS text").collect()
    print([row.text for row in rows])
spark.stop()
"""


def test_a_remote_session_tags() -> None:
    environment = {**os.environ, "PYSPARK_PYTHON": sys.executable}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True)
    assert done.stdout.splitlines()[-2:] == ["[['Anna Berg', 'Bergen'], None]"] * 2, done.stderr
